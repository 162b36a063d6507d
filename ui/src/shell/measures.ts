import type { Measure } from '../ipc/types'

/** What each measure is called, and whether it is money. */
export const MEASURES: Readonly<Record<Measure, { name: string; isMoney: boolean }>> = {
  billed: { name: 'Billed', isMoney: true },
  list_cost: { name: 'List cost', isMoney: true },
  estimated: { name: 'Estimated', isMoney: true },
  tokens: { name: 'Tokens', isMoney: false },
  requests: { name: 'Requests', isMoney: false },
  rated: { name: 'Rated', isMoney: true },
  rated_list: { name: 'Rated at list', isMoney: true },
  spend: { name: 'Spend of record', isMoney: true },
  'class:retry': { name: 'Retry', isMoney: true },
  'class:batch': { name: 'Batch', isMoney: true },
  'class:cache_write': { name: 'Cache write', isMoney: true },
  'class:cache_read': { name: 'Cache read', isMoney: true },
  'class:input': { name: 'Input', isMoney: true },
  'class:output': { name: 'Output', isMoney: true },
  'class:other': { name: 'Other', isMoney: true },
  seen_share: { name: 'Seen share', isMoney: false },
  attempts: { name: 'Attempts', isMoney: false },
  retries: { name: 'Retries', isMoney: false },
  retry_unknown: { name: 'Retry unknown', isMoney: false },
  failures: { name: 'Failures', isMoney: false },
  observed_tokens: { name: 'Observed tokens', isMoney: false },
  outcomes: { name: 'Outcomes', isMoney: false },
}

/** The measure named in an address; billed when none is. */
export function measureOf(params: URLSearchParams): Measure {
  const named = params.get('measure') ?? ''
  return named in MEASURES ? (named as Measure) : 'billed'
}
