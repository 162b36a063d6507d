import { expect, it } from 'vitest'
import type { DayTotal } from '../ipc/types'
import { axisDays, colourOf, describeDays, isOther, prepareDays, segmentAt } from './prepare'

const day = (values: (string | null)[], over: Partial<DayTotal> = {}): DayTotal => ({
  day: '2026-10-01',
  isPartial: false,
  isMissing: false,
  values,
  total: '0',
  ...over,
})

it('stacks amounts upwards and credits downwards', () => {
  const { days, low, high } = prepareDays([day(['10', '-4', '5'])])
  expect(days[0]?.segments.map(({ from, to }) => [from, to])).toEqual([
    [0, 10],
    [0, -4],
    [10, 15],
  ])
  expect([low, high]).toEqual([-4, 15])
})

it('draws nothing on a day that was not read, and does not call it zero', () => {
  const { days } = prepareDays([day([null, null], { isMissing: true, total: null })])
  expect(days[0]).toMatchObject({ segments: [], total: null, isMissing: true })
})

it('keeps the exact text of what it draws', () => {
  const { days } = prepareDays([day(['0.1234567890123456789'])])
  expect(days[0]?.segments[0]?.value).toBe('0.1234567890123456789')
})

it('finds the block under the pointer', () => {
  const { days } = prepareDays([day(['10', '5'])])
  const [first] = days
  expect(first && segmentAt(first, 12)?.series).toBe(1)
  expect(first && segmentAt(first, 16)).toBeUndefined()
})

it('tells the rest from a value that is not told', () => {
  const other = { value: null, label: 'other' }
  expect(isOther(other)).toBe(true)
  expect(isOther({ value: null, label: 'not told' })).toBe(false)
  expect(isOther({ value: 'other', label: 'other' })).toBe(false)
  expect(colourOf([{ value: 'a', label: 'a' }, other], 0)).toBe('--series-1')
  expect(colourOf([{ value: 'a', label: 'a' }, other], 1)).toBe('--series-other')
})

it('names as many days as fit', () => {
  const { days } = prepareDays(Array.from({ length: 30 }, () => day(['1'])))
  expect(axisDays(days, 640)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
})

it('says in words what it draws', () => {
  const prepared = prepareDays([day(['1']), day([null], { isMissing: true }), day(['1'], { isPartial: true })])
  expect(describeDays(prepared, [{ value: 'a', label: 'OpenAI' }])).toBe(
    'Stacked bars of 3 days split into OpenAI; 1 not read; 1 not complete',
  )
})
