import { expect, it } from 'vitest'
import type { Rows } from './selection'
import {
  cursorRow,
  everything,
  extended,
  meant,
  moved,
  rowBehind,
  START,
  toggled,
  unmarked,
  without,
} from './selection'

function list(text: string): Rows {
  return { count: text.length, idAt: (row) => text[row] }
}

const rows = list('abcdef')

it('means the group of the cursor while nothing is marked', () => {
  expect(meant(START, rows, null)).toEqual({ ids: ['a'], search: null })
  expect(meant(moved(START, 2, rows), rows, null)).toEqual({ ids: ['c'], search: null })
  expect(meant(START, list(''), null)).toBeNull()
})

it('keeps the cursor inside the list', () => {
  expect(moved(START, -3, rows).id).toBe('a')
  expect(moved(START, 99, rows).id).toBe('f')
})

it('marks and unmarks one by one, wherever the cursor goes', () => {
  const marked = toggled(moved(toggled(moved(START, 1, rows), rows), 4, rows), rows)
  expect(meant(moved(marked, 0, rows), rows, null)).toEqual({ ids: ['b', 'e'], search: null })
  expect(meant(toggled(marked, rows), rows, null)).toEqual({ ids: ['b'], search: null })
})

it('draws a range from where it began, and takes it back when the cursor returns', () => {
  const down = extended(extended(moved(START, 1, rows), 2, rows), 3, rows)
  expect([...down.marked]).toEqual(['b', 'c', 'd'])
  expect([...extended(down, 2, rows).marked]).toEqual(['b', 'c'])
  expect([...extended(down, 0, rows).marked]).toEqual(['a', 'b'])
})

it('adds a range to what was marked before it', () => {
  const marked = moved(toggled(START, rows), 3, rows)
  expect([...extended(marked, 4, rows).marked]).toEqual(['a', 'd', 'e'])
})

it('names all that the search finds by the search, not by what is loaded', () => {
  expect(meant(everything(START), rows, 'support')).toEqual({ ids: [], search: 'support' })
  expect(meant(everything(START), rows, null)).toEqual({ ids: [], search: '' })
  expect(meant(unmarked(everything(START)), rows, null)).toEqual({ ids: ['a'], search: null })
})

it('leaves everything for one group when one is marked after all', () => {
  expect(meant(toggled(everything(START), rows), rows, null)).toEqual({ ids: ['a'], search: null })
})

it('goes to the next group when the one under the cursor leaves', () => {
  const after = without(moved(START, 2, rows), new Set(['c']), rows)
  expect(after.id).toBe('d')
  expect(cursorRow(after, list('abdef'))).toBe(2)
})

it('counts what leaves above the cursor, and marks nothing afterwards', () => {
  const marked = toggled(moved(toggled(START, rows), 1, rows), rows)
  const after = without(moved(marked, 4, rows), new Set(['a', 'b']), rows)
  expect(after).toMatchObject({ at: 2, id: 'e' })
  expect(after.marked.size).toBe(0)
})

it('goes back when nothing is left behind, and to the start when nothing is left', () => {
  expect(without(moved(START, 5, rows), new Set(['f', 'e']), rows)).toMatchObject({ at: 3, id: 'd' })
  expect(without(moved(START, 1, rows), new Set('abcdef'), rows)).toMatchObject({ at: 0, id: '' })
})

it('follows its group when rows come and go', () => {
  const on = moved(START, 2, rows)
  expect(cursorRow(on, list('bacdef'))).toBe(2)
  expect(cursorRow(on, list('xyabc'))).toBe(4)
  expect(cursorRow(on, list('cab'))).toBe(0)
  expect(cursorRow(on, list('ab'))).toBe(1)
  expect(cursorRow(on, list(''))).toBe(-1)
})

it('finds rows behind hidden ones', () => {
  expect([0, 1, 2, 3].map((row) => rowBehind(row, []))).toEqual([0, 1, 2, 3])
  expect([0, 1, 2, 3].map((row) => rowBehind(row, [0, 2]))).toEqual([1, 3, 4, 5])
  expect([0, 1].map((row) => rowBehind(row, [1, 2, 3]))).toEqual([0, 4])
})
