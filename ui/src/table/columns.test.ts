import { describe, expect, it } from 'vitest'
import type { Column } from './columns'
import { allowedWidth, columnWidths, inOrder, moved, thatFit, toTsv } from './columns'

interface Row {
  name: string
  value: string
}

const columns: Column<Row>[] = [
  { id: 'name', header: 'Model', width: 160, isGrowing: true, text: (row) => row.name },
  { id: 'value', header: 'Billed, USD', width: 100, align: 'end', text: () => '0.12', copy: (row) => row.value },
  { id: 'more', header: 'Note', width: 80, text: () => 'x' },
]

it('copies every digit, and no tab of a name breaks a column', () => {
  expect(toTsv(columns, [{ name: 'gpt\t5', value: '0.1234567' }])).toBe('Model\tBilled, USD\tNote\ngpt 5\t0.1234567\tx')
})

it('gives the growing column what is left, until it was set by hand', () => {
  expect(columnWidths(columns, {}, 500)).toEqual([320, 100, 80])
  expect(columnWidths(columns, {}, 200)).toEqual([140, 100, 80])
  expect(columnWidths(columns, { name: 90 }, 500)).toEqual([90, 100, 80])
})

it('keeps the first column first whatever is dragged', () => {
  const order = moved(['name', 'value', 'more'], 'more', 'value')
  expect(order).toEqual(['name', 'more', 'value'])
  expect(inOrder(columns, order).map((column) => column.id)).toEqual(['name', 'more', 'value'])
})

it('keeps widths inside limits', () => {
  const [column] = columns
  expect(column && [allowedWidth(column, 3), allowedWidth(column, 4000)]).toEqual([56, 900])
})

describe('columns that have room', () => {
  const column = (id: string, width: number, more: Partial<Column<string>> = {}): Column<string> => ({
    id,
    header: id,
    width,
    text: (row) => row,
    ...more,
  })
  const columns = [
    column('name', 200, { isGrowing: true, minWidth: 100 }),
    column('last', 80, { leaves: 2 }),
    column('first', 80, { leaves: 1 }),
    column('stays', 80),
  ]
  const fit = (available: number) => thatFit(columns, available).map((one) => one.id)

  it('are all of them while the growing one can shrink', () => {
    expect(fit(340)).toEqual(['name', 'last', 'first', 'stays'])
  })

  it('leave in their turn, and only those that may', () => {
    expect(fit(339)).toEqual(['name', 'last', 'stays'])
    expect(fit(259)).toEqual(['name', 'stays'])
    expect(fit(50)).toEqual(['name', 'stays'])
  })
})
