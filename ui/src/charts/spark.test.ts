import { expect, it } from 'vitest'
import { sparkBars } from './spark'

it('draws all bars on one scale, and a gap as a gap', () => {
  expect(sparkBars([null, '5', '10', '0'])).toEqual([
    null,
    { from: 0, to: 0.5 },
    { from: 0, to: 1 },
    { from: 0, to: 0 },
  ])
})

it('hangs what is negative from the zero of the others', () => {
  expect(sparkBars(['3', '-1'])).toEqual([
    { from: 0.25, to: 1 },
    { from: 0, to: 0.25 },
  ])
})

it('draws nothing where all is zero or nothing is known', () => {
  expect(sparkBars(['0', null])).toEqual([{ from: 0, to: 0 }, null])
  expect(sparkBars([])).toEqual([])
})
