import type { Snippet } from 'svelte'

/** One column of a table. */
export interface Column<Row> {
  id: string
  /** Heading; a column of money carries its basis and currency here: `Billed, USD`. */
  header: string
  /** What the heading means, for a hover; without it the heading itself. */
  note?: string
  /** Width in pixels before the analyst changes it. */
  width: number
  minWidth?: number
  /** Takes the width that is left over; the last of several does. */
  isGrowing?: boolean
  /** Leaves a table that is too narrow for all: 1 goes first. What it tells is copied still, and told where a row opens. */
  leaves?: number
  /** `end` for numerals. */
  align?: 'start' | 'end'
  /** What is shown. */
  text: (row: Row) => string
  /** What a hover shows: every digit, or the whole of what may be cut. */
  exact?: (row: Row) => string | undefined
  /** What is copied; exact where `text` is rounded. */
  copy?: (row: Row) => string
  /** Draws the cell instead of `text`. */
  cell?: Snippet<[Row]>
}

/** The column that rows are ordered by, and which way. */
export interface Sorted {
  id: string
  isAscending: boolean
}

/** What stands at the foot of a column. */
export interface Total {
  text: string
  exact?: string
}

const NARROWEST = 56

/** Widths of all columns: what the analyst set, else their own, and the growing one takes the rest. */
export function columnWidths<Row>(
  columns: readonly Column<Row>[],
  set: Readonly<Record<string, number>>,
  available: number,
): number[] {
  const widths = columns.map((column) => set[column.id] ?? column.width)
  const growing = columns.findLastIndex((column) => column.isGrowing && set[column.id] === undefined)
  const left = available - widths.reduce((sum, width) => sum + width, 0)
  const [own, column] = [widths[growing], columns[growing]]
  if (own !== undefined && column !== undefined) widths[growing] = Math.max(leastWidth(column), own + left)
  return widths
}

/** The columns that have room: while all do not, those that may leave go, one after the other. */
export function thatFit<Row>(columns: readonly Column<Row>[], available: number): Column<Row>[] {
  const needed = (column: Column<Row>) => (column.isGrowing ? leastWidth(column) : column.width)
  let left = available - columns.reduce((sum, column) => sum + needed(column), 0)
  const gone = new Set<string>()
  const leaving = columns.filter((column) => column.leaves !== undefined)
  for (const column of leaving.toSorted((a, b) => (a.leaves ?? 0) - (b.leaves ?? 0))) {
    if (left >= 0) break
    gone.add(column.id)
    left += needed(column)
  }
  return columns.filter((column) => !gone.has(column.id))
}

/** How narrow the growing column may become. */
function leastWidth<Row>(column: Column<Row>): number {
  return column.minWidth ?? Math.min(column.width, 140)
}

/** A width inside the limits of its column. */
export function allowedWidth<Row>(column: Column<Row>, width: number): number {
  return Math.round(Math.min(Math.max(width, column.minWidth ?? NARROWEST), 900))
}

/** Columns in the order the analyst left them; the first stays first. */
export function inOrder<Row>(columns: readonly Column<Row>[], order: readonly string[]): Column<Row>[] {
  const [first, ...rest] = columns
  if (first === undefined) return []
  const place = (column: Column<Row>) => {
    const at = order.indexOf(column.id)
    return at < 0 ? order.length : at
  }
  return [first, ...rest.toSorted((a, b) => place(a) - place(b))]
}

/** The order after a column was dropped onto another. */
export function moved(order: readonly string[], dragged: string, onto: string): string[] {
  const at = order.indexOf(onto)
  const without = order.filter((id) => id !== dragged)
  if (at < 0 || dragged === onto) return [...order]
  return without.toSpliced(at, 0, dragged)
}

/** Rows as tab-separated text with their heading, exact; what a spreadsheet takes. */
export function toTsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const clean = (text: string) => text.replace(/[\t\r\n]+/g, ' ')
  const lines = rows.map((row) => columns.map((column) => clean((column.copy ?? column.text)(row))).join('\t'))
  return [columns.map((column) => clean(column.header)).join('\t'), ...lines].join('\n')
}
