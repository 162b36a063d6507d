import type { Snippet } from 'svelte'

/** What the inspector shows. */
export interface Inspected {
  title: string
  content: Snippet
}

class Inspector {
  isOpen = $state(false)
  /** What a room put there; `null` when nothing is selected. */
  shown = $state.raw<Inspected | null>(null)

  toggle(): void {
    this.isOpen = !this.isOpen
  }
}

/** The panel at the right with the details of what is selected. */
export const inspector = new Inspector()
