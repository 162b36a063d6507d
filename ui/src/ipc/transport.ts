import type { Event } from './generated/Event'

/** A file the analyst is asked for. */
export type FileKind = 'workspace' | 'backup' | 'book'

/** One way to reach the core. There are two: the desktop shell, and the loopback bridge in a browser. */
export interface Transport {
  /** Runs a command; throws what the core answered when it failed. */
  call(command: string, request: unknown): Promise<unknown>
  /** Hears what the core tells without being asked; answers how to stop. */
  listen(onEvent: (event: Event) => void): () => void
  /** Asks the system for a file; `null` when nothing was chosen. `undefined` where no such dialog exists. */
  pickFile: ((kind: FileKind, isNew: boolean) => Promise<string | null>) | undefined
}
