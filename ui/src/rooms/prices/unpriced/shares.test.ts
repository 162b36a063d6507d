import { expect, it } from 'vitest'
import { tokenShares } from './shares'

it('gives shares of the sum, and never zero to what is there', () => {
  expect(tokenShares(['75', '25', '0'])).toEqual([7500, 2500, 0])
  expect(tokenShares(['1000000000000', '1', '0'])).toEqual([9999, 1, 0])
  expect(tokenShares(['0', '0', '0'])).toEqual([0, 0, 0])
})
