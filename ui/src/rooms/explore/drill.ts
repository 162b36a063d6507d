/** The way down: which dimension comes next when a row is opened, and the way back up. */

import type { DimensionFilter, QueryKey } from '../../ipc/types'
import type { Question } from './question'

/** From who is paid down to what was bought. */
const OF_PROVIDERS = ['provider', 'project', 'key', 'model', 'token_class'] as const
/** From whose it is down to what was bought. */
const OF_REQUESTS = ['team', 'feature', 'customer', 'model'] as const

/** The dimension that says most about what is left, once the given ones are fixed; `null` at the end of the way. */
export function nextDimension(fixed: readonly string[]): string | null {
  const isOfRequests = fixed.some((name) => name !== 'model' && (OF_REQUESTS as readonly string[]).includes(name))
  const way: readonly string[] = isOfRequests ? OF_REQUESTS : OF_PROVIDERS
  // Beyond the deepest fixed one first; then what was left out above it.
  const deepest = way.findLastIndex((name) => fixed.includes(name))
  const below = way.slice(deepest + 1).find((name) => !fixed.includes(name))
  return below ?? way.find((name) => !fixed.includes(name)) ?? null
}

/** Filters that keep the values of a row, and no others of its dimensions. */
export function filtersOfRow(
  filters: readonly DimensionFilter[],
  by: readonly string[],
  keys: readonly QueryKey[],
): DimensionFilter[] {
  const kept = by.flatMap((dimension, place) => {
    const key = keys[place]
    return key === undefined ? [] : [{ dimension, value: key.value, isNot: false }]
  })
  return [...filters.filter(({ dimension }) => !kept.some((own) => own.dimension === dimension)), ...kept]
}

/** A name of a row, for the way back. */
export function nameOf(keys: readonly QueryKey[]): string {
  return keys.map((key) => key.label || 'none').join(', ')
}

/** The question one level down; `null` where there is no level below. */
export function into(question: Question, keys: readonly QueryKey[]): Question | null {
  const filters = filtersOfRow(question.filters, question.by, keys)
  const fixed = filters.filter((filter) => filter.isNot !== true).map((filter) => filter.dimension)
  const next = question.by.length === 0 ? null : nextDimension(fixed)
  if (next === null) return null
  const step = { by: question.by, filters: question.filters, label: nameOf(keys) }
  return { ...question, by: [next], filters, path: [...question.path, step] }
}

/** The question so many levels up; the same when there are none. */
export function up(question: Question, levels = 1): Question {
  const at = question.path.length - levels
  const step = question.path[at]
  if (step === undefined) return question
  return { ...question, by: step.by, filters: step.filters, path: question.path.slice(0, at) }
}
