import { expect, it } from 'vitest'
import type { RateView } from '../../../ipc/types'
import { isOf, nearestChoice, partValues } from './selection'

const rate = (over: Partial<RateView>): RateView => ({
  id: 'a',
  tier: 'standard',
  geo: 'global',
  bandOver: 0,
  clock: null,
  meter: 'input',
  unit: 'token',
  price: '1',
  per: 1_000_000,
  contracted: null,
  from: null,
  to: null,
  isPresent: true,
  status: 'confirmed',
  doubt: null,
  source: '',
  retrieved: '2026-11-01',
  known: null,
  ...over,
})

const rates = [
  rate({ id: 'call', meter: 'web_search_call', unit: 'call' }),
  rate({ id: 'batch', tier: 'batch' }),
  rate({ id: 'long', bandOver: 200_000 }),
  rate({ id: 'base' }),
  rate({ id: 'output', meter: 'output' }),
]

it('begins with the present standard prices of the shortest prompts', () => {
  const choice = nearestChoice(rates, {})
  expect(choice).toEqual({ tier: 'standard', geo: 'global', over: 0, clock: '', unit: 'token' })
  expect(rates.filter((one) => choice !== null && isOf(one, choice)).map((one) => one.id)).toEqual(['base', 'output'])
})

it('always draws something, whatever is asked', () => {
  expect(nearestChoice(rates, { tier: 'batch', over: '200000' })).not.toBeNull()
  expect(nearestChoice(rates, { tier: 'batch' })?.tier).toBe('batch')
  expect(nearestChoice([], {})).toBeNull()
})

it('offers each part once, lengths in order', () => {
  expect(partValues(rates)).toMatchObject({
    tier: ['standard', 'batch'],
    over: ['0', '200000'],
    unit: ['call', 'token'],
  })
})
