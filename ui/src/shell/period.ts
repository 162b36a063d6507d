import { addDays, dayNumber, dayRange, monthName } from '../format'
import type { DayRange } from '../ipc/types'

/** What a period is compared with. */
export type Comparison = 'before' | 'month' | 'year'

/** First day of the month of a day. */
export function monthStart(day: string): string {
  return `${day.slice(0, 7)}-01`
}

/** First day of the month so many months away. */
export function shiftMonth(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const index = year * 12 + (month - 1) + months
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`
}

/** A whole month, ending today when it is the running one. */
export function monthRange(day: string, today: string): DayRange {
  const from = monthStart(day)
  const end = shiftMonth(from, 1)
  const tomorrow = addDays(today, 1)
  return { from, to: from <= today && end > tomorrow ? tomorrow : end }
}

/** The last days, today included. */
export function lastDays(days: number, today: string): DayRange {
  const to = addDays(today, 1)
  return { from: addDays(to, -days), to }
}

/** Days in a period. */
export function lengthOf(range: DayRange): number {
  return dayNumber(range.to) - dayNumber(range.from)
}

/** What kind of period it is, so that the picker can name it and step it. */
export function kindOf(range: DayRange, today: string): 'month' | 'last7' | 'last30' | 'last90' | 'custom' {
  const month = monthRange(range.from, today)
  if (month.from === range.from && month.to === range.to) return 'month'
  for (const days of [7, 30, 90] as const) {
    const last = lastDays(days, today)
    if (last.from === range.from && last.to === range.to) return `last${days}`
  }
  return 'custom'
}

/** The name of a period: `October 2026, to date`, `Last 30 days`, `Oct 1 – 9, 2026`. */
export function periodName(range: DayRange, today: string): string {
  const kind = kindOf(range, today)
  if (kind === 'month') return `${monthName(range.from)}${range.to <= today || isWhole(range) ? '' : ', to date'}`
  if (kind === 'custom') return dayRange(range.from, range.to)
  return `Last ${lengthOf(range)} days`
}

function isWhole(range: DayRange): boolean {
  return range.from.endsWith('-01') && range.to.endsWith('-01')
}

/** The period one step earlier or later: the month beside it, or as many days. */
export function step(range: DayRange, by: -1 | 1, today: string): DayRange {
  if (kindOf(range, today) === 'month') return monthRange(shiftMonth(range.from, by), today)
  const days = lengthOf(range) * by
  return { from: addDays(range.from, days), to: addDays(range.to, days) }
}

/** Moves a day by months, staying inside the month it lands in. */
function dayInMonth(day: string, months: number): string {
  const first = shiftMonth(day, months)
  const last = addDays(shiftMonth(first, 1), -1)
  const same = `${first.slice(0, 8)}${day.slice(8)}`
  return same > last ? last : same
}

/** The days a period is compared with. Parts of months are compared with the same days of the earlier month. */
export function comparedWith(range: DayRange, comparison: Comparison): DayRange {
  if (comparison === 'before') {
    const days = lengthOf(range)
    return { from: addDays(range.from, -days), to: range.from }
  }
  const months = comparison === 'month' ? -1 : -12
  const last = addDays(range.to, -1)
  return { from: dayInMonth(range.from, months), to: addDays(lastInMonth(range, last, months), 1) }
}

function lastInMonth(range: DayRange, last: string, months: number): string {
  // A whole month is compared with the whole of the other, whatever its length.
  return isWhole(range) ? addDays(shiftMonth(range.to, months), -1) : dayInMonth(last, months)
}

/** The comparison that says most without being asked: months with months, other periods with the days before. */
export function usualComparison(range: DayRange, today: string): Comparison {
  return kindOf(range, today) === 'month' ? 'month' : 'before'
}
