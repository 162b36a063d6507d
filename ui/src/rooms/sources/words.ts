/** Connections and runs in words. Pure: takes the instant now, asks no clock. */

import { counted, exactQuantity, subtractDecimals } from '../../format'
import type {
  Amount,
  BucketChange,
  ConnectionState,
  ConnectionView,
  FindingState,
  Job,
  Problem,
  ProblemCode,
  RunCause,
  RunState,
  RunView,
} from '../../ipc/types'
import { readings } from '../../shell/readings'

/** What each state of a connection is called. */
export const CONNECTION_WORDS: Record<ConnectionState, string> = {
  new: 'Not read yet',
  syncing: 'Syncing',
  good: 'Up to date',
  failing: 'Failing',
  needs_key: 'Key needed',
  paused: 'Paused',
  removed: 'Removed',
}

/** What each state of a run is called. */
export const RUN_WORDS: Record<RunState, string> = {
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
}

/** Why a run started. */
export const CAUSE_WORDS: Record<RunCause, string> = {
  manual: 'asked for',
  schedule: 'schedule',
  catch_up: 'catch-up',
  command_line: 'command line',
}

/** What the books are called; books are never added to each other. */
export const BOOK_WORDS: Readonly<Record<string, string>> = {
  billed: 'Billed',
  metered: 'Metered',
  estimated: 'Estimated',
}

/** What each finding of a probe is called. */
export const FINDING_WORDS: Record<FindingState, string> = {
  allowed: 'Allowed',
  limited: 'Limited',
  refused: 'Refused',
}

/** Seconds a run took, or has taken until now. */
export function runSeconds(run: Pick<RunView, 'startedAt' | 'finishedAt'>, now: number): number {
  const end = run.finishedAt === null ? now : Date.parse(run.finishedAt)
  return Math.max(0, end - Date.parse(run.startedAt)) / 1000
}

/** What a run did, in one sentence without its state: `30 daily readings, 2 restated`. */
export function runSentence(run: RunView): string {
  const parts: string[] = []
  if (run.days > 0) parts.push(readings(run.days))
  if (run.bucketsNew > 0) parts.push(run.bucketsNew === run.days ? 'all new' : `${exactQuantity(run.bucketsNew)} new`)
  if (run.bucketsRestated > 0) parts.push(`${exactQuantity(run.bucketsRestated)} restated`)
  if (run.rowsRejected > 0) parts.push(`${counted(run.rowsRejected, 'row')} could not be read`)
  if (parts.length === 0) return run.state === 'running' ? 'started' : 'nothing read'
  if (run.state !== 'running' && run.bucketsNew === 0 && run.bucketsRestated === 0) parts.push('nothing changed')
  return parts.join(', ')
}

/** How far a sync is: `20 of 152 windows, 24,421 rows`. */
export function progressSentence(job: Pick<Job, 'done' | 'total' | 'rows'>): string {
  const windows = job.total === 0 ? 'started' : `${exactQuantity(job.done)} of ${counted(job.total, 'window')}`
  return job.rows === 0 ? windows : `${windows}, ${counted(job.rows, 'row')}`
}

/** Why a connection cannot be synced now; `null` when it can. */
export function syncRefusal(connection: Pick<ConnectionView, 'state' | 'label'>): string | null {
  switch (connection.state) {
    case 'syncing':
      return `${connection.label} is syncing now`
    case 'removed':
      return `${connection.label} is removed: undo the removal or connect it again`
    case 'needs_key':
      return `${connection.label} needs its key first`
    default:
      return null
  }
}

/** What hinders a connection and what to do now; `null` when nothing does. */
export function troubleOf(connection: Pick<ConnectionView, 'state' | 'label' | 'lastRun'>): Problem | null {
  if (connection.state === 'needs_key') {
    return {
      code: 'secret_missing',
      message: `the key of ${connection.label} is not stored here`,
      hint: 'enter it again; everything that was read stays',
      subject: connection.label,
    }
  }
  if (connection.state !== 'failing' || connection.lastRun === null) return null
  return (
    connection.lastRun.problem ?? {
      code: 'cancelled',
      message: 'the last run was cut off in the middle',
      hint: 'sync now: it goes on where it stopped',
      subject: connection.label,
    }
  )
}

/** Order of the list: what needs a look first, removed last. */
export function connectionOrder(connections: readonly ConnectionView[]): ConnectionView[] {
  const rank = (state: ConnectionState) =>
    state === 'failing' || state === 'needs_key' ? 0 : state === 'removed' ? 2 : 1
  return [...connections].sort((a, b) => rank(a.state) - rank(b.state) || a.label.localeCompare(b.label))
}

/** Whether another key is what helps. */
export function asksForKey(code: ProblemCode): boolean {
  return ['key_refused', 'wrong_key_kind', 'scope_missing', 'secret_missing'].includes(code)
}

/** The currencies of some amounts, each once, in alphabetical order. */
export function currenciesOf(groups: readonly (readonly Amount[])[]): string[] {
  return [...new Set(groups.flat().map((amount) => amount.currency))].sort()
}

/** The amount of one currency as exact decimal text; `null` when there is none. */
export function amountIn(amounts: readonly Amount[], currency: string): string | null {
  return amounts.find((amount) => amount.currency === currency)?.value ?? null
}

/** What a change did to the money of one currency, exact; `null` when neither side has any. */
export function changeOf(change: Pick<BucketChange, 'before' | 'after'>, currency: string): string | null {
  const before = amountIn(change.before, currency)
  const after = amountIn(change.after, currency)
  if (before === null && after === null) return null
  return subtractDecimals(after ?? '0', before ?? '0')
}
