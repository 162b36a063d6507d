import { expect, it } from 'vitest'
import { Keyset } from './keyset'

const rows = (from: number, count: number) => Array.from({ length: count }, (_, at) => ({ key: `k${from + at}` }))

it('asks for a window from the row that ends the one before', () => {
  const keyset = new Keyset()
  keyset.took(0, rows(0, 200))
  expect(keyset.ask({ offset: 200, limit: 200 })).toEqual({ after: 'k199', page: { offset: 0, limit: 200 } })
})

it('skips from the nearest known row where the window before is not here', () => {
  const keyset = new Keyset()
  keyset.took(0, rows(0, 200))
  keyset.took(200, rows(200, 200))
  expect(keyset.ask({ offset: 1000, limit: 200 })).toEqual({ after: 'k399', page: { offset: 600, limit: 200 } })
  expect(keyset.ask({ offset: 300, limit: 10 })).toEqual({ after: 'k199', page: { offset: 100, limit: 10 } })
})

it('starts at the first row when nothing is known', () => {
  const keyset = new Keyset()
  keyset.took(0, rows(0, 200))
  keyset.forget()
  expect(keyset.ask({ offset: 400, limit: 200 })).toEqual({ after: null, page: { offset: 400, limit: 200 } })
})
