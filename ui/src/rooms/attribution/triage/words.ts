/** Words of triage: causes, columns, days to sleep until. */

import {
  addDays,
  counted,
  dayNumber,
  dayRange,
  longDay,
  money,
  monthMark,
  monthName,
  shortDay,
  UNKNOWN,
} from '../../../format'
import type { DatesView, FactView, QueueCause, QueueGroupView } from '../../../ipc/types'

/** Why a group has no owner, in a word or two. */
export const CAUSE_WORDS: Readonly<Record<QueueCause, string>> = {
  no_owner: 'No owner',
  default_project: 'Default project',
  no_key: 'No key',
  unknown_project: 'Unknown project',
  not_seen: 'Not seen',
  seat: 'Seats',
  tax: 'Tax',
  credit: 'Credit',
  not_explained: 'Not explained',
  metadata: 'No metadata',
  attributed: 'Attributed',
}

/** A group without the source that stands in a column of its own. */
export function shortTitle(group: Pick<QueueGroupView, 'title' | 'source'>): string {
  const start = `${group.source}: `
  return group.title.startsWith(start) ? group.title.slice(start.length) : group.title
}

/** The trend of a group in words, month by month. */
export function trendWords(group: Pick<QueueGroupView, 'trend' | 'trendMonths' | 'amount'>): string {
  return group.trendMonths
    .map((month, index) => {
      const value = group.trend[index] ?? null
      return `${monthMark(`${month}-01`)} ${value === null ? UNKNOWN : money(value, group.amount.currency)}`
    })
    .join(', ')
}

/** A day that groups can be hidden until. */
export interface Until {
  label: string
  /** First day on which they are shown again. */
  day: string
}

/** The days that are offered: tomorrow, the next Monday, the first of the next month. */
export function untilChoices(today: string): Until[] {
  // Day 4 of all days was a Monday.
  const sinceMonday = (((dayNumber(today) - 4) % 7) + 7) % 7
  const [year = 0, month = 0] = today.split('-').map(Number)
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
  return [
    { label: 'Tomorrow', day: addDays(today, 1) },
    { label: 'Next week', day: addDays(today, 7 - sinceMonday) },
    { label: 'Next month', day: next },
  ]
}

/** Groups as the object of a sentence: `this group`, `3 groups`. */
export function groupsWords(count: number): string {
  return count === 1 ? 'this group' : counted(count, 'group')
}

/** A value for people; `null` says that there is none. */
export function valueWords(value: string | null, what: string): string {
  return value ?? `no ${what}`
}

/** What tells a series apart, in one line; a word that two facts share is said once. */
export function seriesFacts(facts: readonly FactView[]): string {
  const words = facts.map((fact) => fact.value || `no ${fact.label.toLowerCase()}`)
  return words.length === 0 ? 'All of the group' : [...new Set(words)].join(' \u00b7 ')
}

/** Who or what decided a value. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  hand: 'By hand',
  rule: 'Rule',
  metadata: 'Told by a gateway',
  owner: 'Owner',
  split: 'Split',
  closed: 'Closed month',
  nothing: 'Nothing',
}

/** Days that something holds on, in words; empty where it holds always. */
export function datesWords({ from, until }: DatesView): string {
  if (from !== null && until !== null) return dayRange(from, until)
  if (from !== null) return `from ${longDay(from)}`
  return until === null ? '' : `until ${longDay(addDays(until, -1))}`
}

/** Closed months in words. */
export function closedWords(months: readonly string[]): string {
  const names = months.map((month) => monthName(`${month}-01`))
  return `${names.join(', ')} ${names.length === 1 ? 'is closed and stays as it is' : 'are closed and stay as they are'}.`
}

/** From the first to the last day with spend; in months where years lie between. */
export function seenWords(first: string, last: string): string {
  const isOneYear = first.slice(0, 4) === last.slice(0, 4)
  const name = (day: string) => (isOneYear ? shortDay(day) : monthMark(day))
  return first === last ? name(first) : `${name(first)} ${UNKNOWN} ${name(last)}`
}
