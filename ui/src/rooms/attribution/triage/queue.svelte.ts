import { untrack } from 'svelte'
import type { ProblemError } from '../../../ipc'
import { call, query, toProblem } from '../../../ipc'
import type { DayRange, GroupSelection, QueueGroupView, QueueView, TaggedView } from '../../../ipc/types'
import type { RowSource } from '../../../table'
import { windowedRows } from '../../../table'
import { movedMeter } from '../meter.svelte'
import { InOrder } from './inOrder'
import type { Selection } from './selection'
import {
  cursorRow,
  everything,
  extended,
  meant,
  moved,
  rowBehind,
  START,
  toggled,
  toggledOne,
  unmarked,
  without,
} from './selection'

/** Whose queue it is. */
export interface Asked {
  dimension: string
  range: DayRange
  currency: string | null
}

/** What every decision on groups names. */
export type Decision = Asked & { groups: GroupSelection }

/** Something done to what is meant. */
export interface Deed {
  /** What it does, until the core answers what it did: `Tagging as Search`. */
  doing: string
  /** Whether the groups leave the queue. */
  leaves: boolean
  /** Does it; the groups are those meant when the key was pressed. */
  run: (decision: Decision) => Promise<TaggedView>
}

/** The newest thing done, as the foot of the list says it. */
export interface Said {
  text: string
  isUnderWay: boolean
  /** Closed months it would reach into, `YYYY-MM`. */
  closedMonths: readonly string[]
}

/** What was refused; its groups are back. */
export interface Failed {
  /** What had been tried. */
  doing: string
  problem: ProblemError
}

interface Options {
  asked: () => Asked | null
  search: () => string | null
  includesSnoozed: () => boolean
  /** Value whose groups are shown; `null`: those without one. */
  of: () => string | null
}

/** Groups hidden because something was done to them, until the queue is read again. */
type Hidden = ReadonlyMap<string, 'asked' | 'done'>

/** The queue as the analyst works on it: keys show at once, the core follows in their order. */
export type Queue = ReturnType<typeof openQueue>

/** Opens the queue; while a component is being made. */
export function openQueue(options: Options) {
  const line = new InOrder()
  const named = () => {
    const of = options.of()
    return of === null ? {} : { of }
  }
  const filters = () => ({ search: options.search(), includesSnoozed: options.includesSnoozed(), ...named() })
  const first = query(
    'attribution.queue',
    () => {
      const asked = options.asked()
      return asked === null ? null : { ...asked, ...filters(), page: { offset: 0, limit: 200 } }
    },
    { keepsPrevious: true },
  )
  const all = windowedRows(
    () => first.data && { rows: first.data.groups, total: first.data.totalGroups },
    async (page) => {
      const asked = options.asked()
      if (asked === null) return { rows: [], total: 0 }
      const view = await call('attribution.queue', { ...asked, ...filters(), page })
      return { rows: view.groups, total: view.totalGroups }
    },
  )

  let selection = $state.raw<Selection>(START)
  let hidden = $state.raw<Hidden>(new Map())
  let said = $state.raw<Said | null>(null)
  let failed = $state.raw<Failed | null>(null)
  let waiting = $state(0)
  /** Something is done to everything that matches: until the queue is read again, what is shown is of before. */
  let bulk = $state<'none' | 'asked' | 'done'>('none')
  /** Groups of earlier deeds, the newest last: undo leads back to them. */
  let deeds: (readonly string[])[] = []

  const gone = $derived(hidden.size === 0 ? [] : all.places((row) => hidden.has(row.id)))
  const source: RowSource<QueueGroupView> = {
    get count() {
      return all.count - gone.length
    },
    at: (row) => all.at(rowBehind(row, gone)),
    want: (from, to) => all.want(rowBehind(from, gone), rowBehind(to, gone)),
    load: (from, to) => all.load(rowBehind(from, gone), rowBehind(to, gone)),
  }
  const rows = { get count() { return source.count }, idAt: (row: number) => source.at(row)?.id } // prettier-ignore
  const at = $derived(cursorRow(selection, rows))

  // What was done is in the queue that is read after it: nothing has to be hidden any more.
  $effect(() => {
    void first.data
    untrack(() => {
      if (bulk === 'done') bulk = 'none'
      if ([...hidden.values()].includes('done')) hidden = new Map([...hidden].filter(([, state]) => state === 'asked'))
    })
  })

  function hide(ids: readonly string[], state: 'asked' | 'done'): void {
    hidden = new Map([...hidden, ...ids.map((id) => [id, state] as const)])
  }

  function unhide(ids: readonly string[]): void {
    hidden = new Map([...hidden].filter(([id]) => !ids.includes(id)))
  }

  function isHidden(ids: readonly string[]): boolean {
    return ids.some((id) => hidden.has(id))
  }

  /** Puts work in line and says what comes of it. */
  async function follow(doing: string, work: () => Promise<Omit<Said, 'isUnderWay'>>): Promise<boolean> {
    waiting += 1
    said = { text: doing, closedMonths: [], isUnderWay: true }
    try {
      const done = await line.add(work)
      // While a later key waits, what it does is said.
      if (waiting === 1) said = { ...done, isUnderWay: false }
      return true
    } catch (thrown) {
      failed = { doing, problem: toProblem(thrown, 'the decision') }
      if (waiting === 1) said = null
      return false
    } finally {
      waiting -= 1
    }
  }

  /** What a key acts on now; `null` where there is nothing. */
  function meantNow(): GroupSelection | null {
    const groups = meant(selection, rows, options.search())
    return groups === null ? null : { ...groups, ...named() }
  }

  /** Does something to what is meant: it shows at once, and is put back if the core refuses. */
  async function act(deed: Deed): Promise<boolean> {
    const asked = options.asked()
    const groups = meantNow()
    if (asked === null || groups === null) return false
    const before = selection
    const ids = groups.ids
    if (deed.leaves && groups.search === null) {
      const next = without(selection, new Set(ids), rows)
      hide(ids, 'asked')
      selection = next
    } else selection = { ...unmarked(selection), id: source.at(at)?.id ?? '', at }
    deeds = [...deeds, ids]
    if (groups.search !== null) bulk = 'asked'
    const isDone = await follow(deed.doing, async () => {
      const done = await deed.run({ ...asked, groups })
      movedMeter.move(asked, done.meter)
      return { text: done.summary, closedMonths: done.closedMonths }
    })
    if (groups.search !== null) bulk = isDone ? 'done' : 'none'
    if (isDone) {
      if (isHidden(ids)) hide(ids, 'done')
      return true
    }
    deeds = deeds.filter((one) => one !== ids)
    unhide(ids)
    selection = before
    return false
  }

  /** Takes the newest change back, or brings it again; behind whatever is still under way. */
  async function turnBack(direction: 'history.undo' | 'history.redo'): Promise<void> {
    const isUndo = direction === 'history.undo'
    const ids = isUndo ? deeds.at(-1) : undefined
    if (ids !== undefined) {
      deeds = deeds.slice(0, -1)
      unhide(ids)
      // The cursor waits for the group that comes back.
      if (ids[0] !== undefined) selection = { ...START, at, id: ids[0] }
    }
    await follow(isUndo ? 'Undoing' : 'Redoing', async () => {
      const after = await call(direction, {})
      const what = (isUndo ? after.nextRedo : after.nextUndo) ?? ''
      return { text: `${isUndo ? 'Undone' : 'Redone'}: ${what}`, closedMonths: [] }
    })
  }

  return {
    source,
    act,
    turnBack,
    /** The newest answer; while another is on its way the one before it. */
    get view(): QueueView | undefined {
      return first.data
    },
    get problem() {
      return first.problem
    },
    refresh: () => first.refresh(),
    /** Whether the list is of an earlier request, or about to change as a whole. */
    get isDimmed() {
      return first.isPrevious || bulk !== 'none'
    },
    /** Row of the cursor; -1 without rows. */
    get at() {
      return at
    },
    get current(): QueueGroupView | undefined {
      return source.at(at)
    },
    /** The group after the cursor's, which is likely next. */
    get next(): QueueGroupView | undefined {
      return source.at(at + 1)
    },
    get isAll() {
      return selection.isAll
    },
    get marked() {
      return selection.marked
    },
    /** How many groups a key acts on. */
    get meantCount() {
      if (source.count === 0) return 0
      return selection.isAll ? (first.data?.totalGroups ?? 0) : Math.max(1, selection.marked.size)
    },
    /** What a key acts on now; `null` where there is nothing. */
    get meant(): GroupSelection | null {
      return meantNow()
    },
    get said() {
      return said
    },
    get failed() {
      return failed
    },
    get isWorking() {
      return waiting > 0
    },
    go: (row: number) => (selection = moved(selection, row, rows)),
    step: (by: number) => (selection = moved(selection, at + by, rows)),
    toggle: () => (selection = toggled(selection, rows)),
    toggleOne: (id: string) => (selection = toggledOne(selection, id)),
    extend: (to: number) => (selection = extended(selection, to, rows)),
    everything: () => (selection = everything({ ...selection, at, id: source.at(at)?.id ?? '' })),
    unmark: () => (selection = unmarked(selection)),
    /** Begins anew, because the search or the period is another: at a group, or at the top. */
    restart: (id: string) => (selection = { ...START, id }),
    forgive: () => (failed = null),
    /** Says what was done beside the queue. */
    say: (text: string) => (said = { text, closedMonths: [], isUnderWay: false }),
    /** Runs work of the room behind the keys before it. */
    inOrder: <Result>(work: () => Promise<Result>) => line.add(work),
  }
}
