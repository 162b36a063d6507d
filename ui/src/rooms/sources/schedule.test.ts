import { describe, expect, it } from 'vitest'

import { nextCronRun, readCron } from './cron'
import { draftOf, nextRun, readDraft, scheduleWords } from './schedule'

function next(expression: string, after: Date): Date | null {
  const reading = readCron(expression)
  if (!reading.ok) throw new Error(reading.reason)
  return nextCronRun(reading.fields, after)
}

describe('cron', () => {
  const monday = new Date(2026, 10, 9, 12, 0)

  it('finds the next weekday morning', () => {
    expect(next('0 6 * * 1-5', monday)).toEqual(new Date(2026, 10, 10, 6, 0))
    expect(next('0 6 * * mon', monday)).toEqual(new Date(2026, 10, 16, 6, 0))
    expect(next('0 6 * * 7', monday)).toEqual(new Date(2026, 10, 15, 6, 0))
  })

  it('never answers the minute at hand', () => {
    expect(next('*/15 * * * *', monday)).toEqual(new Date(2026, 10, 9, 12, 15))
  })

  it('takes either day field when both are given', () => {
    expect(next('30 5 1 * fri', monday)).toEqual(new Date(2026, 10, 13, 5, 30))
  })

  it('finds 29 February and knows that 31 February never comes', () => {
    expect(next('0 0 29 2 *', monday)).toEqual(new Date(2028, 1, 29))
    expect(next('0 0 31 2 *', monday)).toBeNull()
  })

  it.each(['', '* * * *', '60 * * * *', '* 24 * * *', '*/0 * * * *', '5-1 * * * *', '* * * foo *', '0 6 ? * *'])(
    'refuses %s',
    (expression) => {
      expect(readCron(expression).ok).toBe(false)
    },
  )
})

describe('schedule', () => {
  it('has words for each kind', () => {
    expect(scheduleWords({ kind: 'manual' })).toBe('only when asked')
    expect(scheduleWords({ kind: 'every_hours', hours: 1 })).toBe('every hour')
    expect(scheduleWords({ kind: 'every_hours', hours: 6 })).toBe('every 6 hours')
    expect(scheduleWords({ kind: 'daily', at: '06:00' })).toBe('daily at 06:00')
    expect(scheduleWords({ kind: 'cron', expression: '0 6 * * 1-5' })).toBe('cron 0 6 * * 1-5')
  })

  it('reads back what it drafted', () => {
    const schedule = { kind: 'daily', at: '21:30' } as const
    expect(readDraft(draftOf(schedule), 60)).toEqual({ ok: true, schedule })
  })

  it('holds hours inside the limits of the source', () => {
    const draft = draftOf({ kind: 'every_hours', hours: 6 })
    expect(readDraft({ ...draft, hours: '1' }, 120)).toMatchObject({ ok: false, field: 'hours' })
    expect(readDraft({ ...draft, hours: '169' }, 60).ok).toBe(false)
    expect(readDraft({ ...draft, hours: '2.5' }, 60).ok).toBe(false)
    expect(readDraft({ ...draft, hours: '168' }, 60).ok).toBe(true)
  })

  it('refuses a time and an expression that never come', () => {
    const draft = draftOf({ kind: 'manual' })
    expect(readDraft({ ...draft, kind: 'daily', at: '24:00' }, 60)).toMatchObject({ ok: false, field: 'at' })
    expect(readDraft({ ...draft, kind: 'cron', expression: '0 0 31 2 *' }, 60)).toMatchObject({
      ok: false,
      reason: 'this expression never runs',
    })
  })

  it('tells the next run of a daily schedule today or tomorrow', () => {
    const now = new Date(2026, 10, 9, 12, 0)
    expect(nextRun({ kind: 'daily', at: '13:00' }, now, null)).toEqual(new Date(2026, 10, 9, 13, 0))
    expect(nextRun({ kind: 'daily', at: '12:00' }, now, null)).toEqual(new Date(2026, 10, 10, 12, 0))
    expect(nextRun({ kind: 'every_hours', hours: 6 }, now, new Date(2026, 10, 9, 10, 0))).toEqual(
      new Date(2026, 10, 9, 16, 0),
    )
    expect(nextRun({ kind: 'manual' }, now, null)).toBeNull()
  })
})
