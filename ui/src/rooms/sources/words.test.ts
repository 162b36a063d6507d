import { describe, expect, it } from 'vitest'

import type { Amount, ConnectionView, RunView } from '../../ipc/types'
import { parseRoute } from '../../shell/route'
import { sourcesHref, sourcesPlace } from './route'
import {
  changeOf,
  connectionOrder,
  currenciesOf,
  progressSentence,
  runSeconds,
  runSentence,
  syncRefusal,
  troubleOf,
} from './words'

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
  it('counts a run that is still at work until now', () => {
    expect(runSeconds(RUN, Date.parse('2026-11-09T12:00:00Z'))).toBe(4)
    expect(runSeconds({ ...RUN, finishedAt: null }, Date.parse('2026-11-09T06:00:30Z'))).toBe(30)
  })

  it('says what a run did', () => {
    expect(runSentence(RUN)).toBe('35 daily readings, 2 restated')
    expect(runSentence({ ...RUN, bucketsRestated: 0 })).toBe('35 daily readings, nothing changed')
    expect(runSentence({ ...RUN, bucketsNew: 35, bucketsRestated: 0 })).toBe('35 daily readings, all new')
    expect(runSentence({ ...RUN, bucketsNew: 1 })).toBe('35 daily readings, 1 new, 2 restated')
    expect(runSentence({ ...RUN, days: 0, bucketsRestated: 0 })).toBe('nothing read')
    expect(runSentence({ ...RUN, rowsRejected: 1 })).toBe('35 daily readings, 2 restated, 1 row could not be read')
  })

  it('says how far a sync is', () => {
    expect(progressSentence({ done: 0, total: 0, rows: 0 })).toBe('started')
    expect(progressSentence({ done: 20, total: 152, rows: 24_421 })).toBe('20 of 152 windows, 24,421 rows')
  })

  it('says why a sync cannot start', () => {
    expect(syncRefusal({ state: 'syncing', label: 'OpenAI' })).toBe('OpenAI is syncing now')
    expect(syncRefusal({ state: 'paused', label: 'OpenAI' })).toBeNull()
  })
})

describe('trouble', () => {
  const problem = { code: 'key_refused', message: 'openai does not know this key', hint: '', subject: '' } as const

  it('tells the problem of the last run only while the connection fails by it', () => {
    expect(troubleOf({ state: 'failing', label: 'OpenAI', lastRun: { ...RUN, problem } })).toEqual(problem)
    expect(troubleOf({ state: 'good', label: 'OpenAI', lastRun: { ...RUN, problem } })).toBeNull()
    expect(troubleOf({ state: 'failing', label: 'OpenAI', lastRun: RUN })?.message).toContain('cut off')
  })

  it('asks for a key that is gone', () => {
    expect(troubleOf({ state: 'needs_key', label: 'OpenAI', lastRun: null })?.code).toBe('secret_missing')
    expect(syncRefusal({ state: 'needs_key', label: 'OpenAI' })).toContain('key')
  })

  it('lists what needs a look first and what is removed last', () => {
    const of = (label: string, state: ConnectionView['state']) => ({ label, state }) as ConnectionView
    const listed = connectionOrder([of('a', 'removed'), of('c', 'good'), of('b', 'paused'), of('d', 'needs_key')])
    expect(listed.map((connection) => connection.label)).toEqual(['d', 'b', 'c', 'a'])
  })
})

describe('moved money', () => {
  const usd = (value: string): Amount => ({ value, currency: 'USD', basis: 'billed' })

  it('is the exact difference, and unknown where neither side has money', () => {
    expect(changeOf({ before: [usd('0.1')], after: [usd('0.3000001')] }, 'USD')).toBe('0.2000001')
    expect(changeOf({ before: [], after: [usd('5')] }, 'USD')).toBe('5')
    expect(changeOf({ before: [], after: [] }, 'USD')).toBeNull()
  })

  it('names each currency once', () => {
    expect(currenciesOf([[usd('1')], [usd('2'), { value: '1', currency: 'EUR', basis: 'billed' }]])).toEqual([
      'EUR',
      'USD',
    ])
  })
})

describe('route', () => {
  it('reads back the address it writes', () => {
    const address = sourcesHref(12, 'raw', { day: '2026-11-03' })
    expect(address).toBe('#/sources/12?tab=raw&day=2026-11-03')
    expect(sourcesPlace(parseRoute(address))).toMatchObject({
      connectionId: 12,
      tab: 'raw',
      day: '2026-11-03',
      runId: null,
    })
    expect(sourcesPlace(parseRoute(sourcesHref(3, 'runs', { run: 9 })))).toMatchObject({ tab: 'runs', runId: 9 })
  })

  it('falls back to the list and the first tab', () => {
    expect(sourcesPlace(parseRoute('#/sources'))).toMatchObject({ connectionId: null, tab: 'coverage', day: null })
    expect(sourcesPlace(parseRoute('#/sources/x?tab=y&day=z&run=0'))).toMatchObject({
      connectionId: null,
      tab: 'coverage',
      day: null,
      runId: null,
    })
    expect(sourcesPlace(parseRoute('#/sources/connect')).isConnecting).toBe(true)
  })
})
