/** A split by hand as it is filled in. */

import { addDecimals, compareDecimals, signOf, subtractDecimals } from '../../../format'
import type { SplitDraft, SplitMethod } from '../../../ipc/types'

/** What is in the form. */
export interface SplitFields {
  name: string
  method: SplitMethod
  targets: readonly { value: string; weight: string }[]
  from: string
  until: string
}

/** What each method is called, and what its weights are; `null`: it has none. */
export const METHODS: Readonly<Record<SplitMethod, { word: string; weight: string | null; means: string }>> = {
  even: { word: 'Evenly', weight: null, means: 'Everybody takes the same' },
  percent: { word: 'By percent', weight: 'Percent', means: 'Fixed shares that add up to 100' },
  amount: { word: 'By amount', weight: 'Amount a month', means: 'Fixed amounts; one without an amount takes the rest' },
  by_spend: { word: 'By own spend', weight: null, means: 'As much as each spends itself' },
  by_tokens: { word: 'By tokens', weight: null, means: 'As many tokens as the requests of each used' },
  by_requests: { word: 'By requests', weight: null, means: 'As many requests as each made' },
  headcount: { word: 'By heads', weight: 'Heads', means: 'As many people as each has' },
}

const DECIMAL = /^\d{1,15}(\.\d{1,9})?$/

/** A weight as it was typed, as plain decimal text; `null` when it is none. */
export function readWeight(text: string): string | null {
  const plain = text.trim().replace(/%$/, '').trim()
  return DECIMAL.test(plain) ? plain : null
}

/** The typed weights together; `null` while one of them is no number. */
export function weightTotal(fields: SplitFields): string | null {
  const typed = fields.targets
    .filter((target) => target.weight.trim() !== '')
    .map((target) => readWeight(target.weight))
  return typed.includes(null) ? null : addDecimals(typed as string[])
}

/** Why the split cannot be saved yet; `null` when it can. */
export function splitFault(fields: SplitFields): string | null {
  const { weight } = METHODS[fields.method]
  if (fields.targets.length < 2) return 'Name at least two who take a part'
  if (fields.from !== '' && fields.until !== '' && fields.until <= fields.from)
    return 'The last day is before the first'
  if (weight === null) return null
  const total = weightTotal(fields)
  if (total === null) return `${weight} must be a plain number`
  const empty = fields.targets.filter((target) => target.weight.trim() === '').length
  if (fields.method === 'amount') return empty === 1 ? null : 'Leave the amount of exactly one empty: it takes the rest'
  if (empty > 0) return `${weight} is missing`
  if (fields.method === 'headcount') return signOf(total) > 0 ? null : 'Nobody has any heads'
  if (compareDecimals(total, '100') === 0) return null
  return compareDecimals(total, '100') < 0
    ? `${subtractDecimals('100', total)} % is left to give`
    : `${subtractDecimals(total, '100')} % too much is given`
}

/** What the core is asked to split by. */
export function splitDraft(fields: SplitFields, dimension: string, currency: string): SplitDraft {
  const { weight } = METHODS[fields.method]
  return {
    name: fields.name.trim(),
    dimension,
    source: null,
    spreadsUnattributed: false,
    method: fields.method,
    currency: fields.method === 'amount' ? currency : null,
    targets: fields.targets.map((target) => ({
      value: target.value,
      weight: weight === null ? null : readWeight(target.weight),
    })),
    dates: { from: fields.from || null, until: fields.until || null },
  }
}
