/** Which attempts an address asks for, and the chips that say so: `#/requests?import=4&status=failure`. */

import type { DayRange, LogSourceView, RequestFilter } from '../../ipc/types'
import { readId } from '../sources/route'

/** One condition as a chip. */
export interface Chip {
  /** Parameter of the address; taking the chip away removes it. */
  param: string
  text: string
}

/** Conditions with a few values, in the order they are offered. */
export const CHOICES = [
  {
    param: 'status',
    name: 'Status',
    values: { success: 'succeeded', failure: 'failed', unknown: 'status not told' },
  },
  {
    param: 'retry',
    name: 'Attempt',
    values: { first: 'first attempts', retry: 'retries', unknown: 'retry not known' },
  },
  {
    param: 'rating',
    name: 'Price',
    values: {
      priced: 'priced exactly',
      range: 'priced as a range',
      partial: 'priced in part',
      unpriced: 'unpriced',
      nothing: 'nothing to rate',
    },
  },
  { param: 'usage', name: 'Usage', values: { known: 'usage told', unknown: 'usage not told' } },
  { param: 'cache', name: 'Response cache', values: { hit: 'answered from the response cache' } },
  { param: 'twice', name: 'Told twice', values: { yes: 'with what is told twice' } },
] as const

const TEXTS = [
  { param: 'model', name: 'model' },
  { param: 'team', name: 'team' },
  { param: 'feature', name: 'feature' },
  { param: 'task', name: 'task' },
] as const

/** A value of a choice that the address names; `null` when it names none that there is. */
function valueOf(params: URLSearchParams, param: (typeof CHOICES)[number]['param']): string | null {
  const choice = CHOICES.find((one) => one.param === param)
  const value = params.get(param) ?? ''
  return choice !== undefined && value in choice.values ? value : null
}

/** Whether the days of the top bar hold: an import or a task is shown whole unless days are named. */
export function hasDays(params: URLSearchParams): boolean {
  return params.has('from') || !(params.has('import') || params.has('task'))
}

/** The conditions of an address. */
export function readFilter(params: URLSearchParams, range: DayRange): RequestFilter {
  return {
    range: hasDays(params) ? range : null,
    sourceId: readId(params.get('source') ?? undefined),
    importId: readId(params.get('import') ?? undefined),
    task: params.get('task'),
    status: valueOf(params, 'status'),
    retry: valueOf(params, 'retry'),
    rating: valueOf(params, 'rating'),
    usage: valueOf(params, 'usage'),
    responseCache: valueOf(params, 'cache'),
    model: params.get('model'),
    team: params.get('team'),
    feature: params.get('feature'),
    withToldTwice: valueOf(params, 'twice') !== null,
  }
}

/** The conditions in words, in the order of the address's meaning. */
export function chips(params: URLSearchParams, sources: readonly LogSourceView[]): Chip[] {
  const found: Chip[] = []
  const source = readId(params.get('source') ?? undefined)
  if (source !== null) {
    found.push({ param: 'source', text: sources.find((one) => one.id === source)?.label ?? `source ${source}` })
  }
  const of = readId(params.get('import') ?? undefined)
  if (of !== null) found.push({ param: 'import', text: `import ${of}` })
  for (const { param, name } of TEXTS) {
    const value = params.get(param)
    if (value !== null) found.push({ param, text: value === '' ? `no ${name}` : `${name} ${value}` })
  }
  for (const choice of CHOICES) {
    const value = valueOf(params, choice.param)
    if (value !== null)
      found.push({ param: choice.param, text: (choice.values as Record<string, string>)[value] ?? '' })
  }
  return found
}
