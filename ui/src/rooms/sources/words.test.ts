import { describe, expect, it } from 'vitest'

import type { RunView } from '../../ipc/types'
import { parseRoute } from '../../shell/route'
import { sourcesHref, sourcesPlace } from './route'
import { runSeconds, runSentence, syncRefusal } from './words'

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
    expect(runSentence(RUN)).toBe('35 days read, 2 restated')
    expect(runSentence({ ...RUN, bucketsRestated: 0 })).toBe('35 days read, nothing changed')
    expect(runSentence({ ...RUN, days: 0, bucketsRestated: 0 })).toBe('nothing read')
    expect(runSentence({ ...RUN, rowsRejected: 1 })).toBe('35 days read, 2 restated, 1 row could not be read')
  })

  it('says why a sync cannot start', () => {
    expect(syncRefusal({ state: 'syncing', label: 'OpenAI' })).toBe('OpenAI is syncing now')
    expect(syncRefusal({ state: 'paused', label: 'OpenAI' })).toBeNull()
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
