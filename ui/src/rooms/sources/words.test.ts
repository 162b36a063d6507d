import { describe, expect, it } from 'vitest'

import type { RunView } from '../../ipc/generated/RunView'
import { readId, sourcesHref, sourcesPlace } from './route'
import { agoWords, bytesWords, durationWords, isZeroAmount, runSentence, syncRefusal } from './words'

const RUN: RunView = {
  id: 1,
  connectionId: 1,
  connectionLabel: 'OpenAI',
  cause: 'manual',
  state: 'succeeded',
  startedAt: '2026-11-09T06:00:00Z',
  finishedAt: '2026-11-09T06:00:04Z',
  requests: 4,
  pages: 4,
  days: 35,
  bucketsNew: 0,
  bucketsRestated: 2,
  bucketsSame: 33,
  rowsAdded: 10,
  rowsSuperseded: 8,
  rowsRejected: 0,
  waitedMs: 900,
  billedDelta: [],
  problem: null,
}

describe('words', () => {
  it('says how long ago in one unit', () => {
    const now = '2026-11-09T12:00:00Z'
    expect(agoWords('2026-11-09T11:59:30Z', now)).toBe('just now')
    expect(agoWords('2026-11-09T11:48:00Z', now)).toBe('12 minutes ago')
    expect(agoWords('2026-11-09T11:00:00Z', now)).toBe('1 hour ago')
    expect(agoWords('2026-11-06T12:00:00Z', now)).toBe('3 days ago')
    expect(agoWords('2026-11-09T15:00:00Z', now)).toBe('in 3 hours')
  })

  it('says a duration in at most two units', () => {
    expect(durationWords(340)).toBe('340 ms')
    expect(durationWords(4000)).toBe('4 s')
    expect(durationWords(192_000)).toBe('3 min 12 s')
    expect(durationWords(7_500_000)).toBe('2 h 5 min')
  })

  it('says what a run did', () => {
    expect(runSentence(RUN)).toBe('35 days read, 2 restated')
    expect(runSentence({ ...RUN, bucketsRestated: 0 })).toBe('35 days read, nothing changed')
    expect(runSentence({ ...RUN, days: 0, bucketsRestated: 0 })).toBe('nothing read')
    expect(runSentence({ ...RUN, rowsRejected: 1 })).toBe('35 days read, 2 restated, 1 row could not be read')
  })

  it('knows an exact zero from a small amount', () => {
    expect(isZeroAmount({ value: '0' })).toBe(true)
    expect(isZeroAmount({ value: '-0.00' })).toBe(true)
    expect(isZeroAmount({ value: '0.0000001' })).toBe(false)
  })

  it('says why a sync cannot start', () => {
    expect(syncRefusal({ state: 'syncing', label: 'OpenAI' })).toBe('OpenAI is syncing now')
    expect(syncRefusal({ state: 'paused', label: 'OpenAI' })).toBeNull()
  })

  it('writes sizes in decimal units', () => {
    expect(bytesWords(999)).toBe('999 B')
    expect(bytesWords(1_400_000)).toMatch(/^1[.,]4 MB$/)
  })
})

describe('route', () => {
  it('reads back the address it writes', () => {
    const href = sourcesHref(12, 'raw', '2026-11-03')
    expect(href).toBe('#/sources/12/raw/2026-11-03')
    expect(sourcesPlace(href.split('/').slice(2))).toEqual({ connectionId: 12, tab: 'raw', detail: '2026-11-03' })
  })

  it('falls back to the list and the first tab', () => {
    expect(sourcesPlace([])).toEqual({ connectionId: null, tab: 'coverage', detail: null })
    expect(sourcesPlace(['x', 'y'])).toEqual({ connectionId: null, tab: 'coverage', detail: null })
    expect(readId('0')).toBeNull()
  })
})
