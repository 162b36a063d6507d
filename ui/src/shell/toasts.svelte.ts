import { localized } from '../format'
import { toProblem } from '../ipc'
import type { NoticeLevel } from '../ipc/types'

/** A short message at the corner of the window. */
export interface Toast {
  id: number
  level: NoticeLevel
  title: string
  /** One sentence; empty when the title says it all. */
  text: string
  /** What can be done about it. */
  action?: { label: string; run: () => void }
}

const MAX_SHOWN = 4
const SHOWN_MS = 6000

class Toasts {
  list = $state.raw<readonly Toast[]>([])
}

const toasts = new Toasts()
let ids = 0

/** What is shown now, newest last. */
export function shownToasts(): readonly Toast[] {
  return toasts.list
}

/** Shows a message. Notes leave by themselves; failures stay until they are closed. */
export function notify(toast: Omit<Toast, 'id'>): void {
  const id = ++ids
  toasts.list = [...toasts.list, { ...toast, id }].slice(-MAX_SHOWN)
  if (toast.level === 'note') setTimeout(() => dismiss(id), SHOWN_MS)
}

/** Closes a message. */
export function dismiss(id: number): void {
  toasts.list = toasts.list.filter((toast) => toast.id !== id)
}

/** Shows a failed command where no place beside the thing exists. */
export function report(thrown: unknown): void {
  const problem = toProblem(thrown, 'the command')
  notify({ level: 'failed', title: sentence(problem.message), text: sentence(problem.hint) })
}

/** Names that messages of the core write in lower case, as their owners write them. */
const NAMES: readonly (readonly [RegExp, string])[] = [[/^openai\b/, 'OpenAI']]

/** A first word that is an id, such as a model: it keeps its small letter. */
const ID = /^(?!re-|non-|pre-)[a-z][\w.:/]*[-\d:/_]\S*/

/** A message of the core as a sentence: it starts in lower case, has no full stop, and writes ISO days and plain amounts. */
export function sentence(text: string): string {
  if (text === '') return ''
  const named = NAMES.reduce((words, [pattern, name]) => words.replace(pattern, name), localized(text))
  const start = ID.test(named) ? named : named.charAt(0).toUpperCase() + named.slice(1)
  return /[.!?]$/.test(start) ? start : `${start}.`
}
