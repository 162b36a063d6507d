import { describe, expect, it } from 'vitest'
import type { ImportSummary, RecognisedFileView } from '../../ipc/types'
import { askOf, broughtSentence, countsOf, nothingToImport, readKeys } from './words'

const NOTHING: ImportSummary = {
  requestsNew: 0,
  requestsSame: 0,
  requestsChanged: 0,
  collisions: 0,
  outcomesNew: 0,
  rejected: 0,
  rejections: [],
  skipped: [],
  notes: [],
  firstDay: null,
  lastDay: null,
  rated: [],
  told: [],
  unpriced: 0,
  usageUnknown: 0,
  bytes: 0,
  tookMs: 0,
}

describe('what an import brings', () => {
  it('is new, told otherwise, or known already', () => {
    expect(broughtSentence({ ...NOTHING, requestsNew: 1200, requestsChanged: 1 })).toBe(
      '1,200 new requests, 1 request told otherwise',
    )
    expect(broughtSentence({ ...NOTHING, requestsSame: 3 })).toBe('3 requests, all known already')
  })

  it('can be imported only when something is new or changed', () => {
    expect(nothingToImport({ ...NOTHING, requestsSame: 3 })).toBe('Everything in it is known already')
    expect(nothingToImport(NOTHING)).toBe('There is no request in it')
    expect(nothingToImport({ ...NOTHING, outcomesNew: 1 })).toBeUndefined()
  })
})

describe('the files of an import', () => {
  const file = (path: string, format: string | null) =>
    ({ path, format, variant: format && 'jsonl', mappingId: null, problem: null }) as unknown as RecognisedFileView

  it('are read as recognised unless chosen by hand, and left out when they cannot be', () => {
    const choices = new Map([['/b', { format: 'otlp', variant: '' }]])
    expect(askOf([file('/a', 'litellm'), file('/b', null), file('/c', null)], choices)).toEqual([
      { path: '/a', format: 'litellm', variant: 'jsonl', mappingId: null },
      { path: '/b', format: 'otlp', variant: null, mappingId: null },
    ])
  })

  it('carry each key once', () => {
    expect(readKeys('a, b,,a ')).toEqual(['a', 'b'])
  })
})

describe('the counts of an import', () => {
  const names = (summary: Partial<ImportSummary>) => countsOf({ ...NOTHING, ...summary }).map((one) => one.name)

  it('are those that there are', () => {
    expect(names({ requestsSame: 9, rejected: 1 })).toEqual(['Same', 'Rejected'])
    expect(names({ requestsNew: 9 })).toEqual(['New'])
  })

  it('say that nothing is new when there is nothing at all', () => {
    expect(names({})).toEqual(['New'])
  })
})
