/** The question of an address: `#/explore?m=billed&by=provider&f=model=gpt-5`. The address is the whole question. */

import type { BridgeMethod, DayRange, DimensionFilter, ExploreOrder, ExploreRequest, Grain } from '../../ipc/types'
import { comparedWith, usualComparison } from '../../shell/period'
import { readFilters, writeFilters } from '../../shell/route'

/** How the first measure is drawn. */
export type ChartForm = 'bars' | 'area' | 'line' | 'treemap'

/** One level above: what was asked before a row was opened, and the name of that row. */
export interface Step {
  by: readonly string[]
  filters: readonly DimensionFilter[]
  /** Of the row that was opened, for people. */
  label: string
}

/** A question without its days, which every room shares. */
export interface Question {
  /** Names of measures, the charted one first; never empty. */
  measures: readonly string[]
  by: readonly string[]
  /** `null` for what suits the length of the period. */
  grain: Grain | null
  chart: ChartForm
  filters: readonly DimensionFilter[]
  isCompared: boolean
  /** `null` for the currency with the most. */
  currency: string | null
  order: ExploreOrder | null
  /** How the change is explained instead of drawn; `null` while it is not asked. */
  why: BridgeMethod | null
  /** From the outermost level in. */
  path: readonly Step[]
}

/** What Explore asks when nothing is said. */
export const FIRST: Question = {
  measures: ['spend'],
  by: ['provider'],
  grain: null,
  chart: 'bars',
  filters: [],
  isCompared: false,
  currency: null,
  order: null,
  why: null,
  path: [],
}

/** Measures that one question may name. */
export const MOST_MEASURES = 6
/** Dimensions that one question may group by. */
export const MOST_DIMENSIONS = 3

const OWN: readonly string[] = [
  'm',
  'by',
  'grain',
  'chart',
  'f',
  'not',
  'vs',
  'currency',
  'order',
  'dir',
  'why',
  'path',
]
const NOTHING = 'none'

/** Reads the question of an address; what makes no sense is as if it were not there. */
export function readQuestion(params: URLSearchParams): Question {
  const measures = named(params, 'm').slice(0, MOST_MEASURES)
  const by = named(params, 'by')
  const chart = params.get('chart')
  const grain = params.get('grain')
  const order = params.get('order')
  const why = params.get('why')
  return {
    measures: measures.length === 0 ? FIRST.measures : measures,
    by: params.has('by') ? by.filter((name) => name !== NOTHING).slice(0, MOST_DIMENSIONS) : FIRST.by,
    grain: grain === 'day' || grain === 'week' || grain === 'month' ? grain : null,
    chart: chart === 'area' || chart === 'line' || chart === 'treemap' ? chart : 'bars',
    filters: filtersOf(params),
    isCompared: params.get('vs') === 'yes',
    currency: params.get('currency'),
    order: order === null ? null : { by: order, isAscending: params.get('dir') === 'up' },
    why: why === 'shapley' || why === 'sequential' || why === 'lmdi' ? why : null,
    path: params.getAll('path').map(readStep),
  }
}

/** Texts of a parameter that may stand several times, each once. */
function named(params: URLSearchParams, name: string): string[] {
  return [...new Set(params.getAll(name).filter((text) => text !== ''))]
}

function filtersOf(params: URLSearchParams): DimensionFilter[] {
  const left = new URLSearchParams(params.getAll('not').map((text) => ['f', text]))
  return [
    ...readFilters(params).map((filter) => ({ ...filter, isNot: false })),
    ...readFilters(left).map((filter) => ({ ...filter, isNot: true })),
  ]
}

function writeParts(params: URLSearchParams, by: readonly string[], filters: readonly DimensionFilter[]): void {
  for (const name of by.length === 0 ? [NOTHING] : by) params.append('by', name)
  const kept = filters.filter((filter) => filter.isNot !== true)
  const left = writeFilters(
    new URLSearchParams(),
    filters.filter((filter) => filter.isNot === true),
  )
  writeFilters(params, kept)
  for (const text of left.getAll('f')) params.append('not', text)
}

function readStep(text: string): Step {
  const params = new URLSearchParams(text)
  const by = named(params, 'by').filter((name) => name !== NOTHING)
  return { by, filters: filtersOf(params), label: params.get('label') ?? '' }
}

function writeStep(step: Step): string {
  const params = new URLSearchParams({ label: step.label })
  writeParts(params, step.by, step.filters)
  return params.toString()
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, place) => name === other[place])
}

/** Parameters of the address of a question; those that are not of the question, such as the days, stay. */
export function writeQuestion(params: URLSearchParams, question: Question): URLSearchParams {
  const next = new URLSearchParams([...params].filter(([name]) => !OWN.includes(name)))
  if (!isSame(question.measures, FIRST.measures)) for (const name of question.measures) next.append('m', name)
  const parts = new URLSearchParams()
  writeParts(parts, question.by, question.filters)
  for (const [name, value] of parts) {
    if (name !== 'by' || !isSame(question.by, FIRST.by)) next.append(name, value)
  }
  if (question.grain !== null) next.set('grain', question.grain)
  if (question.chart !== FIRST.chart) next.set('chart', question.chart)
  if (question.isCompared) next.set('vs', 'yes')
  if (question.currency !== null) next.set('currency', question.currency)
  if (question.order !== null) {
    next.set('order', question.order.by)
    if (question.order.isAscending) next.set('dir', 'up')
  }
  if (question.why !== null) next.set('why', question.why)
  for (const step of question.path) next.append('path', writeStep(step))
  return next
}

/** The question as the core takes it, without its window of rows. */
export function requestOf(
  question: Question,
  days: { range: DayRange; compare: DayRange },
): Omit<ExploreRequest, 'page'> {
  return {
    measures: [...question.measures],
    by: [...question.by],
    grain: question.grain,
    range: days.range,
    compare: question.isCompared ? days.compare : null,
    filters: [...question.filters],
    currency: question.currency,
    order: question.order,
  }
}

/** The parameters of a question that was pasted; days and comparison are written as the period picker writes them. */
export function paramsOf(request: ExploreRequest, chart: ChartForm, today: string): URLSearchParams {
  const params = new URLSearchParams({ from: request.range.from, to: request.range.to })
  if (request.compare !== null) writeCompare(params, request.range, request.compare, today)
  return writeQuestion(params, {
    measures: request.measures,
    by: request.by,
    grain: request.grain,
    chart: chart === 'treemap' && request.by.length === 0 ? 'bars' : chart,
    filters: request.filters,
    isCompared: request.compare !== null,
    currency: request.currency,
    order: request.order,
    why: null,
    path: [],
  })
}

function writeCompare(params: URLSearchParams, range: DayRange, compare: DayRange, today: string): void {
  const isIt = (one: DayRange) => one.from === compare.from && one.to === compare.to
  const usual = usualComparison(range, today)
  if (isIt(comparedWith(range, usual))) return
  const named = (['before', 'month', 'year'] as const).find((one) => isIt(comparedWith(range, one)))
  if (named !== undefined) params.set('compare', named)
  else {
    params.set('compareFrom', compare.from)
    params.set('compareTo', compare.to)
  }
}
