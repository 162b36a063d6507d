import { setLocale, setNegatives } from '../format'
import { call, query } from '../ipc'
import type { Query } from '../ipc'
import type { DayRange, Settings, WorkspaceView } from '../ipc/types'
import { comparedWith, monthRange, usualComparison } from './period'
import type { Comparison } from './period'
import { readRange } from './route'
import { route, setParams } from './router.svelte'
import { report } from './toasts.svelte'

/** The workspace, the preferences and the period that every room shares. */
export interface Session {
  readonly workspace: WorkspaceView | undefined
  readonly settings: Settings | undefined
  /** The workspace read itself, for its problem and for reading it again. */
  readonly reading: Query<WorkspaceView>
  /** The UTC day now; empty until the workspace is read. */
  readonly today: string
  /** Days shown, from the address or the month to date. */
  readonly range: DayRange
  readonly comparison: Comparison | 'custom'
  /** Days compared with. */
  readonly compare: DayRange
  /** Milliseconds since 1970 as the core's clock runs; moves once a minute. */
  readonly now: number
}

let session: Session | undefined

const COMPARISONS: readonly string[] = ['before', 'month', 'year']

/** Makes the session; once, by the outermost component. */
export function openSession(): Session {
  const workspace = query('workspace.get', () => ({}), { keepsPrevious: true })
  const settings = query('settings.get', () => ({}), { keepsPrevious: true })
  let elapsed = $state(0)
  $effect(() => {
    const from = Date.now()
    // The core's clock moved on while the answer aged; only the difference is measured here.
    void workspace.data?.now
    elapsed = 0
    const timer = setInterval(() => (elapsed = Date.now() - from), 30_000)
    return () => clearInterval(timer)
  })
  const today = $derived(workspace.data?.today ?? '')
  const range = $derived(readRange(route().params) ?? (today === '' ? { from: '', to: '' } : monthRange(today, today)))
  const comparison = $derived.by((): Comparison | 'custom' => {
    const named = route().params.get('compare') ?? ''
    if (COMPARISONS.includes(named)) return named as Comparison
    return readRange(route().params, 'compareFrom', 'compareTo') === null ? usualComparison(range, today) : 'custom'
  })
  const compare = $derived.by(() => {
    if (range.from === '') return range
    if (comparison !== 'custom') return comparedWith(range, comparison)
    return readRange(route().params, 'compareFrom', 'compareTo') ?? comparedWith(range, 'before')
  })
  $effect(() => wear(settings.data))
  session = {
    get workspace() {
      return workspace.data
    },
    get settings() {
      return settings.data
    },
    reading: workspace,
    get today() {
      return today
    },
    get range() {
      return range
    },
    get comparison() {
      return comparison
    },
    get compare() {
      return compare
    },
    get now() {
      return Date.parse(workspace.data?.now ?? '1970-01-01T00:00:00Z') + elapsed
    },
  }
  return session
}

/** The session of the window. */
export function useSession(): Session {
  if (session === undefined) throw new Error('the session is opened by App.svelte before anything uses it')
  return session
}

/** Shows other days, and keeps the comparison that was chosen by name. */
export function showPeriod(range: DayRange): void {
  setParams({ from: range.from, to: range.to, compareFrom: null, compareTo: null })
}

/** Compares with another period. */
export function showComparison(compare: Comparison | DayRange): void {
  if (typeof compare === 'string') setParams({ compare, compareFrom: null, compareTo: null })
  else setParams({ compare: null, compareFrom: compare.from, compareTo: compare.to })
}

/** Saves changed preferences; the core records the change, so that it can be undone. */
export async function changeSettings(changes: Partial<Settings>): Promise<void> {
  const settings = session?.settings
  if (settings === undefined) return
  try {
    await call('settings.set', { ...settings, ...changes })
  } catch (thrown) {
    report(thrown)
  }
}

const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)')
const contrast = globalThis.matchMedia?.('(prefers-contrast: more)')

/** Puts the preferences on the page. Until they are read, the system's are used. */
export function wear(settings: Settings | undefined): () => void {
  const root = document.documentElement
  const apply = () => {
    const theme = settings?.theme ?? 'system'
    root.dataset.theme = theme === 'system' ? (dark?.matches ? 'dark' : 'light') : theme
    root.dataset.contrast = (settings?.isHighContrast ?? false) || contrast?.matches ? 'high' : 'normal'
    root.dataset.density = settings?.density ?? 'regular'
  }
  apply()
  setLocale(navigator.language)
  setNegatives(settings?.negativeStyle ?? 'minus')
  dark?.addEventListener('change', apply)
  contrast?.addEventListener('change', apply)
  return () => {
    dark?.removeEventListener('change', apply)
    contrast?.removeEventListener('change', apply)
  }
}
