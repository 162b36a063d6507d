import { untrack } from 'svelte'
import type { PageAsk } from '../ipc/types'
import { report } from '../shell/toasts.svelte'

/** Rows of a table, of which only a window may be here. */
export interface RowSource<Row> {
  /** Rows in all. */
  readonly count: number
  /** A row; `undefined` while it is on its way. */
  at(index: number): Row | undefined
  /** Says which rows are looked at, so that they are fetched. */
  want(first: number, last: number): void
  /** Fetches rows to the last one; for copying. */
  load(first: number, last: number): Promise<Row[]>
}

/** A window of rows as the core answers it. */
export interface RowWindow<Row> {
  rows: readonly Row[]
  total: number
}

/** Rows that are all here. */
export function localRows<Row>(rows: () => readonly Row[]): RowSource<Row> {
  return {
    get count() {
      return rows().length
    },
    at: (index) => rows()[index],
    want: () => undefined,
    load: async (first, last) => rows().slice(first, last + 1),
  }
}

const PAGE = 200
const MAX_PAGES = 50
/** Rows that a copy may fetch. */
const MAX_COPIED = 20_000

/**
 * Rows that stay in the core and come in windows of 200. `first` is the cached read of the first window: when the core
 * says it is stale it is read again, and the other windows are dropped. Call it while a component is being made.
 */
export function windowedRows<Row>(
  first: () => RowWindow<Row> | undefined,
  fetch: (page: PageAsk) => Promise<RowWindow<Row>>,
): RowSource<Row> & { places(isMeant: (row: Row) => boolean): number[] } {
  let pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map())
  let coming = new Set<number>()
  let generation = 0

  $effect(() => {
    void first()
    untrack(() => {
      generation += 1
      pages = new Map()
      coming = new Set()
    })
  })

  function page(number: number): readonly Row[] | undefined {
    return number === 0 ? first()?.rows : pages.get(number)
  }

  async function bring(number: number): Promise<void> {
    if (page(number) !== undefined || coming.has(number) || first() === undefined) return
    const asked = generation
    coming.add(number)
    try {
      const { rows } = await fetch({ offset: number * PAGE, limit: PAGE })
      if (asked !== generation) return
      const kept = [...pages].slice(-(MAX_PAGES - 1))
      pages = new Map([...kept, [number, rows]])
    } catch (thrown) {
      report(thrown)
    } finally {
      coming.delete(number)
    }
  }

  return {
    get count() {
      return first()?.total ?? 0
    },
    at: (index) => page(Math.floor(index / PAGE))?.[index % PAGE],
    /** Places of rows that are here and meant, in order; the others are not looked for. */
    places(isMeant) {
      const here = [[0, first()?.rows ?? []] as const, ...[...pages].sort(([one], [other]) => one - other)]
      return here.flatMap(([number, rows]) =>
        rows.flatMap((row, place) => (isMeant(row) ? [number * PAGE + place] : [])),
      )
    },
    want(from, to) {
      for (let number = Math.floor(from / PAGE); number <= Math.floor(to / PAGE); number += 1) void bring(number)
    },
    async load(from, to) {
      const last = Math.min(to, from + MAX_COPIED - 1)
      const all: Row[] = []
      for (let offset = from; offset <= last; offset += 1000) {
        const { rows } = await fetch({ offset, limit: Math.min(1000, last - offset + 1) })
        all.push(...rows)
      }
      return all
    },
  }
}
