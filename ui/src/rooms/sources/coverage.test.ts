import { describe, expect, it } from 'vitest'

import { addDays } from '../../format'
import type { CoverageSlot, CoverageState } from '../../ipc/types'
import { calendarRange, coverageGaps, coverageLines, coverageSentence, monthMarks, moveCursor } from './coverage'
import { isDay, monthStart } from './days'

function slot(id: string, states: CoverageState[], isAlternate = false, from = '2026-10-30'): CoverageSlot {
  return {
    slot: { id, label: id, book: 'billed', isAlternate },
    cells: states.map((state, index) => ({
      day: addDays(from, index),
      state,
      readAt: state === 'missing' ? null : '2026-11-09T06:00:00Z',
      revision: state === 'missing' ? 0 : index === 1 ? 3 : 1,
    })),
  }
}

describe('days', () => {
  it('refuses days that do not exist', () => {
    expect(isDay('2026-02-29')).toBe(false)
    expect(isDay('2028-02-29')).toBe(true)
    expect(isDay('2026-2-1')).toBe(false)
    expect(isDay('x')).toBe(false)
  })

  it('steps months across the turn of the year', () => {
    expect(monthStart('2026-01-31', -1)).toBe('2025-12-01')
    expect(monthStart('2026-12-31', 1)).toBe('2027-01-01')
  })
})

describe('coverage calendar', () => {
  it('shows whole months that end with the month of the anchor', () => {
    expect(calendarRange('2026-11-09', 3, 0)).toEqual({ from: '2026-09-01', to: '2026-12-01' })
    expect(calendarRange('2026-11-09', 3, 1)).toEqual({ from: '2026-06-01', to: '2026-09-01' })
    expect(calendarRange('2026-11-09', 12, 0)).toEqual({ from: '2025-12-01', to: '2026-12-01' })
  })

  it('joins neighbouring days of one state and keeps the range whole', () => {
    const [line] = coverageLines([slot('cost', ['full', 'full', 'missing', 'full', 'partial'])])
    expect(line?.stretches).toEqual([
      { at: 0, days: 2, state: 'full' },
      { at: 2, days: 1, state: 'missing' },
      { at: 3, days: 1, state: 'full' },
      { at: 4, days: 1, state: 'partial' },
    ])
    expect(line?.restated).toEqual([{ at: 1, revision: 3 }])
    expect(line?.counts.full).toBe(3)
  })

  it('puts other cuts after the slots that add up', () => {
    const lines = coverageLines([slot('cost.key', ['full'], true), slot('cost', ['full'])])
    expect(lines.map((line) => line.id)).toEqual(['cost', 'cost.key'])
  })

  it('marks each month the range touches with its share of days', () => {
    expect(monthMarks({ from: '2026-10-30', to: '2026-11-04' })).toEqual([
      { at: 0, days: 2, month: '2026-10-01' },
      { at: 2, days: 3, month: '2026-11-01' },
    ])
  })

  it('lists the same gap of several slots once, newest first', () => {
    const range = { from: '2026-10-30', to: '2026-11-03' }
    const gaps = coverageGaps(
      coverageLines([
        slot('a', ['missing', 'full', 'full', 'partial']),
        slot('b', ['missing', 'full', 'full', 'full']),
      ]),
      range,
    )
    expect(gaps).toEqual([
      { slots: ['a'], state: 'partial', range: { from: '2026-11-02', to: '2026-11-03' } },
      { slots: ['a', 'b'], state: 'missing', range: { from: '2026-10-30', to: '2026-10-31' } },
    ])
  })

  it('counts only wanted days in its sentence', () => {
    const none = { full: 0, partial: 0, missing: 0, not_obtainable: 0, not_wanted: 0 }
    expect(coverageSentence({ ...none, full: 28, partial: 1, missing: 2, not_wanted: 10 })).toBe(
      '28 of 31 days read in full, 1 still open, 2 not read yet',
    )
    expect(coverageSentence({ ...none, not_obtainable: 4 })).toBe('the source cannot tell these days')
  })

  it('keeps the cursor inside the calendar', () => {
    const size = { slots: 2, days: 10 }
    expect(moveCursor({ slot: 0, day: 0 }, 'ArrowLeft', size)).toEqual({ slot: 0, day: 0 })
    expect(moveCursor({ slot: 1, day: 8 }, 'PageDown', size)).toEqual({ slot: 1, day: 9 })
    expect(moveCursor({ slot: 0, day: 4 }, 'ArrowDown', size)).toEqual({ slot: 1, day: 4 })
    expect(moveCursor({ slot: 0, day: 4 }, 'x', size)).toEqual({ slot: 0, day: 4 })
  })
})
