/** Lays out the coverage calendar: slots down, days across. Pure. */

import { addDays, dayNumber } from '../../format'
import type { CoverageCell, CoverageSlot, CoverageState, DayRange } from '../../ipc/types'
import { daysBetween, monthStart } from './days'

/** Days of one state that follow each other in one slot. */
export interface Stretch {
  /** Index of the first day, from the start of the range. */
  at: number
  /** Number of days. */
  days: number
  /** What is known of them. */
  state: CoverageState
}

/** A day that was read again with another content. */
export interface Restated {
  /** Index of the day. */
  at: number
  /** Its revision. */
  revision: number
}

/** One row of the calendar. */
export interface CoverageLine {
  /** Stored name of the slot. */
  id: string
  /** For people. */
  label: string
  /** Whether it is another cut of a primary slot. */
  isAlternate: boolean
  /** Stretches, in order, together the whole range. */
  stretches: Stretch[]
  /** Days with a later revision. */
  restated: Restated[]
  /** Number of days in each state. */
  counts: Record<CoverageState, number>
  /** The cells themselves, one per day. */
  cells: CoverageCell[]
}

/** A month's label above the days. */
export interface MonthMark {
  /** Index of its first day inside the range. */
  at: number
  /** Number of its days inside the range. */
  days: number
  /** First day of the month. */
  month: string
}

/** How many months the calendar shows. */
export type Span = 3 | 6 | 12

/** Every state, in the order of the legend. */
export const COVERAGE_STATES: readonly CoverageState[] = ['full', 'partial', 'missing', 'not_obtainable', 'not_wanted']

/** What each state is called. */
export const COVERAGE_WORDS: Record<CoverageState, string> = {
  full: 'Read in full',
  partial: 'Read while still open',
  missing: 'Not read yet',
  not_obtainable: 'Source cannot tell',
  not_wanted: 'Not wanted',
}

/** The months shown: whole months that end with the month of `anchor`, moved back by `step` spans. */
export function calendarRange(anchor: string, span: Span, step: number): DayRange {
  const to = monthStart(anchor, 1 - step * span)
  return { from: monthStart(to, -span), to }
}

/** One row per slot; slots that add up first, other cuts after them. */
export function coverageLines(slots: readonly CoverageSlot[]): CoverageLine[] {
  const lines = slots.map((slot) => line(slot))
  return [...lines.filter((each) => !each.isAlternate), ...lines.filter((each) => each.isAlternate)]
}

function line({ slot, cells }: CoverageSlot): CoverageLine {
  const stretches: Stretch[] = []
  const restated: Restated[] = []
  const counts: Record<CoverageState, number> = { full: 0, partial: 0, missing: 0, not_obtainable: 0, not_wanted: 0 }
  cells.forEach((cell, at) => {
    counts[cell.state] += 1
    if (cell.revision > 1) restated.push({ at, revision: cell.revision })
    const last = stretches[stretches.length - 1]
    if (last !== undefined && last.state === cell.state) last.days += 1
    else stretches.push({ at, days: 1, state: cell.state })
  })
  return { id: slot.id, label: slot.label, isAlternate: slot.isAlternate, stretches, restated, counts, cells }
}

/** One mark per month the range touches. */
export function monthMarks(range: DayRange): MonthMark[] {
  const marks: MonthMark[] = []
  let month = monthStart(range.from)
  while (dayNumber(month) < dayNumber(range.to)) {
    const next = monthStart(month, 1)
    const first = dayNumber(month) < dayNumber(range.from) ? range.from : month
    const end = dayNumber(next) > dayNumber(range.to) ? range.to : next
    marks.push({ at: daysBetween(range.from, first), days: daysBetween(first, end), month })
    month = next
  }
  return marks
}

/** One sentence about a slot: what is read and what lacks. */
export function coverageSentence(counts: Record<CoverageState, number>): string {
  const wanted = counts.full + counts.partial + counts.missing
  if (wanted === 0) return counts.not_obtainable > 0 ? 'the source cannot tell these days' : 'no days wanted here'
  const parts = [`${counts.full} of ${wanted} days read in full`]
  if (counts.partial > 0) parts.push(`${counts.partial} still open`)
  if (counts.missing > 0) parts.push(`${counts.missing} not read yet`)
  return parts.join(', ')
}

/** A stretch that lacks something, for the list beside the calendar. */
export interface Gap {
  /** Slots it is about, for people. */
  slots: string[]
  /** What is known. */
  state: CoverageState
  /** The days. */
  range: DayRange
}

/** Stretches that are open or not read, slots with the same stretch together, newest first. */
export function coverageGaps(lines: readonly CoverageLine[], range: DayRange): Gap[] {
  const gaps = new Map<string, Gap>()
  for (const each of lines) {
    for (const stretch of each.stretches) {
      if (stretch.state !== 'partial' && stretch.state !== 'missing') continue
      const from = addDays(range.from, stretch.at)
      const to = addDays(from, stretch.days)
      const name = `${stretch.state} ${from} ${to}`
      const known = gaps.get(name)
      if (known === undefined) gaps.set(name, { slots: [each.label], state: stretch.state, range: { from, to } })
      else known.slots.push(each.label)
    }
  }
  return [...gaps.values()].sort((a, b) => (a.range.to < b.range.to ? 1 : a.range.to > b.range.to ? -1 : 0))
}

/** Where the cursor goes for a key; the place itself when the key is not of the calendar. */
export function moveCursor(
  place: { slot: number; day: number },
  key: string,
  size: { slots: number; days: number },
): { slot: number; day: number } {
  const slot = (value: number) => Math.max(0, Math.min(size.slots - 1, value))
  const day = (value: number) => Math.max(0, Math.min(size.days - 1, value))
  switch (key) {
    case 'ArrowLeft':
      return { ...place, day: day(place.day - 1) }
    case 'ArrowRight':
      return { ...place, day: day(place.day + 1) }
    case 'ArrowUp':
      return { ...place, slot: slot(place.slot - 1) }
    case 'ArrowDown':
      return { ...place, slot: slot(place.slot + 1) }
    case 'PageUp':
      return { ...place, day: day(place.day - 7) }
    case 'PageDown':
      return { ...place, day: day(place.day + 7) }
    case 'Home':
      return { ...place, day: 0 }
    case 'End':
      return { ...place, day: day(size.days - 1) }
    default:
      return place
  }
}
