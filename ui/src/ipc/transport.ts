import type { Event } from './generated/Event'

/** A file the analyst is asked for. */
export type FileKind = 'workspace' | 'backup' | 'book' | 'rejects' | 'folder'

/** What happens while files are dragged over the window. */
export interface Drops {
  /** Files are over the window, or have left it again. */
  onhover: (isOver: boolean) => void
  /** Files were dropped; their full paths. */
  ondrop: (paths: string[]) => void
}

/** One way to reach the core. There are two: the desktop shell, and the loopback bridge in a browser. */
export interface Transport {
  /** Runs a command; throws what the core answered when it failed. */
  call(command: string, request: unknown): Promise<unknown>
  /** Hears what the core tells without being asked; answers how to stop. */
  listen(onEvent: (event: Event) => void): () => void
  /** Asks the system for a file; `null` when nothing was chosen. `undefined` where no such dialog exists. */
  pickFile: ((kind: FileKind, isNew: boolean) => Promise<string | null>) | undefined
  /** Asks the system for logs to import; empty when nothing was chosen. Absent where no such dialog exists. */
  pickLogs?: () => Promise<string[]>
  /** Hears of files dropped onto the window; answers how to stop. Absent where their paths are not told. */
  listenToDrops?: (drops: Drops) => () => void
}
