/** Words of the Attribution room: values, dates, grades and methods as people read them. */

import { addDays, dayRange } from '../../format'
import type { DatesView, SplitMethod } from '../../ipc/types'

/** What stands where a value has nobody. */
export const UNATTRIBUTED = 'Unattributed'

/** A value for people. */
export function valueName(value: string | null): string {
  return value ?? UNATTRIBUTED
}

/** A value and its own colour, where it has one. */
interface Coloured {
  name: string | null
  colour: string | null
}

/**
 * Colours of values in one list: their own, else one of the series by their name, the next one where that is taken. With
 * more values than series they repeat. What nobody owns has none.
 */
export function valueColours(values: readonly Coloured[]): ReadonlyMap<string | null, string> {
  const found = new Map<string | null, string>([[null, 'var(--line-control)']])
  const taken = new Set<number>()
  const names = values.flatMap(({ name, colour }) => (name === null || colour !== null ? [] : [name])).toSorted()
  for (const { name, colour } of values) if (name !== null && colour !== null) found.set(name, colour)
  for (const name of names) {
    const sum = [...name].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7)
    const free = SERIES.map((step) => (sum + step) % SERIES.length).find((at) => !taken.has(at))
    const at = free ?? sum % SERIES.length
    taken.add(at)
    found.set(name, `var(--series-${at + 1})`)
  }
  return found
}

const SERIES = [0, 1, 2, 3, 4, 5, 6, 7]

/** Dates as people read them, the last day included; `always` without limits. */
export function datesText({ from, until }: DatesView): string {
  if (from === null && until === null) return 'always'
  const day = (iso: string) => dayRange(iso, addDays(iso, 1))
  const last = until === null ? null : day(addDays(until, -1))
  if (from === null) return `through ${last}`
  return last === null ? `from ${day(from)}` : `${day(from)} to ${last}`
}

/** How sure attributed money is, the surest first. */
export const GRADES: readonly string[] = ['A', 'B', 'C', 'D', 'E', '']

/** Colour of a grade; its letter always stands beside it. */
export function gradeToken(grade: string): string {
  const at = GRADES.indexOf(grade)
  return at < 0 || grade === '' ? '--series-other' : `--series-${at + 1}`
}

/** Methods of a split, in the order they are offered. */
export const METHOD_WORDS: Readonly<Record<SplitMethod, { word: string; means: string; weight: string | null }>> = {
  even: { word: 'Evenly', means: 'Every target takes the same part', weight: null },
  percent: { word: 'By fixed percent', means: 'Percentages that add up to 100', weight: 'Percent' },
  amount: { word: 'By fixed amount', means: 'An amount a month each; one target takes the rest', weight: 'A month' },
  by_spend: { word: 'By spend', means: 'In proportion to what the targets spend themselves', weight: null },
  by_tokens: { word: 'By tokens', means: 'In proportion to tokens of the targets', weight: null },
  by_requests: { word: 'By requests', means: 'In proportion to requests of the targets', weight: null },
  headcount: { word: 'By headcount', means: 'In proportion to the heads of each target', weight: 'Heads' },
}
