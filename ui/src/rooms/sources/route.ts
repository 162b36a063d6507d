/** Addresses of the Sources room and of the raw page viewer: `#/sources/<id>/<tab>`, `#/raw/<id>`. */

/** Tabs of a chosen connection. */
export const SOURCE_TABS = ['coverage', 'runs', 'raw', 'tells'] as const

/** A tab of a chosen connection. */
export type SourceTab = (typeof SOURCE_TABS)[number]

/** Where in Sources we are. */
export interface SourcesPlace {
  /** Chosen connection; `null` for the list alone. */
  connectionId: number | null
  /** Chosen tab. */
  tab: SourceTab
  /** What follows the tab: a run, a day. */
  detail: string | null
}

/** Reads the segments after `#/sources`. */
export function sourcesPlace(segments: readonly string[]): SourcesPlace {
  const [id, tab, detail] = segments
  return {
    connectionId: readId(id),
    tab: SOURCE_TABS.find((known) => known === tab) ?? 'coverage',
    detail: detail === undefined || detail === '' ? null : decodeURIComponent(detail),
  }
}

/** The address of a connection's tab. */
export function sourcesHref(connectionId: number, tab: SourceTab = 'coverage', detail?: string): string {
  const end = detail === undefined ? '' : `/${encodeURIComponent(detail)}`
  return `#/sources/${connectionId}/${tab}${end}`
}

/** The address of a raw page. */
export function rawHref(id: number): string {
  return `#/raw/${id}`
}

/** A positive whole number; `null` otherwise. */
export function readId(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null
}
