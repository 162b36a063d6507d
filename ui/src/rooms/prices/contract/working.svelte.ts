/** The contract's text as it is being worked on. It outlives the place, so that looking elsewhere loses nothing. */

import { call } from '../../../ipc'
import type { ContractView, EntryDraft } from '../../../ipc/types'

class Working {
  /** Workspace the text is of. */
  private of = $state.raw('')
  private changed = $state.raw<string | null>(null)

  /** The text now: what was typed, or what is saved. */
  text(workspace: string, saved: ContractView): string {
    return this.of === workspace && this.changed !== null ? this.changed : saved.text
  }

  /** Whether there is something to save. */
  isChanged(workspace: string, saved: ContractView): boolean {
    return this.text(workspace, saved) !== saved.text
  }

  set(workspace: string, text: string): void {
    this.of = workspace
    this.changed = text
  }

  /** Back to what is saved. */
  discard(): void {
    this.changed = null
  }

  /** Changes one entry of the text and leaves everything else as it is. Throws a `ProblemError`. */
  async edit(workspace: string, saved: ContractView, id: string | null, draft: EntryDraft | null): Promise<void> {
    const after = await call('prices.contractEdit', { text: this.text(workspace, saved), id, draft })
    this.set(workspace, after.text)
  }

  /** Saves the text. Throws a `ProblemError`. */
  async save(workspace: string, saved: ContractView): Promise<ContractView> {
    const view = await call('prices.contractSave', { text: this.text(workspace, saved) })
    this.discard()
    return view
  }
}

/** The text that is being worked on. */
export const working = new Working()
