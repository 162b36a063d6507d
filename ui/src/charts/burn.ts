/** A sum that grows day by day: known, then foreseen with its range. Heights are floats; what is read is the text. */

import { toDrawing } from '../format'

/** One day of a growing sum; amounts are decimal text. */
export interface BurnDay {
  day: string
  isForeseen: boolean
  cumulated: string
  cumulatedLow: string | null
  cumulatedHigh: string | null
}

/** Heights of one day. */
export interface BurnPoint {
  day: string
  isForeseen: boolean
  height: number
  low: number
  high: number
}

/** A growing sum, ready to be drawn. */
export interface Burn {
  points: BurnPoint[]
  /** Place of the last known day; -1 without one. */
  lastKnown: number
  /** Largest height of all, the budget included. */
  high: number
  /** Height of the budget; `null` without one. */
  budget: number | null
}

/** Turns days in order into heights; `budget` is decimal text. */
export function prepareBurn(days: readonly BurnDay[], budget: string | null): Burn {
  const points = days.map((one) => {
    const height = toDrawing(one.cumulated)
    const low = one.cumulatedLow === null ? height : toDrawing(one.cumulatedLow)
    const high = one.cumulatedHigh === null ? height : toDrawing(one.cumulatedHigh)
    return { day: one.day, isForeseen: one.isForeseen, height, low, high }
  })
  const line = budget === null ? null : toDrawing(budget)
  return {
    points,
    lastKnown: points.findLastIndex((one) => !one.isForeseen),
    high: Math.max(0, line ?? 0, ...points.map((one) => one.high)),
    budget: line,
  }
}

/** Path through places; empty for none. */
export function linePath(places: readonly (readonly [number, number])[]): string {
  const tenth = (place: number) => Math.round(place * 10) / 10
  return places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${tenth(x)} ${tenth(y)}`).join('')
}
