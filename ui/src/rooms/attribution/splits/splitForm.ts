/** A split as its form holds it, and what is missing in it. Pure: percentages are added exactly. */

import { addDecimals, compareDecimals, subtractDecimals } from '../../../format'
import type { SplitDraft, SplitMethod } from '../../../ipc/types'
import { datesFault, writeDates } from '../dates'

/** Who takes a part, as typed. */
export interface TargetRow {
  value: string
  weight: string
}

/** The form. */
export interface SplitFields {
  name: string
  /** Whether unattributed spend is divided and not a value's. */
  isUnattributed: boolean
  /** The explicit yes to that. */
  spreads: boolean
  source: string
  method: SplitMethod
  currency: string
  targets: readonly TargetRow[]
  from: string
  until: string
}

/** A form to begin with: empty, or a split that is there. */
export function splitFields(split: SplitDraft | undefined, currency: string): SplitFields {
  return {
    name: split?.name ?? '',
    isUnattributed: split !== undefined && split.source === null,
    spreads: split?.spreadsUnattributed ?? false,
    source: split?.source ?? '',
    method: split?.method ?? 'percent',
    currency: split?.currency ?? currency,
    targets: split?.targets.map((one) => ({ value: one.value, weight: one.weight ?? '' })) ?? [
      { value: '', weight: '' },
      { value: '', weight: '' },
    ],
    from: split?.dates.from ?? '',
    until: split?.dates.until ?? '',
  }
}

const WEIGHED: readonly SplitMethod[] = ['percent', 'amount', 'headcount']

/** Whether targets carry a weight. */
export function isWeighed(method: SplitMethod): boolean {
  return WEIGHED.includes(method)
}

/** Heads, and after a comma those from a later day on. */
const HEADS = /^\d+( from \d{4}-\d{2}-\d{2})?(\s*,\s*\d+ from \d{4}-\d{2}-\d{2})*$/
const DECIMAL = /^\d+(\.\d+)?$/

/** Sum of the weights that can be read, exactly. */
export function weightTotal(targets: readonly TargetRow[]): string {
  const weights = targets.map((one) => one.weight.trim()).filter((one) => DECIMAL.test(one))
  return trimmed(addDecimals(['0', ...weights]))
}

/** How far percentages are from 100: `12.5 % left`, `3 % too much`; `undefined` when they are 100. */
export function percentGap(targets: readonly TargetRow[]): string | undefined {
  const total = weightTotal(targets)
  const side = compareDecimals(total, '100')
  if (side === 0) return undefined
  return side < 0
    ? `${trimmed(subtractDecimals('100', total))} % left`
    : `${trimmed(subtractDecimals(total, '100'))} % too much`
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}

/** What is missing, by the field it is missing in. */
export function splitFaults(fields: SplitFields): Record<string, string> {
  const faults: Record<string, string> = {}
  if (fields.name.trim() === '') faults.name = 'What is it called'
  if (!fields.isUnattributed && fields.source.trim() === '') faults.source = 'Whose spend is divided'
  if (fields.isUnattributed && !fields.spreads) faults.spreads = 'Say that unattributed spend is to be spread'
  const values = fields.targets.map((one) => one.value.trim())
  fields.targets.forEach((row, at) => {
    const value = row.value.trim()
    if (value === '') faults[`target ${at}`] = 'Who'
    else if (values.indexOf(value) !== at) faults[`target ${at}`] = 'Each target once'
    else if (!fields.isUnattributed && value === fields.source.trim())
      faults[`target ${at}`] = 'It is the source itself'
    const fault = weightFault(fields.method, row.weight.trim())
    if (fault !== undefined) faults[`weight ${at}`] = fault
  })
  if (fields.targets.length === 0) faults.targets = 'A split needs a target'
  const isRead = !Object.keys(faults).some((name) => name.startsWith('weight'))
  if (fields.method === 'percent' && isRead) {
    const gap = percentGap(fields.targets)
    if (gap !== undefined) faults.targets = `Percentages must add up to 100: ${gap}`
  }
  if (fields.method === 'amount') {
    const rests = fields.targets.filter((one) => one.weight.trim() === '').length
    if (rests !== 1) faults.targets = 'Exactly one target takes the rest: leave its amount empty'
    if (!/^[A-Z]{3}$/.test(fields.currency.trim())) faults.currency = 'Three letters, such as USD'
  }
  const dates = datesFault(fields.from, fields.until)
  if (dates !== undefined) faults.dates = dates
  return faults
}

function weightFault(method: SplitMethod, weight: string): string | undefined {
  if (method === 'headcount')
    return HEADS.test(weight) ? undefined : 'Whole heads, such as 12, or 12, 15 from 2026-10-01'
  if (method === 'percent') return DECIMAL.test(weight) ? undefined : 'Digits and a point'
  if (method === 'amount') return weight === '' || DECIMAL.test(weight) ? undefined : 'Digits and a point'
  return undefined
}

/** What the core is told. */
export function writeSplit(fields: SplitFields, dimension: string): SplitDraft {
  return {
    name: fields.name.trim(),
    dimension,
    source: fields.isUnattributed ? null : fields.source.trim(),
    spreadsUnattributed: fields.isUnattributed && fields.spreads,
    method: fields.method,
    currency: fields.method === 'amount' ? fields.currency.trim() : null,
    targets: fields.targets.map((one) => ({
      value: one.value.trim(),
      weight: isWeighed(fields.method) ? one.weight.trim() || null : null,
    })),
    dates: writeDates(fields.from, fields.until),
  }
}
