/** The kinds of chart, and which of them tell the truth about a measure. */

import { dayNumber } from '../../format'
import type { ExploreMeasureView, Grain } from '../../ipc/types'
import { shiftMonth } from '../../shell/period'
import type { ChartForm, Question } from './question'

/** Every kind, in the order they are offered. */
export const FORMS: readonly { value: ChartForm; label: string }[] = [
  { value: 'bars', label: 'Bars' },
  { value: 'area', label: 'Area' },
  { value: 'line', label: 'Line' },
  { value: 'treemap', label: 'Treemap' },
]

/** Why a kind cannot be chosen; `undefined` when it can. */
export function formReason(
  form: ChartForm,
  question: Pick<Question, 'measures' | 'by'>,
  measures: readonly ExploreMeasureView[],
): string | undefined {
  if (form === 'treemap' && question.by.length === 0) return 'A treemap needs something to divide by'
  const first = measures.find((one) => one.name === question.measures[0])
  if (form === 'line' || question.by.length === 0 || first === undefined || first.isAdditive) return undefined
  return `${first.label} of groups does not add up, so it is not stacked`
}

/** The kind that is drawn: the chosen one, or a line where that would add up what does not. */
export function formOf(question: Question, measures: readonly ExploreMeasureView[]): ChartForm {
  if (formReason(question.chart, question, measures) === undefined) return question.chart
  return question.by.length === 0 ? 'bars' : 'line'
}

/** The next kind that can be chosen. */
export function nextForm(question: Question, measures: readonly ExploreMeasureView[]): ChartForm {
  const now = formOf(question, measures)
  const open = FORMS.filter((one) => formReason(one.value, question, measures) === undefined)
  const at = open.findIndex((one) => one.value === now)
  return open[(at + 1) % open.length]?.value ?? now
}

/** Whether a bucket holds fewer days than its kind has, because the period begins or ends in it. */
export function isCut(grain: Grain, start: string, end: string): boolean {
  if (grain === 'day') return false
  if (grain === 'week') return dayNumber(end) - dayNumber(start) < 7
  return !start.endsWith('-01') || end !== shiftMonth(start, 1)
}
