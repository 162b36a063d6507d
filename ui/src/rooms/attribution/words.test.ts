import { expect, test } from 'vitest'
import { datesText, gradeToken, valueColour } from './words'

test('dates name the last day on which something holds', () => {
  expect(datesText({ from: null, until: null })).toBe('always')
  expect(datesText({ from: '2026-10-12', until: null })).toBe('from Oct 12, 2026')
  expect(datesText({ from: null, until: '2026-10-12' })).toBe('through Oct 11, 2026')
  expect(datesText({ from: '2026-10-01', until: '2026-11-01' })).toBe('Oct 1, 2026 to Oct 31, 2026')
})

test('a value keeps its colour, and nobody has none of the series', () => {
  expect(valueColour('Search', '#3f68d8')).toBe('#3f68d8')
  expect(valueColour('Search', null)).toBe(valueColour('Search', null))
  expect(valueColour('Search', null)).toMatch(/^var\(--series-[1-8]\)$/)
  expect(valueColour(null, null)).toBe('var(--line-control)')
})

test('every grade has a colour of its own', () => {
  expect(new Set(['A', 'B', 'C', 'D', 'E', ''].map(gradeToken)).size).toBe(6)
})
