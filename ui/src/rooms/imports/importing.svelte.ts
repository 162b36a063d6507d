import { call, query, toProblem } from '../../ipc'
import type { ProblemError, Query } from '../../ipc'
import type { ImportPreviewView, RecogniseView } from '../../ipc/types'
import type { FileChoice } from './words'
import { askOf, readKeys } from './words'

/** How long typing rests before the dry run starts anew. */
const REST_MS = 500

/** The import at hand. It outlives its screen: leaving the room and coming back finds it as it was. */
class Importing {
  paths = $state.raw<readonly string[]>([])
  recognised = $state.raw<RecogniseView | undefined>(undefined)
  isRecognising = $state(false)
  problem = $state.raw<ProblemError | undefined>(undefined)
  choices = $state.raw<ReadonlyMap<string, FileChoice>>(new Map())
  /** The source the files belong to; `null` for a new one. */
  sourceId = $state<number | null>(null)
  label = $state('')
  carried = $state('')
  isSubscription = $state(false)
  previewId = $state<number | null>(null)
  isStarting = $state(false)
  private ticket = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  /** Looks at files, and starts the dry run when all can be read. */
  async take(paths: readonly string[]): Promise<void> {
    await this.clear()
    const ticket = ++this.ticket
    this.paths = paths
    this.isRecognising = true
    try {
      const view = await call('imports.recognise', { paths: [...paths] })
      if (ticket !== this.ticket) return
      this.recognised = view
      this.label = view.suggestedLabel
      this.sourceId = view.sources[0]?.id ?? null
      await this.start()
    } catch (thrown) {
      if (ticket === this.ticket) this.problem = toProblem(thrown, 'imports.recognise')
    } finally {
      if (ticket === this.ticket) this.isRecognising = false
    }
  }

  /** Looks at the same files again, after a mapping was saved for one of them. */
  async lookAgain(): Promise<void> {
    await this.take(this.paths)
  }

  choose(path: string, choice: FileChoice | null): void {
    const next = new Map(this.choices)
    if (choice === null) next.delete(path)
    else next.set(path, choice)
    this.choices = next
    this.restart()
  }

  /** Something that changes what is read was changed: what was found before does not hold. */
  restart(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.start(), REST_MS)
  }

  /** Reads the files whole; nothing of the workspace changes. */
  async start(): Promise<void> {
    clearTimeout(this.timer)
    const files = askOf(this.recognised?.files ?? [], this.choices)
    await this.drop()
    this.problem = undefined
    if (files.length === 0 || (this.sourceId === null && this.label.trim() === '')) return
    const ticket = ++this.ticket
    this.isStarting = true
    try {
      const view = await call('imports.dryRun', {
        files,
        sourceId: this.sourceId,
        label: this.sourceId === null ? this.label.trim() : '',
        carried: readKeys(this.carried),
        isSubscription: this.isSubscription,
      })
      if (ticket === this.ticket) this.previewId = view.id
      else await discard(view.id)
    } catch (thrown) {
      if (ticket === this.ticket) this.problem = toProblem(thrown, 'imports.dryRun')
    } finally {
      if (ticket === this.ticket) this.isStarting = false
    }
  }

  /** Puts what the dry run found into the workspace. */
  async apply(): Promise<void> {
    if (this.previewId === null) return
    this.problem = undefined
    try {
      await call('imports.apply', { id: this.previewId })
    } catch (thrown) {
      this.problem = toProblem(thrown, 'imports.apply')
    }
  }

  /** Stops or drops the dry run; nothing of it is kept. */
  async drop(): Promise<void> {
    this.ticket += 1
    const id = this.previewId
    this.previewId = null
    if (id !== null) await discard(id)
  }

  /** Forgets the files too. */
  async clear(): Promise<void> {
    clearTimeout(this.timer)
    await this.drop()
    this.paths = []
    this.recognised = undefined
    this.choices = new Map()
    this.problem = undefined
    this.isRecognising = false
    this.isStarting = false
  }
}

async function discard(id: number): Promise<void> {
  // What was applied or dropped already needs no dropping.
  await call('imports.discard', { id }).catch(() => undefined)
}

/** The import at hand. */
export const importing = new Importing()

/** What the dry run at hand found; call it while a component is being made. */
export function previewAtHand(): Query<ImportPreviewView> {
  return query('imports.preview', () => (importing.previewId === null ? null : { id: importing.previewId }))
}
