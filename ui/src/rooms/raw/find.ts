/** Finds a text in the lines of a body. Pure. */

import type { BodyLine } from './pretty'
import { lineText } from './pretty'

/** Most matches that are counted; beyond, the count says "more than". */
export const MOST_MATCHES = 10_000

/** Indexes of the lines that hold the text, without regard to case; none for an empty text. */
export function findLines(lines: readonly BodyLine[], text: string): number[] {
  const wanted = text.toLowerCase()
  const found: number[] = []
  if (wanted === '') return found
  for (const [index, line] of lines.entries()) {
    if (!lineText(line).toLowerCase().includes(wanted)) continue
    found.push(index)
    if (found.length >= MOST_MATCHES) break
  }
  return found
}

/** The match after (`by` 1) or before (`by` -1) the one at hand, around the ends; -1 when there is none. */
export function stepMatch(count: number, at: number, by: 1 | -1): number {
  return count === 0 ? -1 : (at + by + count) % count
}
