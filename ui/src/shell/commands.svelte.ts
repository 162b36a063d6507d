import { untrack } from 'svelte'
import { boundTo, KEYMAP, pressed } from './keymap'

/** Something the analyst can do, from a button, a key or the palette. */
export interface Command {
  /** Stable name; keys are bound to it in the key map. */
  id: string
  /** What it does, in the palette. */
  title: string
  /** Heading it stands under in the palette: `Go to`, `Period`, `Sources`. */
  group: string
  /** Does it; a command with several keys is told which one was pressed. */
  run: (key?: string) => void
  /** Why it cannot run now; `undefined` when it can. */
  disabledReason?: () => string | undefined
}

const MAX_GAP_MS = 1200

/** Keys with a modifier that belong to the field they are typed into. */
const EDITING: readonly string[] = ['mod+a', 'mod+c', 'mod+v', 'mod+x', 'mod+z']

class Commands {
  private all = $state.raw<readonly Command[]>([])
  private typed = ''
  private typedAt = 0

  /** Every command there is now, in the order they were registered. */
  get list(): readonly Command[] {
    return this.all
  }

  /** Adds commands; answers how to take them away. The last one registered with an id wins. */
  register(commands: readonly Command[]): () => void {
    this.all = [...untrack(() => this.all), ...commands]
    return () => {
      this.all = untrack(() => this.all).filter((command) => !commands.includes(command))
    }
  }

  find(id: string): Command | undefined {
    return this.all.findLast((command) => command.id === id)
  }

  /** Runs a command unless it is missing or says why it cannot; answers whether it ran. */
  run(id: string, key?: string): boolean {
    const command = this.find(id)
    if (command === undefined || command.disabledReason?.() !== undefined) return false
    command.run(key)
    return true
  }

  /** The keys of a command; empty when it has none. */
  keysOf(id: string): readonly string[] {
    return KEYMAP.find((binding) => binding.id === id)?.keys ?? []
  }

  /** Runs what a key press stands for. Keys typed into fields stay there. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const key = pressed(event)
    const isModified = (key.startsWith('mod+') && !EDITING.includes(key)) || key.startsWith('alt+')
    if (!isModified && key !== 'escape' && isTyping(event.target)) return
    if (key === 'space' && isPressable(event.target)) return
    const now = event.timeStamp
    const sequence = this.typed !== '' && now - this.typedAt < MAX_GAP_MS ? `${this.typed} ${key}` : key
    this.typed = ''
    const bound = boundTo(sequence)
    if (bound.length > 0) {
      // The first that exists has the key, even while it cannot run: a key never falls through to something else.
      const own = bound.find((binding) => this.find(binding.id) !== undefined)
      if (own !== undefined && this.run(own.id, sequence)) event.preventDefault()
      return
    }
    if (KEYMAP.some((binding) => binding.keys.some((keys) => keys.startsWith(`${sequence} `)))) {
      this.typed = sequence
      this.typedAt = now
      event.preventDefault()
    }
  }
}

/** Whether keys belong to a field or to an open overlay. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Whether the space bar presses what has the focus. */
function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('button, a, summary, [role="button"], [role="switch"]') !== null
  )
}

/** All commands of the window. */
export const commands = new Commands()

/** Registers commands for as long as the component that calls it lives. */
export function useCommands(make: () => readonly Command[]): void {
  $effect(() => commands.register(make()))
}
