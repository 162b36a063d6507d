/** Days as the forms of the room take them: empty text is no limit. */

import type { DatesView } from '../../ipc/types'
import { isDay } from '../sources/days'

/** What the core is told. */
export function writeDates(from: string, until: string): DatesView {
  return { from: from.trim() || null, until: until.trim() || null }
}

/** What is wrong with two days; `undefined` when nothing is. */
export function datesFault(from: string, until: string): string | undefined {
  const { from: first, until: end } = writeDates(from, until)
  if (first !== null && !isDay(first)) return `"${first}" is not a day: write it as 2026-10-01`
  if (end !== null && !isDay(end)) return `"${end}" is not a day: write it as 2026-10-01`
  if (first !== null && end !== null && end <= first) return 'Until must be after From'
  return undefined
}
