/** Colours of series: the six classes have their own wherever they are shown, others take the next that is free. */

import { MAX_SERIES } from './prepare'

/** What a series stands for. */
export interface Coloured {
  /** Its value of the dimension; `null` when not told. */
  value: string | null
  isOther: boolean
}

const CLASSES: readonly (readonly [string, string])[] = [
  ['cache_write', '--class-cache-write'],
  ['cache_read', '--class-cache-read'],
  ['input', '--class-input'],
  ['output', '--class-output'],
  ['batch', '--class-batch'],
  ['retry', '--class-retry'],
  ['other', '--class-other'],
]

/** The colour of a class of spend, or of the class that a token class belongs to; `undefined` of anything else. */
export function classColour(value: string | null): string | undefined {
  return CLASSES.find(([name]) => value === name || value?.startsWith(`${name}_`))?.[1]
}

/** A colour token for each series; no two that stand side by side share one. */
export function coloursOf(series: readonly Coloured[], isOfClasses: boolean): string[] {
  const taken = new Set<string>()
  let next = 0
  return series.map(({ value, isOther }) => {
    if (isOther) return '--series-other'
    const own = isOfClasses ? classColour(value) : undefined
    if (own !== undefined && !taken.has(own)) {
      taken.add(own)
      return own
    }
    next += 1
    return next > MAX_SERIES ? '--series-other' : `--series-${next}`
  })
}
