import { toDrawing } from '../format'
import type { DayTotal, QueryKey } from '../ipc/types'

/** One block of a stacked day: where it starts and ends on the axis, and its exact value. */
export interface Segment {
  /** Index of its series. */
  series: number
  from: number
  to: number
  /** Exact decimal text. */
  value: string
}

/** One day ready to be drawn. */
export interface PreparedDay {
  day: string
  isPartial: boolean
  /** A gap: nothing is drawn, and it is not a zero. */
  isMissing: boolean
  /** Exact decimal text; `null` for a gap. */
  total: string | null
  segments: Segment[]
}

/** Days stacked by a split, with the limits of the axis. */
export interface PreparedDays {
  days: PreparedDay[]
  low: number
  high: number
}

/** Colours there are for series; what is beyond them is drawn as other. */
export const MAX_SERIES = 8

/** Whether a key stands for the rest, and not for a value the source does not tell. */
export function isOther(key: QueryKey): boolean {
  return key.value === null && key.label === 'other'
}

/** Colour of a series: its number from 1 on, or `other`. */
export function colourOf(keys: readonly QueryKey[], index: number): string {
  const key = keys[index]
  return key === undefined || isOther(key) || index >= MAX_SERIES ? '--series-other' : `--series-${index + 1}`
}

/** Stacks days: amounts above zero grow up from the line, credits grow down from it. */
export function prepareDays(days: readonly DayTotal[]): PreparedDays {
  const prepared = days.map(prepareDay)
  const ends = prepared.flatMap((day) => day.segments.map((segment) => segment.to))
  return { days: prepared, low: Math.min(0, ...ends), high: Math.max(0, ...ends) }
}

function prepareDay({ day, isPartial, isMissing, values, total }: DayTotal): PreparedDay {
  let [up, down] = [0, 0]
  const segments: Segment[] = []
  if (!isMissing) {
    for (const [series, value] of values.entries()) {
      const height = value === null ? 0 : toDrawing(value)
      if (value === null || height === 0) continue
      const from = height > 0 ? up : down
      const to = from + height
      if (height > 0) up = to
      else down = to
      segments.push({ series, from, to, value })
    }
  }
  return { day, isPartial, isMissing, total: isMissing ? null : total, segments }
}

/** The block of a day at a height of the axis; `undefined` where there is none. */
export function segmentAt(day: PreparedDay, height: number): Segment | undefined {
  return day.segments.find(({ from, to }) => height >= Math.min(from, to) && height <= Math.max(from, to))
}

/** Days whose names stand under the axis: as many as fit, evenly apart, the first of a month preferred. */
export function axisDays(days: readonly PreparedDay[], width: number, spacing = 64): number[] {
  const fits = Math.max(1, Math.floor(width / spacing))
  const step = Math.max(1, Math.ceil(days.length / fits))
  return days.map((_, index) => index).filter((index) => index % step === 0)
}

/** What the chart says in one sentence, for those who do not see it. */
export function describeDays(prepared: PreparedDays, series: readonly QueryKey[]): string {
  const missing = prepared.days.filter((day) => day.isMissing).length
  const partial = prepared.days.filter((day) => day.isPartial && !day.isMissing).length
  const parts = [
    `Stacked bars of ${prepared.days.length} days split into ${series.map((key) => key.label).join(', ')}`,
    missing > 0 ? `${missing} not read` : '',
    partial > 0 ? `${partial} not complete` : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}
