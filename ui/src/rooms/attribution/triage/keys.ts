/** What the keys of triage do; the key map says which keys. */

import type { Command } from '../../../shell/commands.svelte'
import type { Queue } from './queue.svelte'

/** What triage does beside moving and marking. */
export interface Hands {
  /** Why nothing can be done to groups now; `undefined` when it can. */
  refusal: () => string | undefined
  /** How many suggestions there are; `undefined` while they are on their way. */
  suggestions: () => number | undefined
  suggestion: (index: number) => void
  tag: () => void
  none: () => void
  hasLast: () => boolean
  repeat: () => void
  split: () => void
  rule: () => void
  why: () => void
  snooze: () => void
  note: () => void
  search: () => void
  canClose: () => boolean
  close: () => void
  /** What undo takes back next; `undefined` while nobody knows. */
  nextUndo: () => string | null | undefined
  nextRedo: () => string | null | undefined
}

/** The commands of triage. Those of the window with the same name stand behind them. */
export function triageCommands(queue: Queue, hands: Hands): Command[] {
  const group = 'Triage'
  const disabledReason = hands.refusal
  const isBehind = (next: string | null | undefined) => queue.isWorking || next !== null
  return [
    { id: 'triage-down', title: 'Next group', group, run: () => queue.step(1) },
    { id: 'triage-up', title: 'Previous group', group, run: () => queue.step(-1) },
    { id: 'triage-mark', title: 'Select the group, or leave it out', group, disabledReason, run: queue.toggle },
    { id: 'triage-mark-down', title: 'Select down', group, disabledReason, run: () => queue.extend(queue.at + 1) },
    { id: 'triage-mark-up', title: 'Select up', group, disabledReason, run: () => queue.extend(queue.at - 1) },
    { id: 'triage-mark-all', title: 'Select all that the search finds', group, disabledReason, run: queue.everything },
    {
      id: 'triage-suggestion',
      title: 'Tag with the suggestion of a number',
      group,
      disabledReason: () =>
        hands.refusal() ??
        (hands.suggestions() === undefined
          ? 'The suggestions are on their way'
          : hands.suggestions() === 0
            ? 'Nothing is suggested'
            : undefined),
      run: (key) => hands.suggestion(Number(key ?? '1') - 1),
    },
    { id: 'triage-tag', title: 'Tag by typing', group, disabledReason, run: hands.tag },
    { id: 'triage-none', title: 'Say that there is no value', group, disabledReason, run: hands.none },
    {
      id: 'triage-repeat',
      title: 'Repeat the last tag',
      group,
      disabledReason: () => hands.refusal() ?? (hands.hasLast() ? undefined : 'Nothing was tagged yet'),
      run: hands.repeat,
    },
    { id: 'triage-split', title: 'Split among several values', group, disabledReason, run: hands.split },
    { id: 'triage-rule', title: 'Make a rule', group, disabledReason, run: hands.rule },
    { id: 'triage-why', title: 'Why it has its value', group, run: hands.why },
    { id: 'triage-snooze', title: 'Hide until a day', group, disabledReason, run: hands.snooze },
    { id: 'triage-note', title: 'Write a note', group, disabledReason, run: hands.note },
    { id: 'triage-search', title: 'Search groups', group, run: hands.search },
    ...(hands.canClose()
      ? [{ id: 'triage-clear', title: 'Close the panel, or select nothing', group, run: hands.close }]
      : []),
    {
      id: 'undo',
      title: 'Undo',
      group: 'Window',
      disabledReason: () => (isBehind(hands.nextUndo()) ? undefined : 'Nothing to undo'),
      run: () => void queue.turnBack('history.undo'),
    },
    {
      id: 'redo',
      title: 'Redo',
      group: 'Window',
      disabledReason: () => (isBehind(hands.nextRedo()) ? undefined : 'Nothing to redo'),
      run: () => void queue.turnBack('history.redo'),
    },
  ]
}
