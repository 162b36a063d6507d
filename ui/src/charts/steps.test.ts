import { expect, it } from 'vitest'
import { dayNumber } from '../format'
import type { StepRate } from './steps'
import { describeSteps, monthMarks, prepareSteps, roundHeights, spread, stepDays, stepsOn } from './steps'

const TODAY = '2026-10-14'
const rate = (over: Partial<StepRate>): StepRate => ({
  id: 'a',
  line: 'Input',
  price: '2.50',
  per: 1_000_000,
  from: '2026-01-01T00:00:00Z',
  to: null,
  isDoubtful: false,
  isWithdrawn: false,
  ...over,
})

const steps = (rates: StepRate[]) => prepareSteps(rates, TODAY).lines[0]?.steps ?? []

it('joins steps that follow each other, and leaves a gap a gap', () => {
  const made = steps([
    rate({ id: 'a', to: '2026-03-01T00:00:00Z' }),
    rate({ id: 'b', from: '2026-03-01T00:00:00Z', to: '2026-05-01T00:00:00Z', price: '2' }),
    rate({ id: 'c', from: '2026-06-01T00:00:00Z', price: '1.5' }),
  ])
  expect(made.map((step) => step.isJoined)).toEqual([false, true, false])
  expect(stepsOn(prepareSteps([rate({ to: '2026-03-01T00:00:00Z' })], TODAY), dayNumber('2026-05-05'))).toEqual([])
})

it('keeps the exact price and draws prices of other counts at the same height', () => {
  const [million] = steps([rate({ price: '2.500' })])
  const [thousand] = steps([rate({ price: '0.0025', per: 1000 })])
  expect(million?.price).toBe('2.500')
  expect(thousand?.height).toBe(million?.height)
})

it('tells announced, doubtful and withdrawn prices from plain ones', () => {
  const made = steps([
    rate({ id: 'a', to: '2026-12-01T00:00:00Z' }),
    rate({ id: 'b', from: '2026-12-01T00:00:00Z' }),
    rate({ id: 'c', from: '2026-02-01T00:00:00Z', isDoubtful: true }),
    rate({ id: 'd', from: '2026-04-01T00:00:00Z', isWithdrawn: true }),
  ])
  expect(new Map(made.map((step) => [step.id, step.look]))).toEqual(
    new Map([
      ['a', 'plain'],
      ['c', 'doubtful'],
      ['d', 'withdrawn'],
      ['b', 'announced'],
    ]),
  )
})

it('draws what is known as far back as known to the left edge, and an open price beyond today', () => {
  const prepared = prepareSteps([rate({ from: null })], TODAY)
  const [step] = prepared.lines[0]?.steps ?? []
  expect(step?.from).toBe(prepared.from)
  expect(step?.to).toBe(prepared.to)
  expect(prepared.to).toBeGreaterThan(prepared.today)
})

it('draws nothing for what is billed as input', () => {
  expect(prepareSteps([rate({ price: null })], TODAY).lines).toEqual([])
})

it('stops the keys at every change, in order', () => {
  const prepared = prepareSteps(
    [rate({ from: '2026-05-01T00:00:00Z' }), rate({ line: 'Output', from: '2026-02-01T12:00:00Z' })],
    TODAY,
  )
  expect(stepDays(prepared)).toEqual([dayNumber('2026-02-01') + 0.5, dayNumber('2026-05-01')])
})

it('marks round heights and first days of months', () => {
  expect(roundHeights(31)).toEqual([0, 10, 20, 30])
  expect(roundHeights(0)).toEqual([0])
  expect(monthMarks(dayNumber('2025-12-15'), dayNumber('2026-04-20'), 10)).toEqual([
    '2026-01-01',
    '2026-02-01',
    '2026-03-01',
    '2026-04-01',
  ])
  expect(monthMarks(dayNumber('2023-01-01'), dayNumber('2026-10-01'), 5)).toEqual([
    '2023-01-01',
    '2024-01-01',
    '2025-01-01',
    '2026-01-01',
  ])
})

it('moves labels apart inside the plot', () => {
  expect(spread([100, 101, 20], 15, 10, 104)).toEqual([89, 104, 20])
})

it('says in words what it draws', () => {
  const prepared = prepareSteps([rate({ from: '2026-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z' })], TODAY)
  expect(describeSteps(prepared)).toMatch(/^Prices of Input in 1 steps, from 2026-01-01 to 2027-/)
})
