/** The connect form: its draft, and what of it is not right yet. Holds no key. */

import { addDays, dayNumber, longDay } from '../../format'
import type { ConnectionUpdateRequest, ConnectionView, ProbeView, SecretStoreState, SourceView } from '../../ipc/types'
import { isDay } from './days'
import type { ScheduleDraft } from './schedule'
import { draftOf, readDraft, scheduleWords } from './schedule'

/** Longest name of a connection. */
export const LONGEST_NAME = 60

/** What the form holds besides the key. */
export interface ConnectDraft {
  label: string
  address: string
  firstDay: string
  schedule: ScheduleDraft
}

/** What is wrong, by field; a field that is right is absent. */
export interface ConnectFaults {
  label?: string
  address?: string
  firstDay?: string
  schedule?: string
}

/** An empty form for a source: twelve months back, every six hours. */
export function emptyDraft(source: Pick<SourceView, 'name' | 'earliest'>, today: string): ConnectDraft {
  return {
    label: source.name,
    address: '',
    firstDay: laterDay(twelveMonthsBack(today), source.earliest),
    schedule: draftOf({ kind: 'every_hours', hours: 6 }),
  }
}

/** The same day a year earlier; 28 February for 29 February. */
export function twelveMonthsBack(today: string): string {
  const day = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`
  return isDay(day) ? day : addDays(`${day.slice(0, 7)}-01`, 27)
}

function laterDay(a: string, b: string): string {
  return isDay(b) && dayNumber(b) > dayNumber(a) ? b : a
}

/** What is wrong with the form. `taken` are the names already in use. */
export function connectFaults(
  draft: ConnectDraft,
  source: Pick<SourceView, 'name' | 'earliest' | 'shortestIntervalMinutes'>,
  today: string,
  taken: readonly string[],
): ConnectFaults {
  const faults: ConnectFaults = {}
  const label = labelFault(draft.label, taken)
  if (label !== null) faults.label = label
  const address = addressFault(draft.address)
  if (address !== null) faults.address = address
  const firstDay = firstDayFault(draft.firstDay, source, today)
  if (firstDay !== null) faults.firstDay = firstDay
  const schedule = readDraft(draft.schedule, source.shortestIntervalMinutes)
  if (!schedule.ok) faults.schedule = schedule.reason
  return faults
}

/** What is wrong with a name; `null` when nothing. */
export function labelFault(label: string, taken: readonly string[]): string | null {
  const name = label.trim()
  if (name === '') return 'a connection needs a name'
  if (name.length > LONGEST_NAME) return `a name has at most ${LONGEST_NAME} characters`
  if (taken.some((other) => other.toLowerCase() === name.toLowerCase())) return `"${name}" is already in use`
  return null
}

/** What is wrong with an address; `null` when nothing. Empty means the provider's own. */
export function addressFault(address: string): string | null {
  const text = address.trim()
  if (text === '') return null
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'an address starts with https:// and names a host'
  }
  if (url.username !== '' || url.password !== '') return 'an address holds no user or password'
  if (url.search !== '' || url.hash !== '') return 'an address ends with its path, without ? or #'
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) return null
  return 'an address starts with https://, or with http:// on this machine'
}

/** What is wrong with a first day; `null` when nothing. */
export function firstDayFault(
  day: string,
  source: Pick<SourceView, 'name' | 'earliest'>,
  today: string,
): string | null {
  if (!isDay(day)) return 'a day such as 2026-01-31'
  if (dayNumber(day) > dayNumber(today)) return 'the first day lies in the future'
  if (isDay(source.earliest) && dayNumber(day) < dayNumber(source.earliest)) {
    return `${source.name} can tell nothing before ${longDay(source.earliest)}`
  }
  return null
}

/** What the connect button looks at. */
export interface ConnectState {
  faults: ConnectFaults
  /** What the key looks like. */
  shape: 'empty' | 'fits' | 'unlike' | 'broken'
  /** What the check of this key told; `null` before it. */
  probe: ProbeView | null
  /** Whether keys can be kept; `null` while not known. */
  secrets: SecretStoreState | null
}

/** Why the provider cannot be connected yet; `null` when it can. */
export function connectRefusal({ faults, shape, probe, secrets }: ConnectState): string | null {
  if (shape === 'empty') return 'paste the key first'
  if (shape === 'broken') return 'the key is not whole: copy it again'
  if (probe === null) return 'check the key first'
  if (!probe.canConnect) return 'this key cannot read billed money: use one that can'
  if (secrets === null) return 'waiting for the secret store'
  if (secrets === 'needs_vault') return 'make the vault first, so that the key can be kept'
  if (secrets === 'locked') return 'unlock the vault first, so that the key can be kept'
  const fault = faults.label ?? faults.firstDay ?? faults.schedule ?? faults.address
  return fault ?? null
}

/** The part of the form that can be changed later. */
export type EditDraft = Pick<ConnectDraft, 'label' | 'firstDay' | 'schedule'>

/** What is wrong with a change. The first day may only move back. */
export function editFaults(
  draft: EditDraft,
  connection: Pick<ConnectionView, 'backfillFrom'>,
  source: Pick<SourceView, 'name' | 'earliest' | 'shortestIntervalMinutes'>,
  today: string,
  taken: readonly string[],
): ConnectFaults {
  const faults = connectFaults({ ...draft, address: '' }, source, today, taken)
  if (draft.firstDay === connection.backfillFrom) delete faults.firstDay
  else if (faults.firstDay === undefined && dayNumber(draft.firstDay) > dayNumber(connection.backfillFrom)) {
    faults.firstDay = `the first day can only move back from ${longDay(connection.backfillFrom)}`
  }
  return faults
}

/** The change to ask for; `null` when nothing is changed or the schedule cannot be read. */
export function changesOf(
  draft: EditDraft,
  connection: Pick<ConnectionView, 'id' | 'label' | 'schedule' | 'backfillFrom'>,
  source: Pick<SourceView, 'shortestIntervalMinutes'>,
): ConnectionUpdateRequest | null {
  const reading = readDraft(draft.schedule, source.shortestIntervalMinutes)
  if (!reading.ok) return null
  const label = draft.label.trim()
  const isSame = scheduleWords(reading.schedule) === scheduleWords(connection.schedule)
  const changes = {
    id: connection.id,
    label: label === connection.label ? null : label,
    schedule: isSame ? null : reading.schedule,
    isPaused: null,
    backfillFrom: draft.firstDay === connection.backfillFrom ? null : draft.firstDay,
  }
  return changes.label === null && changes.schedule === null && changes.backfillFrom === null ? null : changes
}
