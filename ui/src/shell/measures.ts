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
}

/** The measure named in an address; billed when none is. */
export function measureOf(params: URLSearchParams): Measure {
  const named = params.get('measure') ?? ''
  return named in MEASURES ? (named as Measure) : 'billed'
}
