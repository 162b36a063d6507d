/** Arithmetic on UTC days written as `YYYY-MM-DD`. */

const MILLISECONDS_PER_DAY = 86_400_000

/** Days since 1970-01-01; `NaN` for a text that is not a day. */
export function dayNumber(day: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return Number.NaN
  const instant = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== day) return Number.NaN
  return instant / MILLISECONDS_PER_DAY
}

/** Whether the text is a day that exists. */
export function isDay(day: string): boolean {
  return !Number.isNaN(dayNumber(day))
}

/** The day of that number. */
export function dayOfNumber(number: number): string {
  return new Date(number * MILLISECONDS_PER_DAY).toISOString().slice(0, 10)
}

/** The day so many days later; negative goes back. */
export function addDays(day: string, count: number): string {
  return dayOfNumber(dayNumber(day) + count)
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

/** A day for people: `3 Nov 2026`, in the given locale. */
export function dayWords(day: string, locale?: string): string {
  if (!isDay(day)) return day
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}

/** A day with its weekday: `Tue, 3 Nov 2026`, in the given locale. */
export function dayWordsLong(day: string, locale?: string): string {
  if (!isDay(day)) return day
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`))
}

/** Inclusive words for a half-open range: `3 Nov 2026 to 9 Nov 2026`, or the one day. */
export function rangeWords(from: string, to: string, locale?: string): string {
  const last = addDays(to, -1)
  return last === from ? dayWords(from, locale) : `${dayWords(from, locale)} to ${dayWords(last, locale)}`
}
