/** Connections and runs in words. Pure: takes the instant now, asks no clock. */

import type { Amount } from '../../ipc/generated/Amount'
import type { ConnectionState } from '../../ipc/generated/ConnectionState'
import type { ConnectionView } from '../../ipc/generated/ConnectionView'
import type { FindingState } from '../../ipc/generated/FindingState'
import type { RunCause } from '../../ipc/generated/RunCause'
import type { RunState } from '../../ipc/generated/RunState'
import type { RunView } from '../../ipc/generated/RunView'

/** What each state of a connection is called. */
export const CONNECTION_WORDS: Record<ConnectionState, string> = {
  new: 'Not read yet',
  syncing: 'Syncing',
  good: 'Up to date',
  failing: 'Failing',
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

/** What each finding of a probe is called. */
export const FINDING_WORDS: Record<FindingState, string> = {
  allowed: 'Allowed',
  limited: 'Limited',
  refused: 'Refused',
}

/** `1 day`, `2 days`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat().format(count)} ${count === 1 ? one : many}`
}

/** How long ago, or how long until: `12 minutes ago`, `in 3 hours`, `just now`. */
export function agoWords(instant: string, now: string): string {
  const seconds = Math.round((Date.parse(instant) - Date.parse(now)) / 1000)
  if (Number.isNaN(seconds)) return ''
  const size = Math.abs(seconds)
  if (size < 60) return seconds > 0 ? 'in under a minute' : 'just now'
  const words =
    size < 3600
      ? counted(Math.floor(size / 60), 'minute')
      : size < 48 * 3600
        ? counted(Math.floor(size / 3600), 'hour')
        : counted(Math.floor(size / 86_400), 'day')
  return seconds > 0 ? `in ${words}` : `${words} ago`
}

/** How long something took: `4 s`, `3 min 12 s`, `2 h 5 min`. */
export function durationWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Milliseconds a run took, or has taken until now. */
export function runMilliseconds(run: Pick<RunView, 'startedAt' | 'finishedAt'>, now: string): number {
  return Math.max(0, Date.parse(run.finishedAt ?? now) - Date.parse(run.startedAt))
}

/** Whether an amount is exactly zero. */
export function isZeroAmount(amount: Pick<Amount, 'value'>): boolean {
  return /^[+-]?0*(\.0*)?$/.test(amount.value)
}

/** What a run did, in one sentence without its state: `30 days read, 2 restated`. */
export function runSentence(run: RunView): string {
  const parts: string[] = []
  if (run.days > 0) parts.push(`${counted(run.days, 'day')} read`)
  if (run.bucketsNew > 0) parts.push(`${new Intl.NumberFormat().format(run.bucketsNew)} new`)
  if (run.bucketsRestated > 0) parts.push(`${new Intl.NumberFormat().format(run.bucketsRestated)} restated`)
  if (run.rowsRejected > 0) parts.push(`${counted(run.rowsRejected, 'row')} could not be read`)
  if (parts.length === 0) return run.state === 'running' ? 'started' : 'nothing read'
  if (run.state !== 'running' && run.bucketsNew === 0 && run.bucketsRestated === 0) parts.push('nothing changed')
  return parts.join(', ')
}

/** Why a connection cannot be synced now; `null` when it can. */
export function syncRefusal(connection: Pick<ConnectionView, 'state' | 'label'>): string | null {
  switch (connection.state) {
    case 'syncing':
      return `${connection.label} is syncing now`
    case 'removed':
      return `${connection.label} is removed: undo the removal or connect it again`
    default:
      return null
  }
}

/** Order of the list: what needs a look first, removed last. */
export function connectionOrder(connections: readonly ConnectionView[]): ConnectionView[] {
  const rank = (state: ConnectionState) => (state === 'failing' ? 0 : state === 'removed' ? 2 : 1)
  return [...connections].sort((a, b) => rank(a.state) - rank(b.state) || a.label.localeCompare(b.label))
}

/** A size in bytes for people: `1.4 MB`. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(size)} ${units[unit] ?? 'GB'}`
}
