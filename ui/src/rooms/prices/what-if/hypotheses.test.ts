import { expect, it } from 'vitest'
import { emptyHypothesis, missing, readHypotheses } from './hypotheses'

it('reads the changes of an address and drops what it does not know', () => {
  const batch = emptyHypothesis('batch', '2026-10-14', '', '')
  expect(readHypotheses(JSON.stringify([batch, { kind: 'magic' }, 3]))).toEqual([batch])
  expect(readHypotheses('{')).toEqual([])
  expect(readHypotheses(null)).toEqual([])
})

it('says what is missing before anything is asked', () => {
  const model = emptyHypothesis('model', '2026-10-14', '', '')
  expect(missing(model)).toBe('Choose the model whose usage it is.')
  const half = { ...model, fromChannel: 'openai', fromModel: 'gpt-5.5' } as typeof model
  expect(missing(half)).toBe('Choose the model whose prices are taken.')
  const whole = { ...half, toChannel: 'anthropic', toModel: 'claude-opus-5' } as typeof model
  expect(missing(whole)).toBeUndefined()
  expect(missing({ ...whole, tokenizerFactor: '0' } as typeof model)).toBe('The factor of tokens is a decimal above 0.')
  expect(missing({ kind: 'batch', model: null, project: null, percent: 0 })).toMatch(/1 to 100/)
  expect(missing({ kind: 'ratesOn', day: '2026-02-30' })).toBe('Choose a day.')
})
