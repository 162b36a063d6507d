import { afterEach, describe, expect, it } from 'vitest'
import {
  addDecimals,
  axisStep,
  age,
  bytes,
  changeBasisPoints,
  changeShare,
  compactQuantity,
  compareDecimals,
  counted,
  currencySign,
  dayRange,
  exactMoney,
  exactQuantity,
  money,
  parseDecimal,
  points,
  roundDecimal,
  setLocale,
  setNegatives,
  share,
  shareOf,
  shortDay,
  subtractDecimals,
  writeDecimal,
} from '.'

afterEach(() => {
  setLocale('en-US')
  setNegatives('minus')
})

describe('decimals', () => {
  it('keep every digit of an amount that no float can hold', () => {
    const text = '90071992547409931234.567890123'
    expect(writeDecimal(parseDecimal(text))).toBe(text)
    expect(addDecimals([text, '0.000000001'])).toBe('90071992547409931234.567890124')
  })
  it('round half to even', () => {
    const rounded = (text: string) => writeDecimal(roundDecimal(parseDecimal(text), 2))
    expect([rounded('0.125'), rounded('0.135'), rounded('-0.125'), rounded('2.5')]).toEqual([
      '0.12',
      '0.14',
      '-0.12',
      '2.50',
    ])
  })
  it('refuse what is not decimal text', () => {
    for (const text of ['', '1e5', '1,5', 'NaN', '.5', '5.']) expect(() => parseDecimal(text)).toThrow(RangeError)
  })
  it('compare and subtract exactly', () => {
    expect(compareDecimals('0.3', '0.30')).toBe(0)
    expect(compareDecimals('-2', '-1.5')).toBe(-1)
    expect(subtractDecimals('0.3', '0.1')).toBe('0.2')
  })
  it('tell a change in ten-thousandths, and none from zero', () => {
    expect(changeBasisPoints('112.30', '100')).toBe(1230n)
    expect(changeBasisPoints('5', '0')).toBeNull()
    expect(changeBasisPoints('5', '-1')).toBeNull()
  })
})

describe('money', () => {
  it('is grouped and rounded to the places of its currency', () => {
    expect(money('1234567.891', 'USD')).toBe('1,234,567.89')
    expect(money('1234.5', 'JPY')).toBe('1,234')
    expect(money('1234.5', 'USD', { hasSign: true })).toBe('$1,234.50')
  })
  it('never shows a small amount as zero', () => {
    expect(money('0.0004', 'USD')).toBe('<0.01')
    expect(money('-0.0004', 'USD')).toBe('\u2212<0.01')
    expect(money('0.009', 'USD')).toBe('<0.01')
    expect(money('0', 'USD')).toBe('0.00')
    expect(money('0.000', 'USD')).toBe('0.00')
  })
  it('writes amounts below zero by the setting', () => {
    expect(money('-12.3', 'USD')).toBe('\u221212.30')
    setNegatives('parentheses')
    expect(money('-12.3', 'USD', { hasSign: true })).toBe('($12.30)')
  })
  it('shows a plus only for changes', () => {
    expect(money('3', 'USD', { hasPlus: true })).toBe('+3.00')
    expect(money('0', 'USD', { hasPlus: true })).toBe('0.00')
  })
  it('keeps every digit on hover', () => {
    expect(exactMoney('1234.5600001000', 'USD')).toBe('1,234.5600001 USD')
    expect(exactMoney('2', 'USD')).toBe('2.00 USD')
  })
  it('follows the language', () => {
    setLocale('de-DE')
    expect(money('1234567.891', 'EUR', { hasSign: true })).toBe('1.234.567,89\u00a0€')
    expect(currencySign('EUR')).toBe('€')
  })
  it('survives a web view that names no language', () => {
    setLocale('C')
    expect(money('1.5', 'USD')).toBe('1.50')
  })
})

describe('quantities', () => {
  it('are compact from ten thousand on', () => {
    expect(compactQuantity('9999')).toBe('9,999')
    expect(compactQuantity('12400000')).toBe('12.4\u00a0M')
    expect(compactQuantity('10000')).toBe('10.0\u00a0k')
    expect(compactQuantity('2312000000')).toBe('2.3\u00a0B')
    expect(compactQuantity('-12400000')).toBe('\u221212.4\u00a0M')
    expect(exactQuantity('12412907')).toBe('12,412,907')
  })
  it('step to the next unit when rounding reaches it', () => {
    expect(compactQuantity('999960')).toBe('1.0\u00a0M')
  })
  it('count things', () => {
    expect([counted(1, 'row'), counted(1204, 'row')]).toEqual(['1 row', '1,204 rows'])
  })
  it('adds to a share in points, which are never nothing when something is added', () => {
    expect([720, 1, 0, -50].map(points)).toEqual([
      '7.2\u00a0points',
      '<0.1\u00a0points',
      '0.0\u00a0points',
      '\u22120.5\u00a0points',
    ])
  })
  it('are shares of ten-thousandths', () => {
    expect(share(1234)).toBe('12.3\u00a0%')
    expect(share(4)).toBe('<0.1\u00a0%')
    expect(shareOf(0, '0.15')).toBe('<0.1\u00a0%')
    expect(shareOf(0, '0.00')).toBe('0.0\u00a0%')
    expect(shareOf(null, '1')).toBe('\u2013')
    expect(share(10000)).toBe('100.0\u00a0%')
    expect(changeShare(1230n)).toBe('+12.3\u00a0%')
    expect(changeShare(-1230n)).toBe('\u221212.3\u00a0%')
  })
  it('are sizes', () => {
    expect(bytes(1_400_000)).toBe('1.4\u00a0MB')
    expect(bytes(12)).toBe('12\u00a0B')
  })
})

describe('time', () => {
  it('names days in UTC whatever the zone of the machine', () => {
    expect(shortDay('2026-10-14')).toBe('Oct 14')
    expect(dayRange('2026-10-01', '2026-10-15')).toBe('Oct 1\u2009–\u200914, 2026')
    expect(dayRange('2026-10-01', '2026-10-02')).toBe('Oct 1, 2026')
  })
  it('tells how long ago', () => {
    const now = '2026-10-14T12:00:00Z'
    expect(age('2026-10-14T11:59:30Z', now)).toBe('just now')
    expect(age('2026-10-14T11:48:00Z', now)).toBe('12\u00a0min ago')
    expect(age('2026-10-12T11:48:00Z', now)).toBe('2\u00a0d ago')
    expect(age('2026-10-14T15:30:00Z', now)).toBe('in 3\u00a0h')
  })
})

describe('axis steps', () => {
  it('are short, grouped and carry a real minus', () => {
    expect([0, 250, -1000, 0.002, 2_500_000].map(axisStep)).toEqual(['0', '250', '\u22121,000', '0.002', '2.5\u00a0M'])
  })
})
