import type { DayRange, DimensionFilter, Measure } from '../ipc/types'
import { href, writeFilters } from './route'

/** What a figure was made of, so that it can be opened. */
export interface Behind {
  measure: Measure
  range: DayRange
  filters?: readonly DimensionFilter[]
}

function params({ measure, range, filters = [] }: Behind): URLSearchParams {
  return writeFilters(new URLSearchParams({ measure, from: range.from, to: range.to }), filters)
}

/** The ledger rows behind a figure. */
export function rowsHref(behind: Behind): string {
  return href('rows', '', params(behind))
}

/** Every group of a figure by one dimension. */
export function groupsHref(dimension: string, behind: Behind): string {
  return href('groups', dimension, params(behind))
}

/** Why spend of record of these days differs from as many days before. */
export function whyHref({ range, filters }: { range: DayRange; filters: readonly DimensionFilter[] }): string {
  const days = new URLSearchParams({ from: range.from, to: range.to, compare: 'before', why: 'shapley' })
  return href('explore', '', writeFilters(days, filters))
}

/** A stored answer, and where to go back to from it. */
export function rawHref(id: number, back: string): string {
  return href('raw', String(id), { back })
}

/** The filter that keeps one value. */
export function only(dimension: string, value: string | null): DimensionFilter {
  return { dimension, value }
}
