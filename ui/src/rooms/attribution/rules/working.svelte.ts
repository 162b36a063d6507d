/** The rules' text as it is being worked on. It outlives the place, so that looking elsewhere loses nothing. */

import { call } from '../../../ipc'
import type { RuleEditRequest, RulesPreviewView, RulesView } from '../../../ipc/types'

/** One change of the text; the text itself is the one that is worked on. */
export type RuleEdit = Omit<RuleEditRequest, 'text'>

class Working {
  /** Workspace the text is of. */
  private of = $state.raw('')
  private changed = $state.raw<string | null>(null)
  /** Text in force when the work began: a change by somebody else must not be overwritten unseen. */
  private replaces = $state.raw('')

  /** The text now: what was typed, or what is in force. */
  text(workspace: string, saved: RulesView): string {
    return this.of === workspace && this.changed !== null ? this.changed : saved.text
  }

  /** Whether there is something to save. */
  isChanged(workspace: string, saved: RulesView): boolean {
    return this.text(workspace, saved) !== saved.text
  }

  /** Whether other rules came into force since the work began. */
  isOvertaken(workspace: string, saved: RulesView): boolean {
    return this.isChanged(workspace, saved) && this.replaces !== saved.hash
  }

  set(workspace: string, saved: RulesView, text: string): void {
    if (this.of !== workspace || this.changed === null) this.replaces = saved.hash
    this.of = workspace
    this.changed = text
  }

  /** Back to what is in force. */
  discard(): void {
    this.changed = null
  }

  /** Changes one rule of the text and leaves every other byte as it is. Throws a `ProblemError`. */
  async edit(workspace: string, saved: RulesView, edit: RuleEdit): Promise<void> {
    const after = await call('attribution.ruleEdit', { text: this.text(workspace, saved), ...edit })
    this.set(workspace, saved, after.text)
  }

  /** Brings the text into force. Throws a `ProblemError`. */
  async save(workspace: string, saved: RulesView): Promise<RulesPreviewView> {
    const view = await call('attribution.rulesApply', {
      text: this.text(workspace, saved),
      replaces: this.replaces,
    })
    this.discard()
    return view
  }
}

/** The text that is being worked on. */
export const working = new Working()
