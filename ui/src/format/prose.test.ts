import { afterEach, describe, expect, it } from 'vitest'
import { localized, setLocale } from '.'

afterEach(() => setLocale('en-US'))

describe('text of the core', () => {
  it('names days as the language does', () => {
    setLocale('en-US')
    expect(localized('2026-11-23 is not over: its figures will grow')).toBe(
      'Nov 23, 2026 is not over: its figures will grow',
    )
    expect(localized('from 2026-10-01 to 2026-10-31.')).toBe('from Oct 1, 2026 to Oct 31, 2026.')
  })
  it('writes amounts with their sign and separators, to the last digit', () => {
    expect(localized('3 days restated, +1234.50 USD billed')).toBe('3 days restated, +$1,234.50 billed')
    expect(localized('2,149.82 USD of OpenAI')).toBe('$2,149.82 of OpenAI')
    expect(localized('fewer tokens (-38.8 %), cost per token -5.8 %')).toBe(
      'fewer tokens (\u221238.8 %), cost per token \u22125.8 %',
    )
    expect(localized('less than -0.01 USD')).toBe('less than \u2212$0.01')
    expect(localized('it holds 0.1234567 USD')).toBe('it holds 0.1234567 USD')
  })
  it('leaves names, paths, instants and what somebody typed', () => {
    for (const text of [
      'kept as /backups/2026-11-23.showback',
      'gpt-5-2026-11-23 has no rate',
      'started at 2026-11-23T10:00:00Z',
      'the day cannot be read: "2026-11-23"',
      '2026-13-45',
    ])
      expect(localized(text)).toBe(text)
  })
})
