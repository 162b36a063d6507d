/** What Sources asks of UTC days beyond the format room. Pure. */

import { dayNumber, dayOf } from '../../format'

/** Whether the text is a day that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const number = dayNumber(text)
  return !Number.isNaN(number) && dayOf(number) === text
}

/** Days from one to the other, the second excluded. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from)
}

/** First day of the month that lies so many months from the day's month. */
export function monthStart(day: string, months = 0): string {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}
