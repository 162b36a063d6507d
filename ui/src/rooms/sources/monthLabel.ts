/** Labels above the coverage calendar. */

import { monthName } from '../../format'

/** A month's label that fits its width in pixels: `October 2026`, `Oct`, or nothing. */
export function monthLabel(month: string, width: number): string {
  if (width >= 96) return monthName(month)
  if (width >= 26) return monthName(month).slice(0, 3)
  return ''
}
