import { expect, it } from 'vitest'
import { stepOf } from './steps'

const press = (key: string, shiftKey = false) => stepOf({ key, shiftKey }, 20, 6241)

it('leads by a row, a page or to an end', () => {
  expect(['j', 'ArrowDown', 'k', 'ArrowUp'].map((key) => press(key))).toEqual([1, 1, -1, -1])
  expect(['PageDown', 'PageUp', 'Home', 'End'].map((key) => press(key))).toEqual([20, -20, -6241, 6241])
})

it('leads nowhere by any other key, and the same way with shift', () => {
  expect(press('x')).toBeUndefined()
  expect(press('J', true)).toBe(1)
})
