/** Addresses of the Sources room and of the raw page viewer: `#/sources/<id>?tab=runs&run=<id>`, `#/raw/<id>`. */

import type { Route } from '../../shell/route'
import { href } from '../../shell/route'
import { isDay } from './days'

/** Tabs of a chosen connection, in their order. */
export const SOURCE_TABS = ['coverage', 'runs', 'raw', 'tells'] as const

/** A tab of a chosen connection. */
export type SourceTab = (typeof SOURCE_TABS)[number]

/** What each tab is called. */
export const TAB_WORDS: Record<SourceTab, string> = {
  coverage: 'Coverage',
  runs: 'Runs',
  raw: 'Raw pages',
  tells: 'What it tells',
}

/** Argument of the address that opens the connect form. */
export const CONNECT = 'connect'

/** Where in Sources we are. */
export interface SourcesPlace {
  /** Chosen connection; `null` for the list alone. */
  connectionId: number | null
  /** Whether the connect form is open. */
  isConnecting: boolean
  /** Chosen tab. */
  tab: SourceTab
  /** Open run; `null` for the history. */
  runId: number | null
  /** Only raw pages of this day; `null` for every day. */
  day: string | null
  /** Only raw pages of this stream; `null` for every stream. */
  stream: string | null
}

/** Where an address leads inside Sources. */
export function sourcesPlace({ argument, params }: Pick<Route, 'argument' | 'params'>): SourcesPlace {
  const day = params.get('day') ?? ''
  return {
    connectionId: readId(argument),
    isConnecting: argument === CONNECT,
    tab: SOURCE_TABS.find((known) => known === params.get('tab')) ?? 'coverage',
    runId: readId(params.get('run') ?? undefined),
    day: isDay(day) ? day : null,
    stream: params.get('stream') || null,
  }
}

/** The address of a connection's tab. */
export function sourcesHref(
  connectionId: number,
  tab: SourceTab = 'coverage',
  detail: { run?: number; day?: string; stream?: string } = {},
): string {
  return href('sources', String(connectionId), {
    tab: tab === 'coverage' ? undefined : tab,
    run: detail.run === undefined ? undefined : String(detail.run),
    day: detail.day,
    stream: detail.stream,
  })
}

/** The address of a raw page. */
export function rawHref(id: number): string {
  return href('raw', String(id))
}

/** A positive whole number; `null` otherwise. */
export function readId(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
