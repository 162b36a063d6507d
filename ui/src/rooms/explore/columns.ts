/** Columns and foot of the table: the dimensions, and each measure with what it was before. */

import { shareOf, UNKNOWN } from '../../format'
import type { ExploreCell, ExploreRow, ExploreView } from '../../ipc/types'
import type { Column, Total } from '../../table'
import { figuresOf, moved } from './figures'

const NOT_KNOWN: ExploreCell = {
  now: null,
  before: null,
  change: null,
  changeBasisPoints: null,
  shareBasisPoints: null,
}

interface Part {
  id: string
  header: string
  note: string
  width: number
  leaves?: number
  /** What ordering by this column is called in a question; empty where it cannot. */
  order: string
  text: (cell: ExploreCell) => string
  exact: (cell: ExploreCell) => string
  copy: (cell: ExploreCell) => string
}

/** Which measure has a share: the first whose rows add up. */
export function sharedMeasure(view: ExploreView): number {
  return view.measures.findIndex((measure) => measure.isAdditive)
}

function partsOf(view: ExploreView, place: number): Part[] {
  const measure = view.measures[place]
  if (measure === undefined) return []
  const { heading, text, exact, change } = figuresOf(measure, view.currency)
  const id = `m${place}`
  const parts: Part[] = [
    {
      id,
      header: heading,
      note: `${heading}. ${measure.note}`,
      width: Math.max(116, heading.length * 7 + 40),
      order: measure.name,
      text: (cell) => text(cell.now),
      exact: (cell) => exact(cell.now),
      copy: (cell) => cell.now ?? '',
    },
  ]
  if (view.compare !== null) {
    parts.push(
      {
        id: `${id}-before`,
        header: place === 0 ? 'Before' : `${measure.label} before`,
        note: `${heading}, in the compared period`,
        width: place === 0 ? 112 : Math.max(112, measure.label.length * 7 + 80),
        leaves: place === 0 ? 32 : 20 - place,
        order: '',
        text: (cell) => text(cell.before),
        exact: (cell) => exact(cell.before),
        copy: (cell) => cell.before ?? '',
      },
      {
        id: `${id}-change`,
        header: place === 0 ? 'Change' : `${measure.label} change`,
        note: `${heading}: now less before`,
        width: place === 0 ? 112 : Math.max(112, measure.label.length * 7 + 80),
        order: place === 0 ? 'change' : '',
        text: (cell) => change(cell.change),
        exact: (cell) => exact(cell.change),
        copy: (cell) => cell.change ?? '',
      },
      {
        id: `${id}-moved`,
        header: place === 0 ? 'Change, %' : `${measure.label} change, %`,
        note: 'The change as a part of what was before; a dash where that was zero or not known',
        width: 104,
        leaves: place === 0 ? 31 : 10 - place,
        order: '',
        text: (cell) => moved(cell.changeBasisPoints),
        exact: (cell) => moved(cell.changeBasisPoints),
        copy: (cell) => moved(cell.changeBasisPoints),
      },
    )
  }
  if (place === sharedMeasure(view)) {
    parts.push({
      id: 'share',
      header: 'Share',
      note: `Part of all ${measure.label.toLowerCase()} of this question`,
      width: 88,
      leaves: 30,
      order: '',
      text: (cell) => shareOf(cell.shareBasisPoints, cell.now ?? '0'),
      exact: (cell) => shareOf(cell.shareBasisPoints, cell.now ?? '0'),
      copy: (cell) => shareOf(cell.shareBasisPoints, cell.now ?? '0'),
    })
  }
  return parts
}

/** The columns of an answer. */
export function columnsOf(view: ExploreView): Column<ExploreRow>[] {
  const keys: Column<ExploreRow>[] = view.dimensions.map((dimension, place) => ({
    id: `by-${dimension.name}`,
    header: dimension.label,
    width: 200,
    minWidth: 130,
    isGrowing: place === view.dimensions.length - 1,
    text: (row) => keyText(row.keys[place]),
    exact: (row) => keyNote(row.keys[place]),
    copy: (row) => row.keys[place]?.label ?? '',
  }))
  const only: Column<ExploreRow>[] =
    keys.length > 0
      ? []
      : [{ id: 'all', header: 'Total', width: 200, minWidth: 130, isGrowing: true, text: () => 'All' }]
  const figures = view.measures.flatMap((_, place) =>
    partsOf(view, place).map((part): Column<ExploreRow> => ({
      id: part.id,
      header: part.header,
      note: part.note,
      width: part.width,
      ...(part.leaves === undefined ? {} : { leaves: part.leaves }),
      align: 'end',
      text: (row) => part.text(row.cells[place] ?? NOT_KNOWN),
      exact: (row) => part.exact(row.cells[place] ?? NOT_KNOWN),
      copy: (row) => part.copy(row.cells[place] ?? NOT_KNOWN),
    })),
  )
  return [...keys, ...only, ...figures]
}

function keyText(key: { value: string | null; label: string } | undefined): string {
  if (key === undefined || key.value === null) return key?.label ?? UNKNOWN
  return key.label || 'none'
}

function keyNote(key: { value: string | null; label: string } | undefined): string {
  if (key === undefined || key.value === null) return 'Its source does not tell'
  if (key.value === '') return 'Told that there is none'
  return key.value === key.label ? key.label : `${key.label}, ${key.value}`
}

/** The foot: totals as the core made them. */
export function totalsOf(view: ExploreView): Record<string, Total> {
  const [first] = view.dimensions
  const foot: Record<string, Total> = { [first === undefined ? 'all' : `by-${first.name}`]: { text: 'Total' } }
  view.totals.forEach((cell, place) => {
    for (const part of partsOf(view, place)) foot[part.id] = { text: part.text(cell), exact: part.exact(cell) }
  })
  return foot
}

/** What a press on a heading orders by; empty where it cannot. */
export function orderOf(view: ExploreView, column: string): string {
  if (column.startsWith('by-') || column === 'all') return 'name'
  return view.measures.flatMap((_, place) => partsOf(view, place)).find((part) => part.id === column)?.order ?? ''
}

/** The column that an order is about. */
export function columnOf(view: ExploreView, order: string): string {
  if (order === 'name') return view.dimensions[0] === undefined ? 'all' : `by-${view.dimensions[0].name}`
  return view.measures.flatMap((_, place) => partsOf(view, place)).find((part) => part.order === order)?.id ?? ''
}
