import { expect, it } from 'vitest'
import type { Column } from './columns'
import { allowedWidth, columnWidths, inOrder, moved, toTsv } from './columns'

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
