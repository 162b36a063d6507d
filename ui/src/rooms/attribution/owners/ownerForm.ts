/** Forms of the registry: values, owners and dimensions, and what is missing in them. Pure. */

import type { DimensionDraft, OwnerDraft, OwnerPutRequest, ValueDraft } from '../../../ipc/types'
import { datesFault, writeDates } from '../dates'

/** A value as its form holds it. */
export interface ValueFields {
  name: string
  owner: string
  colour: string
  parent: string
  aliases: string
  from: string
  until: string
}

/** A form to begin with: empty, or a value that is there. */
export function valueFields(value: ValueDraft | undefined): ValueFields {
  return {
    name: value?.name ?? '',
    owner: value?.owner ?? '',
    colour: value?.colour ?? '',
    parent: value?.parent ?? '',
    aliases: value?.aliases.join(', ') ?? '',
    from: value?.dates.from ?? '',
    until: value?.dates.until ?? '',
  }
}

/** What is missing in a value. */
export function valueFaults(fields: ValueFields): Record<string, string> {
  const faults: Record<string, string> = {}
  if (fields.name.trim() === '') faults.name = 'What is it called'
  if (fields.colour !== '' && !/^#[0-9a-f]{6}$/i.test(fields.colour)) faults.colour = 'As #3f68d8, or empty'
  if (fields.parent !== '' && fields.parent === fields.name.trim()) faults.parent = 'It cannot be part of itself'
  const dates = datesFault(fields.from, fields.until)
  if (dates !== undefined) faults.dates = dates
  return faults
}

/** What the core is told; `before` is the present name of a value that is changed. */
export function writeValue(fields: ValueFields, dimension: string, before: string | undefined): ValueDraft {
  const name = fields.name.trim()
  return {
    dimension,
    name,
    renames: before === undefined || before === name ? null : before,
    owner: fields.owner.trim() || null,
    colour: fields.colour === '' ? null : fields.colour.toLowerCase(),
    parent: fields.parent || null,
    aliases: fields.aliases
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
    dates: writeDates(fields.from, fields.until),
  }
}

/** What can be owned. */
export const OWNED = [
  { value: 'key', label: 'API key' },
  { value: 'user', label: 'User' },
  { value: 'project', label: 'Project' },
  { value: 'account', label: 'Account' },
] as const

/** What is owned, for people. */
export function ownedWord(column: string): string {
  return OWNED.find((one) => one.value === column)?.label ?? column
}

/** An owner as its form holds it. */
export interface OwnerFields {
  column: string
  text: string
  dimension: string
  value: string
  from: string
  until: string
  /** Whether it ends what others own on its days. */
  takesOver: boolean
}

/** A form to begin with: an owner that is there, or a new one. */
export function ownerFields(owner: OwnerDraft | undefined, dimension: string): OwnerFields {
  return {
    column: owner?.column ?? 'key',
    text: owner?.text ?? '',
    dimension: owner?.dimension ?? dimension,
    value: owner?.value ?? '',
    from: owner?.dates.from ?? '',
    until: owner?.dates.until ?? '',
    takesOver: false,
  }
}

/** What is missing in an owner. */
export function ownerFaults(fields: OwnerFields): Record<string, string> {
  const faults: Record<string, string> = {}
  if (fields.text.trim() === '') faults.text = 'Its id, as the provider calls it'
  if (fields.value.trim() === '') faults.value = 'Who owns it'
  const dates = datesFault(fields.from, fields.until)
  if (dates !== undefined) faults.dates = dates
  return faults
}

/** What the core is told; `replaces` is the owner that is changed. */
export function writeOwner(fields: OwnerFields, replaces: number | null): OwnerPutRequest {
  const owner = {
    column: fields.column,
    text: fields.text.trim(),
    dimension: fields.dimension,
    value: fields.value.trim(),
    dates: writeDates(fields.from, fields.until),
  }
  return { owner, replaces, takesOver: fields.takesOver }
}

/** A dimension as its form holds it. */
export interface DimensionFields {
  name: string
  label: string
  inherits: string
}

/** What is missing in a dimension. */
export function dimensionFaults(fields: DimensionFields): Record<string, string> {
  const faults: Record<string, string> = {}
  if (!/^[a-z][a-z0-9_]*$/.test(fields.name.trim())) faults.name = 'Lower-case letters, digits and _'
  if (fields.label.trim() === '') faults.label = 'What people call it'
  return faults
}

/** What the core is told. */
export function writeDimension(fields: DimensionFields): DimensionDraft {
  return { name: fields.name.trim(), label: fields.label.trim(), inherits: fields.inherits.trim() || null }
}
