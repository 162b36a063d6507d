/** What the analyst does in Attribution from more than one place. Each says what it did and offers undo. */

import type { ProblemError } from '../../ipc'
import { call, toProblem } from '../../ipc'
import type { CommandName, Commands } from '../../ipc'
import { notify, report } from '../../shell/toasts.svelte'

/** Takes the newest change back. */
export async function undo(): Promise<void> {
  try {
    await call('history.undo', {})
    notify({ level: 'note', title: 'Undone', text: '' })
  } catch (thrown) {
    report(thrown)
  }
}

/** Says what was done, with the way back. */
export function done(title: string, text = ''): void {
  notify({ level: 'note', title, text, action: { label: 'Undo', run: () => void undo() } })
}

/** One change at a time, and the refusal of the last beside the thing it is about. */
export class Change {
  /** Whether the core is at it. */
  isBusy = $state(false)
  /** Why the newest was refused; `undefined` when it was not. */
  problem = $state.raw<ProblemError | undefined>(undefined)

  /** Runs a command; `undefined` when it was refused or another one is under way. */
  async run<K extends CommandName>(
    command: K,
    request: Commands[K]['request'],
  ): Promise<Commands[K]['response'] | undefined> {
    if (this.isBusy) return undefined
    this.isBusy = true
    this.problem = undefined
    try {
      return await call(command, request)
    } catch (thrown) {
      this.problem = toProblem(thrown, command)
      return undefined
    } finally {
      this.isBusy = false
    }
  }

  /** Forgets the refusal. */
  clear(): void {
    this.problem = undefined
  }
}
