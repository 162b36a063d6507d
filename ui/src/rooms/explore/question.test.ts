import { describe, expect, it } from 'vitest'
import { FIRST, paramsOf, readQuestion, requestOf, writeQuestion } from './question'
import type { Question } from './question'

const FULL: Question = {
  measures: ['spend', 'tokens'],
  by: ['project', 'model'],
  grain: 'week',
  chart: 'area',
  filters: [
    { dimension: 'model', value: 'a=b&c', isNot: false },
    { dimension: 'key', value: null, isNot: false },
    { dimension: 'tier', value: '', isNot: true },
  ],
  isCompared: true,
  currency: 'EUR',
  order: { by: 'change', isAscending: true },
  why: 'lmdi',
  path: [{ by: ['provider'], filters: [{ dimension: 'region', value: 'eu', isNot: true }], label: 'openai, 1' }],
}

describe('the address of a question', () => {
  it('brings back every part of it, also what was above', () => {
    const params = writeQuestion(new URLSearchParams('from=2026-09-01&to=2026-10-01'), FULL)
    expect(readQuestion(new URLSearchParams(params.toString()))).toEqual(FULL)
    expect(params.get('from')).toBe('2026-09-01')
  })

  it('is empty for the first question, and reads as it', () => {
    expect(writeQuestion(new URLSearchParams(), FIRST).toString()).toBe('')
    expect(readQuestion(new URLSearchParams())).toEqual(FIRST)
  })

  it('tells no dimension from none said', () => {
    const params = writeQuestion(new URLSearchParams(), { ...FIRST, by: [] })
    expect(params.toString()).toBe('by=none')
    expect(readQuestion(params).by).toEqual([])
  })

  it('leaves out what makes no sense, and what is too much', () => {
    const read = readQuestion(new URLSearchParams('grain=hour&chart=pie&by=a&by=a&by=b&by=c&by=d'))
    expect(read.grain).toBeNull()
    expect(read.chart).toBe('bars')
    expect(read.by).toEqual(['a', 'b', 'c'])
  })

  it('replaces the parts of the question before', () => {
    const before = writeQuestion(new URLSearchParams(), FULL)
    expect(writeQuestion(before, FIRST).toString()).toBe('')
  })
})

describe('a question that was pasted', () => {
  const days = { range: { from: '2026-09-01', to: '2026-10-01' }, compare: { from: '2026-08-01', to: '2026-09-01' } }
  const page = { offset: 0, limit: 0 }

  it('has the address it was copied from', () => {
    const request = { ...requestOf({ ...FULL, path: [] }, days), page }
    const params = paramsOf(request, 'area', '2026-10-14')
    const asked = { ...FULL, why: null, path: [] }
    const meant = writeQuestion(new URLSearchParams('from=2026-09-01&to=2026-10-01'), asked)
    expect(params.toString()).toBe(meant.toString())
  })

  it('writes other compared days as the period picker does', () => {
    const ask = (compare: { from: string; to: string }) =>
      paramsOf({ ...requestOf(FULL, { ...days, compare }), page }, 'bars', '2026-10-14')
    expect(ask({ from: '2025-09-01', to: '2025-10-01' }).get('compare')).toBe('year')
    expect(ask({ from: '2026-01-05', to: '2026-01-09' }).get('compareFrom')).toBe('2026-01-05')
  })

  it('has no treemap where nothing divides it', () => {
    const request = { ...requestOf({ ...FULL, by: [] }, days), page }
    expect(readQuestion(paramsOf(request, 'treemap', '2026-10-14')).chart).toBe('bars')
  })
})
