import { expect, test } from 'vitest'
import { datesText, gradeToken, valueColours } from './words'

test('dates name the last day on which something holds', () => {
  expect(datesText({ from: null, until: null })).toBe('always')
  expect(datesText({ from: '2026-10-12', until: null })).toBe('from Oct 12, 2026')
  expect(datesText({ from: null, until: '2026-10-12' })).toBe('through Oct 11, 2026')
  expect(datesText({ from: '2026-10-01', until: '2026-11-01' })).toBe('Oct 1, 2026 to Oct 31, 2026')
})

test('a value keeps its colour, others have one each while there are enough, whatever their order', () => {
  const own = { name: 'Search', colour: '#3f68d8' }
  const others = ['Growth', 'Research', 'Support', 'Insights', 'Data', 'Web', 'Legal', 'Ops'].map((name) => ({
    name,
    colour: null,
  }))
  const colours = valueColours([own, ...others, { name: null, colour: null }])
  expect(colours.get('Search')).toBe('#3f68d8')
  expect(colours.get(null)).toBe('var(--line-control)')
  expect(new Set(colours.values()).size).toBe(10)
  expect(valueColours(others.toReversed())).toEqual(valueColours(others))
  expect(valueColours([...others, { name: 'Ninth', colour: null }]).get('Ninth')).toMatch(/^var\(--series-[1-8]\)$/)
})

test('every grade has a colour of its own', () => {
  expect(new Set(['A', 'B', 'C', 'D', 'E', ''].map(gradeToken)).size).toBe(6)
})
