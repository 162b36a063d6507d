/** A new rule as rows of a form, and the text it becomes. Pure; whether the text is right is for the core to say. */

import { datesFault } from '../dates'

/** How a condition looks at a column. */
export type Test = 'is' | 'one_of' | 'glob' | 'prefix' | 'regex' | 'told' | 'not_told'

/** What each test is called. */
export const TEST_WORDS: Readonly<Record<Test, string>> = {
  is: 'is',
  one_of: 'is one of',
  glob: 'looks like',
  prefix: 'begins with',
  regex: 'matches regex',
  told: 'is told',
  not_told: 'is not told',
}

/** One condition of the form. */
export interface ConditionRow {
  column: string
  test: Test
  /** Nothing where the test needs none; of several a line or a comma apart. */
  value: string
}

/** What the rule sets in one dimension. */
export interface SetRow {
  dimension: string
  value: string
}

/** A rule as its form holds it. */
export interface RuleFields {
  id: string
  conditions: readonly ConditionRow[]
  sets: readonly SetRow[]
  from: string
  until: string
  isForced: boolean
  stops: boolean
  note: string
}

/** An empty form. */
export function emptyRule(dimension: string): RuleFields {
  return {
    id: '',
    conditions: [{ column: 'project', test: 'is', value: '' }],
    sets: [{ dimension, value: '' }],
    from: '',
    until: '',
    isForced: false,
    stops: false,
    note: '',
  }
}

/** Whether a test compares with a value. */
export function needsValue(test: Test): boolean {
  return test !== 'told' && test !== 'not_told'
}

/** Values of a list, a comma or a line apart. */
export function listed(value: string): string[] {
  return value
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** What is missing, by the field it is missing in. */
export function ruleFaults(fields: RuleFields, taken: readonly string[]): Record<string, string> {
  const faults: Record<string, string> = {}
  const id = fields.id.trim()
  if (!/^[A-Za-z0-9_-]+$/.test(id)) faults.id = 'A name of letters, digits, - and _'
  else if (taken.includes(id)) faults.id = `There is a rule "${id}" already`
  const columns = fields.conditions.map((row) => row.column)
  fields.conditions.forEach((row, index) => {
    if (row.column.trim() === '') faults[`column ${index}`] = 'Which column'
    else if (columns.indexOf(row.column) !== index) faults[`column ${index}`] = 'One condition for each column'
    if (needsValue(row.test) && listed(row.value).length === 0) faults[`value ${index}`] = 'Which value'
  })
  const dimensions = fields.sets.map((row) => row.dimension)
  fields.sets.forEach((row, index) => {
    if (dimensions.indexOf(row.dimension) !== index) faults[`set ${index}`] = 'Each dimension once'
    else if (row.value.trim() === '') faults[`set ${index}`] = 'Which value'
  })
  if (fields.conditions.length === 0) faults.conditions = 'A rule needs a condition'
  if (fields.sets.length === 0) faults.sets = 'A rule sets at least one dimension'
  const dates = datesFault(fields.from, fields.until)
  if (dates !== undefined) faults.dates = dates
  return faults
}

/** The rule's own text. */
export function writeRule(fields: RuleFields): string {
  const lines = ['[[rule]]', `id = ${quoted(fields.id.trim())}`]
  if (fields.from.trim() !== '') lines.push(`from = ${fields.from.trim()}`)
  if (fields.until.trim() !== '') lines.push(`until = ${fields.until.trim()}`)
  for (const row of fields.conditions) lines.push(`when.${key(row.column.trim())} = ${matcher(row)}`)
  for (const row of fields.sets) lines.push(`set.${key(row.dimension)} = ${quoted(row.value.trim())}`)
  if (fields.isForced) lines.push('mode = "force"')
  if (fields.stops) lines.push('stop = true')
  if (fields.note.trim() !== '') lines.push(`note = ${quoted(fields.note.trim())}`)
  return `${lines.join('\n')}\n`
}

function matcher({ test, value }: ConditionRow): string {
  switch (test) {
    case 'is':
      return quoted(value.trim())
    case 'one_of':
      return `[${listed(value).map(quoted).join(', ')}]`
    case 'told':
      return '{ told = true }'
    case 'not_told':
      return '{ told = false }'
    default:
      return `{ ${test} = ${quoted(value.trim())} }`
  }
}

/** A key of the text; one with a point in it, such as further metadata, is one key and not two. */
function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quoted(name)
}

/** A basic string of the text: JSON writes the same escapes, but leaves the delete character bare. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f')
}
