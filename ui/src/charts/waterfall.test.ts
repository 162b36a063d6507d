import { expect, it } from 'vitest'
import { prepareWaterfall } from './waterfall'

it('goes step by step from the earlier amount to the later one', () => {
  const { steps, base, now } = prepareWaterfall('100', ['50', '-70', '0'], '80')
  expect(steps[0]?.from).toBeCloseTo(base)
  expect(steps[1]?.from).toBeCloseTo(steps[0]?.to ?? 0)
  expect(steps[2]?.to).toBeCloseTo(now)
  expect(steps[2]?.to).toBe(steps[2]?.from)
  expect(steps[1]?.to).toBeLessThan(steps[1]?.from ?? 0)
})

it('stays inside its width', () => {
  const small = prepareWaterfall('47000', ['900', '-400'], '47500')
  for (const { from, to } of small.steps) for (const end of [from, to]) expect(end >= 0 && end <= 1).toBe(true)
})

it('stands in the middle when nothing moved', () => {
  expect(prepareWaterfall('5', [], '5')).toEqual({ steps: [], base: 0.5, now: 0.5 })
})
