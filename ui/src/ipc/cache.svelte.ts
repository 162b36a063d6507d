import { untrack } from 'svelte'
import { call, whenStale } from './client'
import type { CommandName, Commands } from './generated/commands'
import type { Tag } from './generated/Tag'
import type { ProblemError } from './problem'
import { toProblem } from './problem'
import { SHOWS } from './shows'

/** Answers nobody looks at that are kept, so that going back paints at once. */
const KEPT_UNWATCHED = 100

/** One answer of the core and where it stands. */
export class Entry<Data> {
  /** The newest answer; `undefined` before the first. */
  data = $state.raw<Data | undefined>(undefined)
  /** Why the newest read failed; `undefined` when it did not. */
  problem = $state.raw<ProblemError | undefined>(undefined)
  /** Whether a read is under way. */
  isLoading = $state(false)
  watchers = 0
  isStale = true
  usedAt = 0
  /** Whether it became stale while it was read. */
  private isOutrun = false

  constructor(
    readonly command: CommandName,
    readonly request: unknown,
  ) {}

  /**
   * Reads again. What is under way when it is asked for is dropped and read once more when it is here, so that a burst
   * of changes costs two reads and not one for each.
   */
  async read(): Promise<void> {
    this.isStale = false
    if (this.isLoading) {
      this.isOutrun = true
      return
    }
    this.isLoading = true
    do {
      this.isOutrun = false
      try {
        const data = (await call(this.command, this.request as never)) as Data
        if (this.isOutrun) continue
        this.data = data
        this.problem = undefined
      } catch (thrown) {
        if (!this.isOutrun) this.problem = toProblem(thrown, this.command)
      }
    } while (this.isOutrun)
    this.isLoading = false
  }
}

const entries = new Map<string, Entry<unknown>>()
let uses = 0

function entryOf(command: CommandName, request: unknown): Entry<unknown> {
  const key = `${command} ${JSON.stringify(request)}`
  let entry = entries.get(key)
  if (entry === undefined) {
    entry = new Entry(command, request)
    entries.set(key, entry)
    forgetOldest()
  }
  return entry
}

function forgetOldest(): void {
  const idle = [...entries].filter(([, entry]) => entry.watchers === 0)
  if (idle.length <= KEPT_UNWATCHED) return
  idle.sort(([, a], [, b]) => a.usedAt - b.usedAt)
  for (const [key] of idle.slice(0, idle.length - KEPT_UNWATCHED)) entries.delete(key)
}

function watch(entry: Entry<unknown>): () => void {
  entry.watchers += 1
  entry.usedAt = ++uses
  if (entry.isStale) void entry.read()
  return () => {
    entry.watchers -= 1
  }
}

function shows(entry: Entry<unknown>, tags: ReadonlySet<Tag>): boolean {
  return tags.has('workspace') || (SHOWS[entry.command] ?? []).some((tag) => tags.has(tag))
}

let pending = new Set<Tag>()

/** Reads again what is on the screen and shows one of the tags; what is not on it is read when it is next. */
export function invalidate(tags: readonly Tag[]): void {
  if (pending.size === 0) queueMicrotask(flush)
  for (const tag of tags) pending.add(tag)
}

function flush(): void {
  const tags = pending
  pending = new Set()
  for (const [key, entry] of entries) {
    if (!shows(entry, tags)) continue
    entry.isStale = true
    if (entry.watchers > 0) void entry.read()
    // Another workspace: figures of the former one must not flash up.
    else if (tags.has('workspace')) entries.delete(key)
  }
}

/** Forgets everything; between tests. */
export function forgetAll(): void {
  entries.clear()
}

whenStale(invalidate)

/** A cached read bound to the component that made it. */
export interface Query<Data> {
  /** The newest answer; while another request loads, the answer before it if `keepsPrevious`. */
  readonly data: Data | undefined
  /** Why it could not be read; `undefined` when it could. */
  readonly problem: ProblemError | undefined
  /** Whether a read is under way. */
  readonly isLoading: boolean
  /** Whether `data` answers an earlier request. */
  readonly isPrevious: boolean
  /** Reads again. */
  refresh(): void
}

/**
 * Reads a command and reads it again whenever the core says that what it shows is stale. Call it while a component is
 * being made; `request` may use state, and answers `null` while nothing is to be read.
 */
export function query<K extends CommandName>(
  command: K,
  request: () => Commands[K]['request'] | null,
  options: { keepsPrevious?: boolean } = {},
): Query<Commands[K]['response']> {
  type Data = Commands[K]['response']
  const entry = $derived.by(() => {
    const asked = request()
    return asked === null ? null : untrack(() => entryOf(command, asked) as Entry<Data>)
  })
  let last = $state.raw<Data | undefined>(undefined)
  $effect(() => {
    const watched = entry
    if (watched === null) return
    return untrack(() => watch(watched as Entry<unknown>))
  })
  $effect(() => {
    if (entry?.data !== undefined) last = entry.data
  })
  return {
    get data() {
      return entry?.data ?? (options.keepsPrevious && entry !== null ? last : undefined)
    },
    get problem() {
      return entry?.problem
    },
    get isLoading() {
      return entry?.isLoading ?? false
    },
    get isPrevious() {
      return entry !== null && entry.data === undefined && last !== undefined
    },
    refresh() {
      void entry?.read()
    },
  }
}
