import { bridgeTransport } from './bridge'
import type { CommandName, Commands } from './generated/commands'
import { STALE } from './generated/commands'
import type { Event } from './generated/Event'
import type { Tag } from './generated/Tag'
import { toProblem } from './problem'
import { tauriTransport } from './tauri'
import type { Drops, FileKind, Transport } from './transport'

let transport: Transport | undefined
let onStale: (tags: readonly Tag[]) => void = () => undefined

function reach(): Transport {
  transport ??= '__TAURI_INTERNALS__' in globalThis ? tauriTransport() : bridgeTransport()
  return transport
}

/** Replaces the way to the core; tests pass recorded answers. */
export function useTransport(other: Transport | undefined): void {
  transport = other
}

/** Names who refetches after a change; the query cache does. */
export function whenStale(refetch: (tags: readonly Tag[]) => void): void {
  onStale = refetch
}

/** The tags that a success of the command makes stale, as the core's catalogue names them. */
export function staleTags(command: CommandName): readonly Tag[] {
  return (STALE as Partial<Record<CommandName, readonly Tag[]>>)[command] ?? []
}

/** Runs a command of the catalogue. Throws a `ProblemError` and nothing else. */
export async function call<K extends CommandName>(
  command: K,
  request: Commands[K]['request'],
): Promise<Commands[K]['response']> {
  try {
    const response = (await reach().call(command, request)) as Commands[K]['response']
    const tags = staleTags(command)
    if (tags.length > 0) onStale(tags)
    return response
  } catch (thrown) {
    throw toProblem(thrown, command)
  }
}

/** Hears the core's events; answers how to stop. */
export function listen(onEvent: (event: Event) => void): () => void {
  return reach().listen(onEvent)
}

/** Whether the system can be asked for a file; where it cannot, a path is typed. */
export function canPickFiles(): boolean {
  return reach().pickFile !== undefined
}

/** Asks the system for a file; `null` when nothing was chosen. */
export async function pickFile(kind: FileKind, isNew: boolean): Promise<string | null> {
  return (await reach().pickFile?.(kind, isNew)) ?? null
}

/** Asks the system for logs to import; empty when nothing was chosen. */
export async function pickLogs(): Promise<string[]> {
  return (await reach().pickLogs?.()) ?? []
}

/** Hears of files dropped onto the window; answers how to stop. */
export function listenToDrops(drops: Drops): () => void {
  return reach().listenToDrops?.(drops) ?? (() => undefined)
}
