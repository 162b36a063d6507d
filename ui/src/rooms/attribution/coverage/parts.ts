/** What the bars of coverage are drawn from. Floats here are heights and nothing else. */

import type { GradePartView } from '../../../ipc/types'
import { GRADES } from '../words'

/** One grade in the bar of a month. */
export interface BarPart {
  grade: string
  /** Height of the bar it takes. */
  percent: number
  /** Whether its letter fits into it. */
  hasLetter: boolean
}

/** Parts lower than this, in ten-thousandths, carry no letter: it would not fit. */
const LETTERED = 1200

/** Parts from the foot of the bar up, the surest first. What is below zero, such as a credit, cannot be drawn. */
export function partsOf(grades: readonly GradePartView[]): BarPart[] {
  let left = 10_000
  return GRADES.flatMap((grade) => {
    const part = grades.find((one) => one.grade === grade)
    const height = Math.min(left, part?.shareBasisPoints ?? 0)
    if (height <= 0) return []
    left -= height
    return [{ grade, percent: height / 100, hasLetter: height >= LETTERED }]
  })
}
