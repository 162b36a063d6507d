import { expect, it } from 'vitest'
import type { EntryDraft, ScopeForm, TermForm } from '../../../ipc/types'
import { emptyFields, entryFaults, readEntry, suggestId, writeEntry } from './entryForm'

const scope = (over: Partial<ScopeForm> = {}): ScopeForm => ({
  channel: null,
  model: null,
  tier: null,
  geo: null,
  account: null,
  project: null,
  ...over,
})

const TERMS: readonly TermForm[] = [
  {
    kind: 'rate',
    scope: scope({ channel: 'openai', model: 'gpt-5.5', tier: 'batch' }),
    over: 272000,
    prices: [{ meter: 'input', price: '1.25' }],
    per: 1_000_000,
  },
  {
    kind: 'model',
    channel: 'azure-openai',
    model: 'ft:support',
    sameAs: { channel: 'azure-openai', model: 'gpt-5.5' },
    prices: [],
    per: 1000,
  },
  { kind: 'alias', channel: 'azure-openai', name: 'support-prod', model: 'gpt-5.5' },
  {
    kind: 'discount',
    scope: scope({ channel: 'anthropic' }),
    percent: '12.5',
    meters: ['input', 'output'],
    includesTools: true,
  },
  {
    kind: 'commitment',
    scope: scope(),
    amount: '50000',
    paid: '47500',
    currency: 'USD',
    every: 'once',
    settlement: 'prepaid',
  },
  { kind: 'capacity', scope: scope(), units: '15', unitPricePerMonth: '260.25', currency: 'EUR' },
  { kind: 'fee', scope: scope(), percent: '5.5', minimum: '0.80', currency: 'USD', base: 'credit_purchase' },
  { kind: 'credit', scope: scope({ project: 'proj_1' }), amount: '1000', currency: 'USD' },
  { kind: 'assume', scope: scope({ model: 'gpt-5.5' }), takes: { what: 'over', value: 0 } },
  { kind: 'assume', scope: scope(), takes: { what: 'lifetime', value: 'cache_write_5m' } },
  { kind: 'assume', scope: scope(), takes: { what: 'free' } },
]

it('writes back every kind of entry as it was read', () => {
  for (const term of TERMS) {
    const draft: EntryDraft = { id: 'one', from: '2026-07-01', to: null, reason: 'Order form', term }
    expect(writeEntry(readEntry(draft)), term.kind).toEqual(draft)
    expect(entryFaults(readEntry(draft), []), term.kind).toEqual({})
  }
})

it('says what is not right, field by field', () => {
  const empty = emptyFields('rate', '2026-10-14')
  expect(Object.keys(entryFaults(empty, [])).toSorted()).toEqual(['channel', 'id', 'model', 'prices', 'reason'])
  const wrong = {
    ...empty,
    id: 'taken',
    reason: 'Offer',
    to: '2026-10-01',
    text: { ...empty.text, channel: 'openai', model: 'gpt-5.5' },
    prices: [{ meter: 'input', price: '1,25' }],
  }
  expect(entryFaults(wrong, ['taken'])).toEqual({
    id: 'Another entry has this name.',
    to: 'The end is not after the start.',
    prices: '"1,25" is not a price: expected digits and one decimal point.',
  })
})

it('leaves out meters without a price', () => {
  const { term } = writeEntry({
    ...emptyFields('rate', '2026-10-14'),
    prices: [
      { meter: 'input', price: ' 1.25 ' },
      { meter: 'output', price: '' },
    ],
  })
  expect(term).toMatchObject({ prices: [{ meter: 'input', price: '1.25' }] })
})

it('names an entry after what it is for, apart from the names in use', () => {
  const fields = emptyFields('rate', '2026-10-14', { channel: 'openai', model: 'GPT 5.5/x' })
  expect(suggestId(fields, [])).toBe('rate-gpt-5.5-x')
  expect(suggestId(fields, ['rate-gpt-5.5-x', 'rate-gpt-5.5-x-2'])).toBe('rate-gpt-5.5-x-3')
})
