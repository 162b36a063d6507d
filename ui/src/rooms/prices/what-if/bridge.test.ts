import { expect, it } from 'vitest'
import { prepareBridge } from './bridge'

const amount = (low: string) => ({ low, high: null })

it('starts each step where the one before it ended, and ends at the hypothetical amount', () => {
  const lines = prepareBridge({
    actual: amount('100'),
    bridge: [
      { label: 'Batch', amount: '-40' },
      { label: 'Rates', amount: '15' },
    ],
    hypothetical: amount('75'),
  })
  expect(lines.map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [1, 0.6],
    [0.6, 0.75],
    [0, 0.75],
  ])
  expect(lines.map((line) => line.direction)).toEqual([1, -1, 1, 1])
})

it('keeps every digit of what it draws', () => {
  const [first, step] = prepareBridge({
    actual: amount('0.1234567890123456789'),
    bridge: [{ label: 'Rates', amount: '-0.0000000000000000001' }],
    hypothetical: amount('0.1234567890123456788'),
  })
  expect([first?.amount, step?.amount]).toEqual(['0.1234567890123456789', '-0.0000000000000000001'])
})

it('makes room for a way that goes below zero', () => {
  const lines = prepareBridge({
    actual: amount('10'),
    bridge: [{ label: 'Credit', amount: '-20' }],
    hypothetical: amount('-10'),
  })
  expect(lines.map(({ from, to }) => [from, to])).toEqual([
    [0.5, 1],
    [1, 0],
    [0.5, 0],
  ])
})

it('draws nothing wide when all is zero', () => {
  const lines = prepareBridge({ actual: amount('0'), bridge: [], hypothetical: amount('0') })
  expect(lines.map(({ from, to }) => to - from)).toEqual([0, 0])
})
