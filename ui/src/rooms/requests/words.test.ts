import { describe, expect, it } from 'vitest'
import { UNKNOWN } from '../../format'
import type { RequestRow } from '../../ipc/types'
import { ratedExact, ratedText } from './columns'
import { attemptWords, statusWords } from './words'

const row = (facts: Partial<RequestRow>) => facts as RequestRow

describe('an attempt', () => {
  it('is neither first nor a retry where its log does not tell', () => {
    expect(attemptWords(row({ attempt: null, isRetry: null, fallbackHop: null }))).toBe(UNKNOWN)
    expect(attemptWords(row({ attempt: 0, isRetry: false, fallbackHop: null }))).toBe('first')
    expect(attemptWords(row({ attempt: 2, isRetry: true, fallbackHop: 0 }))).toBe('retry 2')
    expect(attemptWords(row({ attempt: 1, isRetry: true, fallbackHop: 1 }))).toBe('fallback 1')
  })

  it('tells the class of its error before its HTTP status', () => {
    expect(statusWords({ status: 'failure', httpStatus: 429, errorClass: 'RateLimitError' })).toBe(
      'failed, RateLimitError',
    )
    expect(statusWords({ status: 'failure', httpStatus: 503, errorClass: null })).toBe('failed, 503')
    expect(statusWords({ status: 'unknown', httpStatus: null, errorClass: null })).toBe(UNKNOWN)
  })
})

describe('a rated amount', () => {
  it('is a dash and never zero where there is no price', () => {
    const unpriced = row({ rated: null, ratedHigh: null, rating: 'unpriced' })
    expect(ratedText(unpriced)).toBe(UNKNOWN)
    expect(ratedExact(unpriced)).toContain('unknown, not free')
  })

  it('says that it is at least so much where a part has no price', () => {
    const rated = { value: '0.12', currency: 'USD', basis: 'rated' }
    expect(ratedText(row({ rated, ratedHigh: null, rating: 'partial' }))).toBe('≥0.12')
  })
})
