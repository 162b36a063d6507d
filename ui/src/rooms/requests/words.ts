/** What is said of attempts. */

import { exactQuantity, UNKNOWN } from '../../format'
import type { RequestRow } from '../../ipc/types'

/** Six classes of spend in their fixed order, with what is left over. */
export const CLASSES = [
  { id: 'input', name: 'Input', colour: '--class-input' },
  { id: 'output', name: 'Output', colour: '--class-output' },
  { id: 'cache_write', name: 'Cache write', colour: '--class-cache-write' },
  { id: 'cache_read', name: 'Cache read', colour: '--class-cache-read' },
  { id: 'batch', name: 'Batch', colour: '--class-batch' },
  { id: 'retry', name: 'Retry', colour: '--class-retry' },
  { id: 'other', name: 'Other', colour: '--class-other' },
] as const

/** How rating ended, and what that means. */
export const RATING_WORDS: Record<string, { word: string; means: string }> = {
  priced: { word: 'exact', means: 'Every meter has exactly one rate' },
  range: { word: 'range', means: 'Its price lies between two amounts; the low end is counted' },
  partial: { word: 'in part', means: 'Some meter has no rate: it costs at least this much' },
  unpriced: { word: 'unpriced', means: 'No meter of it has a rate: unknown, not free' },
  nothing: { word: 'nothing to rate', means: 'No usage is told, or the provider charges nothing for it' },
}

/** How an attempt ended: `succeeded`, `failed, 429`, `failed, RateLimitError`. */
export function statusWords(row: Pick<RequestRow, 'status' | 'httpStatus' | 'errorClass'>): string {
  if (row.status === 'unknown') return UNKNOWN
  if (row.status === 'success') return 'succeeded'
  const why = row.errorClass ?? (row.httpStatus === null ? null : String(row.httpStatus))
  return why === null ? 'failed' : `failed, ${why}`
}

/** Which attempt it was, in words: `first`, `retry 2`, `fallback 1`; a dash where nothing tells. */
export function attemptWords(row: Pick<RequestRow, 'attempt' | 'isRetry' | 'fallbackHop'>): string {
  if (row.fallbackHop !== null && row.fallbackHop > 0) return `fallback ${exactQuantity(row.fallbackHop)}`
  if (row.attempt !== null && row.attempt > 0) return `retry ${exactQuantity(row.attempt)}`
  if (row.isRetry === true) return 'retry'
  if (row.isRetry === false || row.attempt === 0) return 'first'
  return UNKNOWN
}

/** Why a dash stands for the attempt. */
export const ATTEMPT_UNKNOWN = 'Its log does not tell whether it is a retry'
