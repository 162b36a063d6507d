import { toDrawing } from '../format'

/** Where one step of a waterfall stands, as parts of the width: 0 is the left edge, 1 the right one. */
export interface WaterfallStep {
  /** Where the one before ended. */
  from: number
  to: number
}

/** A waterfall ready to be drawn. */
export interface PreparedWaterfall {
  steps: WaterfallStep[]
  /** Where the earlier amount is marked, and the later one. */
  base: number
  now: number
}

/** Room at both ends, as a part of what the steps take. */
const ROOM = 0.08

/**
 * Puts steps one after the other from the earlier amount to the later one. The width is that of the steps and not from
 * zero: beside whole amounts they would be too small to be seen. Floats are lengths only.
 */
export function prepareWaterfall(base: string, amounts: readonly string[], now: string): PreparedWaterfall {
  const start = toDrawing(base)
  let at = start
  const ends = amounts.map((amount) => {
    const from = at
    at += toDrawing(amount)
    return { from, to: at }
  })
  const all = [start, toDrawing(now), ...ends.map((end) => end.to)]
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const room = (high - low) * ROOM
  const span = high - low + 2 * room
  const place = (value: number) => (span > 0 ? (value - low + room) / span : 0.5)
  return {
    steps: ends.map(({ from, to }) => ({ from: place(from), to: place(to) })),
    base: place(start),
    now: place(toDrawing(now)),
  }
}
