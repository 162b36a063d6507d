/** Which groups of the queue are meant: the cursor, what is marked, or all that the search finds. Rows are those seen. */

import type { GroupSelection } from '../../../ipc/types'

/** The cursor and the marks of a list. */
export interface Selection {
  /** Row of the cursor. */
  at: number
  /** Group the cursor is on; it stays there when rows come and go. Empty before the list is here. */
  id: string
  /** Ids of the marked groups. */
  marked: ReadonlySet<string>
  /** Row that a range is drawn from; -1 for none. */
  anchor: number
  /** What was marked before the range. */
  base: ReadonlySet<string>
  /** Whether all that the search finds is meant, loaded or not. */
  isAll: boolean
}

/** A list whose rows may not all be here. */
export interface Rows {
  count: number
  /** Id of a row; nothing while it is on its way. */
  idAt: (row: number) => string | undefined
}

const NONE: ReadonlySet<string> = new Set()

/** Nothing is marked, and the cursor is on the first row. */
export const START: Selection = { at: 0, id: '', marked: NONE, anchor: -1, base: NONE, isAll: false }

/** Rows on each side in which the cursor's group is looked for: further away none is on the screen. */
const NEAR = 400

function clamped(row: number, count: number): number {
  return Math.max(0, Math.min(row, count - 1))
}

/** The row of the cursor: where its group is now, else the row it was on. */
export function cursorRow(selection: Selection, rows: Rows): number {
  const { at, id } = selection
  if (rows.count === 0) return -1
  if (id === '' || rows.idAt(at) === id) return clamped(at, rows.count)
  for (let away = 1; away < Math.min(rows.count, NEAR); away += 1) {
    if (rows.idAt(at + away) === id) return at + away
    if (rows.idAt(at - away) === id) return at - away
  }
  return clamped(at, rows.count)
}

/** The cursor on another row; a range begins anew from there. */
export function moved(selection: Selection, to: number, rows: Rows): Selection {
  const at = clamped(to, rows.count)
  return { ...selection, at, id: rows.idAt(at) ?? '', anchor: -1 }
}

/** A group marked, or no longer; the cursor stays. */
export function toggledOne(selection: Selection, id: string): Selection {
  const marked = new Set(selection.isAll ? [] : selection.marked)
  if (!marked.delete(id)) marked.add(id)
  return { ...selection, marked, anchor: -1, base: marked, isAll: false }
}

/** The cursor's group marked, or no longer. */
export function toggled(selection: Selection, rows: Rows): Selection {
  const at = cursorRow(selection, rows)
  const id = rows.idAt(at)
  return id === undefined ? selection : toggledOne({ ...selection, at, id }, id)
}

/** Everything from where the range began to another row marked, beside what was marked before it. */
export function extended(selection: Selection, to: number, rows: Rows): Selection {
  const from = cursorRow(selection, rows)
  if (from < 0) return selection
  const isNew = selection.anchor < 0
  const anchor = isNew ? from : selection.anchor
  const base = isNew ? (selection.isAll ? NONE : selection.marked) : selection.base
  const at = clamped(to, rows.count)
  const marked = new Set(base)
  for (let row = Math.min(anchor, at); row <= Math.max(anchor, at); row += 1) {
    const id = rows.idAt(row)
    if (id !== undefined) marked.add(id)
  }
  return { at, id: rows.idAt(at) ?? '', marked, anchor, base, isAll: false }
}

/** All that the search finds. */
export function everything(selection: Selection): Selection {
  return { ...selection, marked: NONE, anchor: -1, base: NONE, isAll: true }
}

/** Only the cursor. */
export function unmarked(selection: Selection): Selection {
  return { ...selection, marked: NONE, anchor: -1, base: NONE, isAll: false }
}

/** What a key acts on; `null` where there is nothing. */
export function meant(selection: Selection, rows: Rows, search: string | null): GroupSelection | null {
  if (rows.count === 0) return null
  if (selection.isAll) return { ids: [], search: search ?? '' }
  if (selection.marked.size > 0) return { ids: [...selection.marked], search: null }
  const id = rows.idAt(cursorRow(selection, rows))
  return id === undefined ? null : { ids: [id], search: null }
}

/** The selection after groups left the list: the cursor is on the first one after it that stays. */
export function without(selection: Selection, leaving: ReadonlySet<string>, rows: Rows): Selection {
  const from = cursorRow(selection, rows)
  const left = (row: number) => leaving.has(rows.idAt(row) ?? '')
  let next = from
  while (next < rows.count && left(next)) next += 1
  // Behind the last one there is nothing: the nearest before it.
  if (next >= rows.count) {
    next = from - 1
    while (next >= 0 && left(next)) next -= 1
  }
  if (next < 0) return { ...START }
  let above = 0
  for (let row = 0; row < next; row += 1) if (left(row)) above += 1
  return { ...START, at: next - above, id: rows.idAt(next) ?? '' }
}

/** The row among all rows that stands at a row among those seen; `gone` are the hidden ones, in order. */
export function rowBehind(row: number, gone: readonly number[]): number {
  let behind = row
  for (const one of gone) {
    if (one > behind) break
    behind += 1
  }
  return behind
}
