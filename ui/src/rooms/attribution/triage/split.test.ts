import { expect, it } from 'vitest'
import type { SplitFields } from './split'
import { readWeight, splitDraft, splitFault, weightTotal } from './split'

function fields(method: SplitFields['method'], ...weights: string[]): SplitFields {
  const targets = weights.map((weight, index) => ({ value: `team ${index + 1}`, weight }))
  return { name: 'Shared', method, targets, from: '', until: '' }
}

it('needs two who take a part', () => {
  expect(splitFault(fields('even', ''))).toMatch(/at least two/)
  expect(splitFault(fields('even', '', ''))).toBeNull()
})

it('counts percents to exactly one hundred, without floats', () => {
  expect(splitFault(fields('percent', '33.3', '33.3', '33.4'))).toBeNull()
  expect(splitFault(fields('percent', '33.3', '33.3', '33.3'))).toBe('0.1 % is left to give')
  expect(splitFault(fields('percent', '60%', '50'))).toBe('10 % too much is given')
  expect(weightTotal(fields('percent', '0.1', '0.2'))).toBe('0.3')
})

it('lets exactly one take the rest of fixed amounts', () => {
  expect(splitFault(fields('amount', '100', ''))).toBeNull()
  expect(splitFault(fields('amount', '100', '20'))).toMatch(/exactly one/)
  expect(splitDraft(fields('amount', '100', ''), 'team', 'USD')).toMatchObject({
    currency: 'USD',
    targets: [
      { value: 'team 1', weight: '100' },
      { value: 'team 2', weight: null },
    ],
  })
})

it('takes plain decimals only', () => {
  expect(readWeight(' 12.5 % ')).toBe('12.5')
  expect(readWeight('1e3')).toBeNull()
  expect(readWeight('-1')).toBeNull()
  expect(splitFault(fields('headcount', '3', 'many'))).toMatch(/plain number/)
  expect(splitFault(fields('headcount', '0', '0'))).toMatch(/Nobody/)
})

it('asks for days in their order', () => {
  expect(splitFault({ ...fields('even', '', ''), from: '2026-09-01', until: '2026-09-01' })).toMatch(/before the first/)
})

it('sends no weights where the method has none', () => {
  const draft = splitDraft(fields('by_tokens', '5', '6'), 'team', 'USD')
  expect(draft.targets.map((target) => target.weight)).toEqual([null, null])
  expect(draft.currency).toBeNull()
  expect(draft.source).toBeNull()
})
