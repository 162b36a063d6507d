/** Schedules in words, and the small form that edits one. Pure. */

import type { Schedule } from '../../ipc/types'
import { nextCronRun, readCron } from './cron'

/** Most hours between two runs. */
export const MOST_HOURS = 168

/** The schedule form: every field keeps its text while another kind is chosen. */
export interface ScheduleDraft {
  kind: Schedule['kind']
  hours: string
  at: string
  expression: string
}

/** A schedule, or which field is wrong and why. */
export type ScheduleReading =
  { ok: true; schedule: Schedule } | { ok: false; field: 'hours' | 'at' | 'expression'; reason: string }

/** A schedule in words: `every 6 hours`. */
export function scheduleWords(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'manual':
      return 'only when asked'
    case 'every_hours':
      return schedule.hours === 1 ? 'every hour' : `every ${schedule.hours} hours`
    case 'daily':
      return `daily at ${schedule.at}`
    case 'cron':
      return `cron ${schedule.expression}`
  }
}

/** The form for a schedule. */
export function draftOf(schedule: Schedule): ScheduleDraft {
  return {
    kind: schedule.kind,
    hours: schedule.kind === 'every_hours' ? String(schedule.hours) : '6',
    at: schedule.kind === 'daily' ? schedule.at : '06:00',
    expression: schedule.kind === 'cron' ? schedule.expression : '0 6 * * 1-5',
  }
}

/** Reads the form. `shortestMinutes` is the source's shortest interval. */
export function readDraft(draft: ScheduleDraft, shortestMinutes: number): ScheduleReading {
  switch (draft.kind) {
    case 'manual':
      return { ok: true, schedule: { kind: 'manual' } }
    case 'every_hours':
      return readHours(draft.hours, shortestMinutes)
    case 'daily':
      return readTime(draft.at)
    case 'cron':
      return readExpression(draft.expression)
  }
}

function readHours(text: string, shortestMinutes: number): ScheduleReading {
  const least = Math.max(1, Math.ceil(shortestMinutes / 60))
  const hours = /^\d{1,3}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (Number.isNaN(hours) || hours < least || hours > MOST_HOURS) {
    return { ok: false, field: 'hours', reason: `a whole number of hours from ${least} to ${MOST_HOURS}` }
  }
  return { ok: true, schedule: { kind: 'every_hours', hours } }
}

function readTime(text: string): ScheduleReading {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text.trim())) {
    return { ok: false, field: 'at', reason: 'a local time such as 06:00' }
  }
  return { ok: true, schedule: { kind: 'daily', at: text.trim() } }
}

function readExpression(text: string): ScheduleReading {
  const reading = readCron(text)
  if (!reading.ok) return { ok: false, field: 'expression', reason: reading.reason }
  if (nextCronRun(reading.fields, new Date(2026, 0, 1)) === null) {
    return { ok: false, field: 'expression', reason: 'this expression never runs' }
  }
  return { ok: true, schedule: { kind: 'cron', expression: text.trim().split(/\s+/).join(' ') } }
}

/** When the schedule would run next by itself; `null` when it would not, or cannot be told before the first run. */
export function nextRun(schedule: Schedule, now: Date, lastStartedAt: Date | null): Date | null {
  switch (schedule.kind) {
    case 'manual':
      return null
    case 'every_hours': {
      if (lastStartedAt === null) return null
      const due = new Date(lastStartedAt.getTime() + schedule.hours * 3_600_000)
      return due.getTime() > now.getTime() ? due : now
    }
    case 'daily': {
      const [hour, minute] = schedule.at.split(':').map(Number)
      const due = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour, minute)
      if (due.getTime() <= now.getTime()) due.setDate(due.getDate() + 1)
      return due
    }
    case 'cron': {
      const reading = readCron(schedule.expression)
      return reading.ok ? nextCronRun(reading.fields, now) : null
    }
  }
}
