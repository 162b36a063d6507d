/** Tables. Own: drawing windows of rows, selection, widths, copying. Never: sort, filter, group or add, which the core does. */
export type { Column, Total } from './columns'
export { toTsv } from './columns'
export { localRows, windowedRows } from './rows.svelte'
export type { RowSource, RowWindow } from './rows.svelte'
export { default as Table } from './Table.svelte'
