/** Filters as people read and change them: one condition a dimension, with all its values. */

import type { DimensionFilter } from '../../ipc/types'

/** `model is a, b`, or `model is not a`. */
export interface Condition {
  dimension: string
  isNot: boolean
  values: readonly (string | null)[]
}

/** Filters put together by dimension, in the order they were first named. */
export function conditionsOf(filters: readonly DimensionFilter[]): Condition[] {
  const found = new Map<string, Condition>()
  for (const { dimension, value, isNot = false } of filters) {
    const name = `${isNot} ${dimension}`
    const known = found.get(name)
    if (known?.values.includes(value)) continue
    found.set(name, { dimension, isNot, values: [...(known?.values ?? []), value] })
  }
  return [...found.values()]
}

/** The filters with one condition put in place of another; without values it is taken away. */
export function withCondition(
  filters: readonly DimensionFilter[],
  before: Pick<Condition, 'dimension' | 'isNot'>,
  next: Condition,
): DimensionFilter[] {
  const isBefore = (one: Condition) => one.dimension === before.dimension && one.isNot === before.isNot
  const all = conditionsOf(filters)
  const changed = all.some(isBefore) ? all.map((one) => (isBefore(one) ? next : one)) : [...all, next]
  return conditionsOf(changed.flatMap(filtersOf)).flatMap(filtersOf)
}

function filtersOf({ dimension, isNot, values }: Condition): DimensionFilter[] {
  return values.map((value) => ({ dimension, value, isNot }))
}

/** A value for people, where the core gave no name for it. */
export function valueWords(value: string | null): string {
  return value === null ? 'not told' : value === '' ? 'none' : value
}
