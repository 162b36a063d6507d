/** Reads a five-field cron expression and tells its next run. Local time, as the scheduler runs it. */

/** The minutes, hours, days and months an expression names. */
export interface CronFields {
  minutes: Set<number>
  hours: Set<number>
  daysOfMonth: Set<number>
  months: Set<number>
  daysOfWeek: Set<number>
  /** Whether the day of the month is restricted. */
  hasDayOfMonth: boolean
  /** Whether the day of the week is restricted. */
  hasDayOfWeek: boolean
}

/** A read expression, or why it cannot be read. */
export type CronReading = { ok: true; fields: CronFields } | { ok: false; reason: string }

interface FieldRule {
  name: string
  low: number
  high: number
  words: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

const RULES: readonly FieldRule[] = [
  { name: 'minute', low: 0, high: 59, words: [] },
  { name: 'hour', low: 0, high: 23, words: [] },
  { name: 'day of month', low: 1, high: 31, words: [] },
  { name: 'month', low: 1, high: 12, words: MONTHS },
  { name: 'day of week', low: 0, high: 7, words: WEEKDAYS },
]

/** Furthest day looked at for a next run: expressions like 29 February need up to eight years. */
const MOST_DAYS_AHEAD = 366 * 8 + 3

/** Reads an expression. */
export function readCron(expression: string): CronReading {
  const parts = expression.trim().split(/\s+/)
  if (parts.length !== RULES.length) {
    return { ok: false, reason: 'a cron expression has five fields: minute, hour, day of month, month, day of week' }
  }
  const sets: Set<number>[] = []
  for (const [index, rule] of RULES.entries()) {
    const values = readField(parts[index] ?? '', rule)
    if (values === null) {
      return { ok: false, reason: `the ${rule.name} cannot be read: "${parts[index] ?? ''}"` }
    }
    sets.push(values)
  }
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ]
  if (daysOfWeek.delete(7)) daysOfWeek.add(0)
  const fields: CronFields = {
    minutes,
    hours,
    daysOfMonth,
    months,
    daysOfWeek,
    hasDayOfMonth: parts[2] !== '*',
    hasDayOfWeek: parts[4] !== '*',
  }
  return { ok: true, fields }
}

function readField(text: string, rule: FieldRule): Set<number> | null {
  const values = new Set<number>()
  for (const item of text.split(',')) {
    const match = /^(\*|[a-z0-9]+(?:-[a-z0-9]+)?)(?:\/(\d{1,2}))?$/i.exec(item)
    if (match === null) return null
    const [, range = '', stepText] = match
    const step = stepText === undefined ? 1 : Number(stepText)
    if (step < 1) return null
    const bounds = readRange(range, rule, stepText !== undefined)
    if (bounds === null) return null
    for (let value = bounds.from; value <= bounds.to; value += step) values.add(value)
  }
  return values
}

function readRange(text: string, rule: FieldRule, hasStep: boolean): { from: number; to: number } | null {
  if (text === '*') return { from: rule.low, to: rule.name === 'day of week' ? 6 : rule.high }
  const [first = '', second] = text.split('-')
  const from = readValue(first, rule)
  if (from === null) return null
  if (second === undefined) return { from, to: hasStep ? rule.high : from }
  const to = readValue(second, rule)
  return to === null || to < from ? null : { from, to }
}

function readValue(text: string, rule: FieldRule): number | null {
  const word = rule.words.indexOf(text.toLowerCase())
  if (word >= 0) return rule.low + word
  if (!/^\d{1,2}$/.test(text)) return null
  const value = Number(text)
  return value >= rule.low && value <= rule.high ? value : null
}

/** The next minute after `after` that the expression names; `null` when there is none. */
export function nextCronRun(fields: CronFields, after: Date): Date | null {
  const day = new Date(after.getFullYear(), after.getMonth(), after.getDate())
  for (let ahead = 0; ahead <= MOST_DAYS_AHEAD; ahead += 1) {
    if (namesDay(fields, day)) {
      const found = firstTimeOf(fields, day, after)
      if (found !== null) return found
    }
    day.setDate(day.getDate() + 1)
  }
  return null
}

function firstTimeOf(fields: CronFields, day: Date, after: Date): Date | null {
  for (let hour = 0; hour < 24; hour += 1) {
    if (!fields.hours.has(hour)) continue
    for (let minute = 0; minute < 60; minute += 1) {
      if (!fields.minutes.has(minute)) continue
      const at = new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute)
      if (at.getTime() > after.getTime() && at.getHours() === hour) return at
    }
  }
  return null
}

function namesDay(fields: CronFields, day: Date): boolean {
  if (!fields.months.has(day.getMonth() + 1)) return false
  const inMonth = fields.daysOfMonth.has(day.getDate())
  const inWeek = fields.daysOfWeek.has(day.getDay())
  if (fields.hasDayOfMonth && fields.hasDayOfWeek) return inMonth || inWeek
  return inMonth && inWeek
}
