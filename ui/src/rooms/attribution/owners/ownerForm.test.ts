import { describe, expect, test } from 'vitest'
import {
  dimensionFaults,
  ownerFields,
  ownerFaults,
  valueFaults,
  valueFields,
  writeDimension,
  writeOwner,
  writeValue,
} from './ownerForm'

const SEARCH = { ...valueFields(undefined), name: 'Search' }

describe('a value', () => {
  test('says its old name only where it is renamed', () => {
    expect(writeValue(SEARCH, 'team', undefined).renames).toBeNull()
    expect(writeValue(SEARCH, 'team', 'Search').renames).toBeNull()
    expect(writeValue(SEARCH, 'team', 'Find').renames).toBe('Find')
  })

  test('comes back from its form as it was', () => {
    const value = {
      dimension: 'team',
      name: 'Search',
      renames: null,
      owner: 'Ada',
      colour: '#3f68d8',
      parent: 'Product',
      aliases: ['find', 'srch'],
      dates: { from: '2026-01-01', until: null },
    }
    expect(writeValue(valueFields(value), 'team', 'Search')).toEqual(value)
  })

  test('cannot be part of itself and needs a real colour', () => {
    expect(Object.keys(valueFaults({ ...SEARCH, parent: 'Search', colour: 'blue' }))).toEqual(['colour', 'parent'])
  })
})

test('an owner names the thing and who owns it', () => {
  const empty = { column: 'key', text: ' ', dimension: 'team', value: '', from: '', until: '', takesOver: true }
  expect(Object.keys(ownerFaults(empty))).toEqual(['text', 'value'])
  const owner = {
    column: 'key',
    text: 'key_1',
    dimension: 'team',
    value: 'Search',
    dates: { from: '2026-10-12', until: null },
  }
  const filled = { ...empty, text: ' key_1 ', value: 'Search', from: '2026-10-12' }
  expect(writeOwner(filled, null)).toEqual({ owner, replaces: null, takesOver: true })
  expect(writeOwner(ownerFields(owner, 'product'), 7)).toEqual({ owner, replaces: 7, takesOver: false })
})

test('a dimension is named as rules can write it', () => {
  expect(dimensionFaults({ name: 'Squad 1', label: 'Squad', inherits: '' }).name).toBeDefined()
  expect(writeDimension({ name: 'squad', label: 'Squad', inherits: 'meta.squad' }).inherits).toBe('meta.squad')
})
