import { dates, numbers } from './locale'

const DAY_MS = 86_400_000

/** A UTC day as an instant; only for arithmetic on days. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

/** The day with that number, `YYYY-MM-DD`. */
export function dayOf(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10)
}

/** The day so many days later; negative is earlier. */
export function addDays(day: string, days: number): string {
  return dayOf(dayNumber(day) + days)
}

function utc(day: string): Date {
  return new Date(dayNumber(day) * DAY_MS)
}

/** `14 Oct` or `Oct 14`, as the language orders it. */
export function shortDay(day: string): string {
  return dates({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(utc(day))
}

/** `Wed, Oct 14, 2026`. */
export function longDay(day: string): string {
  return dates({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(utc(day))
}

/** `October 2026`. */
export function monthName(day: string): string {
  return dates({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(utc(day))
}

/** A month on an axis: `Oct 2026`. */
export function monthMark(day: string): string {
  return dates({ month: 'short', year: 'numeric', timeZone: 'UTC' }).format(utc(day))
}

/** Days from and until, the last one included: `Oct 1 – 14, 2026`. */
export function dayRange(from: string, to: string): string {
  const last = addDays(to, -1)
  const format = dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return last <= from ? format.format(utc(from)) : format.formatRange(utc(from), utc(last))
}

/** A moment in the analyst's own time zone: `Oct 14, 09:12`. */
export function moment(instant: string): string {
  return dates({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(instant),
  )
}

/** A moment with its year and zone, for hovers. */
export function exactMoment(instant: string): string {
  return dates({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(new Date(instant))
}

/** How long ago: `just now`, `12 min ago`, `3 h ago`, `5 d ago`; what lies ahead is `in 3 h`. */
export function age(instant: string, now: string | number): string {
  const until = typeof now === 'number' ? now : Date.parse(now)
  const seconds = Math.trunc((until - Date.parse(instant)) / 1000)
  if (Math.abs(seconds) < 60) return 'just now'
  const text = span(Math.abs(seconds))
  return seconds > 0 ? `${text} ago` : `in ${text}`
}

/** A duration in its largest unit: `45 s`, `12 min`, `3 h`, `5 d`. */
export function span(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)}\u00a0s`
  if (seconds < 3600) return `${Math.trunc(seconds / 60)}\u00a0min`
  if (seconds < 86_400) return `${Math.trunc(seconds / 3600)}\u00a0h`
  return `${Math.trunc(seconds / 86_400)}\u00a0d`
}

/** A moment to the second in the analyst's own time zone: `Oct 14, 09:12:07`. */
export function precise(instant: string): string {
  return dates({
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant))
}

/** A duration of a request: `812 ms`, `3.4 s`, `12 min`. */
export function latency(micros: number): string {
  const millis = Math.round(micros / 1000)
  if (millis < 1000) return `${millis}\u00a0ms`
  if (millis < 60_000) return `${numbers({ maximumFractionDigits: 1 }).format(millis / 1000)}\u00a0s`
  return span(millis / 1000)
}
