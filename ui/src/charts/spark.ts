import { toDrawing } from '../format'

/** A small bar: its foot and its head as parts of the height, from the bottom. */
export interface SparkBar {
  from: number
  to: number
}

/** Bars of a few decimals on one scale that has zero in it; `null` stays a gap. */
export function sparkBars(values: readonly (string | null)[]): (SparkBar | null)[] {
  const numbers = values.map((value) => (value === null ? null : toDrawing(value)))
  const known = numbers.filter((value): value is number => value !== null)
  const top = Math.max(0, ...known)
  const span = top - Math.min(0, ...known)
  if (span === 0) return numbers.map((value) => (value === null ? null : { from: 0, to: 0 }))
  const zero = 1 - top / span
  return numbers.map((value) => {
    if (value === null) return null
    const end = zero + value / span
    return { from: Math.min(zero, end), to: Math.max(zero, end) }
  })
}
