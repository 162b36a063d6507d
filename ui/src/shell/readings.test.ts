import { describe, expect, it } from 'vitest'
import { jobSentence } from './readings'

const USD = { value: '12.4', currency: 'USD', basis: 'billed' } as const

describe('a job that ended', () => {
  it('says what it read', () => {
    expect(jobSentence({ state: 'succeeded', days: 1752, rows: 24421, amounts: [USD] })).toBe(
      '1,752 daily readings, 24,421 rows',
    )
  })
  it('says that nothing is new only when no money moved either', () => {
    expect(jobSentence({ state: 'succeeded', days: 35, rows: 0, amounts: [] })).toBe('35 daily readings, no new rows')
    expect(jobSentence({ state: 'succeeded', days: 1, rows: 0, amounts: [USD] })).toBe('1 daily reading, 0 rows')
  })
  it('says when it was stopped', () => {
    expect(jobSentence({ state: 'cancelled', days: 0, rows: 0, amounts: [] })).toBe('stopped before it read anything')
    expect(jobSentence({ state: 'cancelled', days: 3, rows: 9, amounts: [] })).toBe(
      'stopped by hand, 3 daily readings, 9 rows',
    )
  })
})
