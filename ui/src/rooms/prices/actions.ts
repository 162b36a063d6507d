/** What the analyst does in Prices from more than one place. Each says what it did and offers undo. */

import { addDays, counted, dayRange, isZero, money } from '../../format'
import { call } from '../../ipc'
import type { EntryDraft, RerateView } from '../../ipc/types'
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

/** What a rating anew moved, in rows and money. */
export function rerateSentence(view: RerateView): string {
  const moved = isZero(view.change)
    ? 'no money moved'
    : `contracted cost ${money(view.change, view.currency, { hasSign: true, hasPlus: true })}`
  const priced = view.newlyPriced > 0 ? `, ${counted(view.newlyPriced, 'row')} priced` : ''
  return `${counted(view.rows, 'row')} rated again${priced}, ${moved}.`
}

/** Adds an entry to the contract and rates what it prices. Throws a `ProblemError`. */
export async function applyFix(draft: EntryDraft, label: string): Promise<void> {
  const after = await call('prices.fix', { draft })
  notify({
    level: 'note',
    title: label,
    text: rerateSentence(after),
    action: { label: 'Undo', run: () => void undo() },
  })
}

/** Days with the last one included, as the core names them. */
export function daysThrough(from: string, through: string): string {
  return dayRange(from, addDays(through, 1))
}
