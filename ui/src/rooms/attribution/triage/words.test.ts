import { expect, it } from 'vitest'
import {
  closedWords,
  datesWords,
  groupsWords,
  seenWords,
  seriesFacts,
  shortTitle,
  trendWords,
  untilChoices,
} from './words'

it('hides until tomorrow, the next Monday and the first of the next month', () => {
  expect(untilChoices('2026-10-14').map((one) => one.day)).toEqual(['2026-10-15', '2026-10-19', '2026-11-01'])
  expect(untilChoices('2026-12-28').map((one) => one.day)).toEqual(['2026-12-29', '2027-01-04', '2027-01-01'])
})

it('leaves the source out of a title only where it stands first', () => {
  expect(shortTitle({ title: 'OpenAI: Search, ranking', source: 'OpenAI' })).toBe('Search, ranking')
  expect(shortTitle({ title: 'Search', source: 'OpenAI' })).toBe('Search')
})

it('says a month without spend as not known, never as zero', () => {
  const amount = { value: '2', currency: 'USD', basis: 'billed' } as const
  expect(trendWords({ trend: [null, '2'], trendMonths: ['2026-08', '2026-09'], amount })).toBe(
    'Aug 2026 \u2013, Sep 2026 2.00',
  )
})

it('counts groups', () => {
  expect(groupsWords(1)).toBe('this group')
  expect(groupsWords(12482)).toBe('12,482 groups')
})

it('says a word that several facts share once', () => {
  const fact = (name: string, value: string) => ({ name, label: name, value })
  expect(seriesFacts([fact('Tier', 'standard'), fact('Lane', 'standard'), fact('Class', 'input')])).toBe(
    'standard \u00b7 input',
  )
  expect(seriesFacts([fact('User', '')])).toBe('no user')
  expect(seriesFacts([])).toBe('All of the group')
})

it('says days with the last one included', () => {
  expect(datesWords({ from: null, until: null })).toBe('')
  expect(datesWords({ from: '2026-09-01', until: null })).toBe('from Tue, Sep 1, 2026')
  expect(datesWords({ from: null, until: '2026-10-01' })).toBe('until Wed, Sep 30, 2026')
  expect(closedWords(['2026-07'])).toBe('July 2026 is closed and stays as it is.')
})

it('says when something was seen, with the year where it matters', () => {
  expect(seenWords('2026-08-24', '2026-10-14')).toBe('Aug 24 \u2013 Oct 14')
  expect(seenWords('2025-10-14', '2026-10-14')).toBe('Oct 2025 \u2013 Oct 2026')
  expect(seenWords('2026-10-14', '2026-10-14')).toBe('Oct 14')
})
