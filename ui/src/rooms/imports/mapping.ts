/** Rules of the mapping editor: what a column is taken for, and how its values are read. */

import type { MappedColumn, MappingForm, MappingTarget, ReadingForm } from '../../ipc/types'

/** Value of the choice that leaves a column out. */
export const IGNORED = 'ignored'

/** What is said of how sure a suggestion is. */
export const CONFIDENCE_WORDS: Record<string, { word: string; tone: 'good' | 'accent' | 'warn' | 'neutral' }> = {
  sure: { word: 'Sure', tone: 'good' },
  likely: { word: 'Likely', tone: 'accent' },
  guess: { word: 'Guess', tone: 'warn' },
  none: { word: '', tone: 'neutral' },
}

/** How an instant may be written. */
export const TIME_FORMS = [
  { value: 'iso', label: 'ISO date and time' },
  { value: 'epoch_seconds', label: 'Seconds since 1970' },
  { value: 'epoch_millis', label: 'Milliseconds since 1970' },
  { value: 'epoch_micros', label: 'Microseconds since 1970' },
  { value: 'epoch_nanos', label: 'Nanoseconds since 1970' },
]

/** Units of a duration. */
export const UNITS = [
  { value: 'seconds', label: 'Seconds' },
  { value: 'milliseconds', label: 'Milliseconds' },
  { value: 'microseconds', label: 'Microseconds' },
  { value: 'nanoseconds', label: 'Nanoseconds' },
]

/** Scales of a number. */
export const SCALES = [
  { value: '1', label: 'As it stands' },
  { value: '0.01', label: 'Hundredths (cents)' },
  { value: '0.000001', label: 'Millionths' },
  { value: '0.000000001', label: 'Billionths (nanos)' },
  { value: '1000', label: 'Thousands' },
]

/** What the input count of a log may hold. */
export const INPUTS = [
  { value: 'exclusive', label: 'Input without cached tokens' },
  { value: 'inclusive_of_reads', label: 'Input with cache reads' },
  { value: 'inclusive', label: 'Input with cache reads and writes' },
]

/** Where reasoning tokens may stand. */
export const REASONING = [
  { value: 'inside', label: 'Inside output' },
  { value: 'beside', label: 'Beside output' },
]

/** What told money may be. */
export const BASES = [
  { value: 'reported', label: 'Charged by the source' },
  { value: 'estimated', label: 'Estimated by the source' },
  { value: 'notional', label: 'Notional' },
]

/** What a column is taken for; `null` when it is left out. */
export function targetOf(mapping: MappingForm, column: string): MappedColumn | null {
  return mapping.columns.find((one) => one.column === column) ?? null
}

/** Everything the mapping reads from a column or gives to all. */
export function targetsOf(mapping: MappingForm): ReadonlySet<string> {
  return new Set([...mapping.columns, ...mapping.constants].map((one) => one.target))
}

/** The mapping with a column taken for another target, read in that target's plain way; order is the log's. */
export function withTarget(
  mapping: MappingForm,
  names: readonly string[],
  column: string,
  target: MappingTarget | null,
): MappingForm {
  const others = mapping.columns.filter((one) => one.column !== column)
  const columns = target === null ? others : [...others, { column, target: target.id, reading: target.plain }]
  const place = (one: MappedColumn) => names.indexOf(one.column)
  return {
    ...mapping,
    columns: columns.toSorted((a, b) => place(a) - place(b)),
    idColumns: target === null ? mapping.idColumns.filter((name) => name !== column) : mapping.idColumns,
  }
}

/** The mapping with another reading of a column. */
export function withReading(mapping: MappingForm, column: string, reading: ReadingForm): MappingForm {
  return { ...mapping, columns: mapping.columns.map((one) => (one.column === column ? { ...one, reading } : one)) }
}

/** The mapping with a value that every record has; empty takes it away. */
export function withConstant(mapping: MappingForm, target: string, value: string): MappingForm {
  const others = mapping.constants.filter((one) => one.target !== target)
  return { ...mapping, constants: value.trim() === '' ? others : [...others, { target, value: value.trim() }] }
}

/** Minutes as a zone: `+02:00`. */
export function zoneText(minutes: number): string {
  const magnitude = Math.abs(minutes)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(magnitude / 60))}:${two(magnitude % 60)}`
}

/** The minutes of a zone as typed; `null` when it cannot be read. */
export function readZone(text: string): number | null {
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text.trim())
  if (match === null) return text.trim() === '' || /^(utc|z)$/i.test(text.trim()) ? 0 : null
  const [, sign, hours, minutes = '0'] = match
  const total = Number(hours) * 60 + Number(minutes)
  return total > 1080 ? null : sign === '-' ? -total : total
}

/** Words as typed, apart by commas. */
export function readWords(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
