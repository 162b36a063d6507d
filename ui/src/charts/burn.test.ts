import { expect, it } from 'vitest'
import { linePath, prepareBurn } from './burn'

const known = (day: string, cumulated: string) => ({
  day,
  isForeseen: false,
  cumulated,
  cumulatedLow: cumulated,
  cumulatedHigh: cumulated,
})

it('ends what is known at the last known day and is as high as the high end', () => {
  const burn = prepareBurn(
    [
      known('2026-11-01', '10.5'),
      known('2026-11-02', '20'),
      { day: '2026-11-03', isForeseen: true, cumulated: '30', cumulatedLow: '25', cumulatedHigh: '41' },
    ],
    null,
  )
  expect(burn.lastKnown).toBe(1)
  expect(burn.high).toBe(41)
  expect(burn.points[2]).toEqual({ day: '2026-11-03', isForeseen: true, height: 30, low: 25, high: 41 })
})

it('has no width where no past error is known, and leaves room for the budget', () => {
  const foreseen = { day: '2026-11-01', isForeseen: true, cumulated: '30', cumulatedLow: null, cumulatedHigh: null }
  const burn = prepareBurn([foreseen], '100')
  expect(burn.points[0]).toMatchObject({ low: 30, high: 30 })
  expect([burn.lastKnown, burn.high, burn.budget]).toEqual([-1, 100, 100])
})

it('draws nothing of nothing', () => {
  expect(linePath([])).toBe('')
  expect(prepareBurn([], null).high).toBe(0)
})
