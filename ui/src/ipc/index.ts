/**
 * The way to the core. Owns: the transports, problems, the query cache, the generated types. Never does: format, decide
 * what a figure means, guess what became stale. Nothing outside this folder imports the Tauri packages.
 */
export { forgetAll, invalidate, query } from './cache.svelte'
export type { Query } from './cache.svelte'
export { call, canPickFiles, listen, listenToDrops, pickFile, pickLogs, staleTags, useTransport } from './client'
export type { CommandName, Commands } from './generated/commands'
export { ProblemError, toProblem } from './problem'
export type { Drops, FileKind, Transport } from './transport'
