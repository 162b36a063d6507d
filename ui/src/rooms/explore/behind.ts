/** Where the rows and the requests behind a figure are shown, where a place can show exactly them. */

import type { DayRange, DimensionFilter, Measure } from '../../ipc/types'
import { rowsHref } from '../../shell/links'
import { href } from '../../shell/route'

/** Measures whose rows are in the books of providers. */
const OF_BOOKS: readonly string[] = ['billed', 'list_cost', 'estimated', 'tokens', 'requests', 'rated', 'rated_list']
/** Conditions that the list of requests takes. */
const OF_REQUESTS: readonly string[] = ['team', 'feature', 'model']
/** Dimensions that no row of a provider's book tells. */
const NOT_IN_BOOKS: readonly string[] = [
  'gateway',
  'team',
  'feature',
  'customer',
  'environment',
  'workload',
  'class',
  'evidence',
  'grade',
  'book',
  'outcome',
  'outcome_kind',
]

/** Whether each dimension keeps one value: what the older places can show. */
function isPlain(filters: readonly DimensionFilter[]): boolean {
  const names = filters.map((filter) => filter.dimension)
  return filters.every((filter) => filter.isNot !== true) && new Set(names).size === names.length
}

/** The ledger rows of a figure; `null` where they are not the rows of a provider's book. */
export function ledgerHref(measure: string, range: DayRange, filters: readonly DimensionFilter[]): string | null {
  if (!OF_BOOKS.includes(measure) || !isPlain(filters)) return null
  if (filters.some((filter) => NOT_IN_BOOKS.includes(filter.dimension))) return null
  return rowsHref({ measure: measure as Measure, range, filters })
}

/** The requests of a figure; `null` where the list of requests cannot keep just them. */
export function requestsHref(range: DayRange, filters: readonly DimensionFilter[]): string | null {
  if (!isPlain(filters) || filters.length === 0) return null
  if (filters.some((filter) => !OF_REQUESTS.includes(filter.dimension) || filter.value === null)) return null
  const conditions = filters.map((filter): [string, string] => [filter.dimension, filter.value ?? ''])
  return href('requests', '', new URLSearchParams([['from', range.from], ['to', range.to], ...conditions]))
}
