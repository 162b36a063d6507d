import { expect, it } from 'vitest'
import type { ValueView } from '../../../ipc/types'
import { matchValues } from './values'

function value(name: string, over: Partial<ValueView['value']> = {}): ValueView {
  return {
    value: {
      dimension: 'team',
      name,
      renames: null,
      owner: null,
      colour: null,
      parent: null,
      aliases: [],
      dates: { from: null, until: null },
      ...over,
    },
    isRegistered: true,
    taggedSeries: 0,
    rules: [],
    owners: 0,
  }
}

const values = [
  value('Customer support', { owner: 'Ada' }),
  value('Search', { aliases: ['ranking'] }),
  value('Support'),
]
const names = (typed: string) => matchValues(values, typed).map((one) => one.name)

it('offers everything before anything is typed', () => {
  expect(names('')).toEqual(['Customer support', 'Search', 'Support'])
})

it('puts the beginning of a name before the middle of one', () => {
  expect(names('sup')).toEqual(['Support', 'Customer support', 'sup'])
  expect(names('s')).toEqual(['Search', 'Support', 'Customer support', 's'])
})

it('finds a value by another name of it, and says which', () => {
  expect(matchValues(values, 'rank')[0]).toEqual({ name: 'Search', note: 'also ranking', isNew: false })
})

it('offers what was typed as a new value, unless it is one', () => {
  expect(matchValues(values, 'Billing')).toEqual([{ name: 'Billing', note: 'new value', isNew: true }])
  expect(names('search')).toEqual(['Search'])
  expect(names('RANKING')).toEqual(['Search'])
})
