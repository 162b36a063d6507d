/** The forms of contract entries: their fields by kind, reading and writing a draft, and what of it is not right yet. */

import { parseDecimal, signOf } from '../../../format'
import type { EntryDraft, EntryKind, PriceForm, ScopeForm, TakesForm, TermForm } from '../../../ipc/types'
import { isDay } from '../../sources/days'
import { TIERS } from '../words'

/** What a form holds: every field as text, by name. */
export interface EntryFields {
  kind: EntryKind
  id: string
  from: string
  to: string
  reason: string
  text: Readonly<Record<string, string>>
  prices: readonly PriceForm[]
}

/** One field of a kind. */
export interface FieldSpec {
  name: string
  label: string
  /** How it is filled in. */
  type: 'text' | 'decimal' | 'count' | 'currency' | 'choice' | 'switch' | 'channel' | 'model'
  note?: string
  isRequired?: boolean
  choices?: readonly { value: string; label: string }[]
  /** Whether it narrows what the entry is for; those beyond channel and model are folded away. */
  isScope?: boolean
}

const MILLION = 1_000_000
const ANY = ''

const CHANNEL: FieldSpec = { name: 'channel', label: 'Seller', type: 'channel', isScope: true }
const MODEL: FieldSpec = {
  name: 'model',
  label: 'Model',
  type: 'model',
  note: 'One * at the end stands for the rest of the name',
  isScope: true,
}
const NARROWER: readonly FieldSpec[] = [
  {
    name: 'tier',
    label: 'Tier',
    type: 'choice',
    choices: [{ value: ANY, label: 'any' }, ...TIERS.map((tier) => ({ value: tier, label: tier }))],
    isScope: true,
  },
  { name: 'geo', label: 'Place', type: 'text', isScope: true },
  { name: 'account', label: 'Account', type: 'text', isScope: true },
  { name: 'project', label: 'Project', type: 'text', isScope: true },
]
const SCOPE: readonly FieldSpec[] = [CHANNEL, MODEL, ...NARROWER]
const CURRENCY: FieldSpec = { name: 'currency', label: 'Currency', type: 'currency', isRequired: true }
const PER: FieldSpec = {
  name: 'per',
  label: 'Units the prices are for',
  type: 'count',
  note: 'A million for tokens unless stated',
}

const required = (spec: FieldSpec): FieldSpec => ({ ...spec, isRequired: true })

/** The fields of each kind, in their order. */
export const FIELDS: Readonly<Record<EntryKind, readonly FieldSpec[]>> = {
  rate: [
    required(CHANNEL),
    required({ name: 'model', label: 'Model', type: 'model', isScope: true }),
    ...NARROWER,
    { name: 'over', label: 'Prompts longer than', type: 'count', note: 'Tokens; 0 for prompts of the base band' },
    PER,
  ],
  model: [
    required(CHANNEL),
    required({ name: 'model', label: 'Name in usage', type: 'text', isScope: true }),
    { name: 'sameAsChannel', label: 'Same rates as, seller', type: 'channel' },
    { name: 'sameAsModel', label: 'Same rates as, model', type: 'model', note: 'Prices below win over them' },
    PER,
  ],
  alias: [
    required(CHANNEL),
    required({ name: 'name', label: 'Name in usage', type: 'text', note: 'For example an Azure deployment' }),
    required({ name: 'model', label: 'Model it is', type: 'model', isScope: true }),
  ],
  discount: [
    ...SCOPE,
    required({ name: 'percent', label: 'Percent off', type: 'decimal' }),
    { name: 'meters', label: 'Meters', type: 'text', note: 'Apart by commas; empty for all tokens' },
    { name: 'includesTools', label: 'Tools as well', type: 'switch', note: 'Also meters that are not tokens' },
  ],
  commitment: [
    ...SCOPE,
    required({ name: 'amount', label: 'Usage covered', type: 'decimal', note: 'At our rates' }),
    { name: 'paid', label: 'Paid for it', type: 'decimal', note: 'Empty when the same' },
    CURRENCY,
    required({
      name: 'every',
      label: 'Renews',
      type: 'choice',
      choices: [
        { value: 'month', label: 'each calendar month' },
        { value: 'once', label: 'once, for its whole time' },
      ],
    }),
    required({
      name: 'settlement',
      label: 'Settled',
      type: 'choice',
      choices: [
        { value: 'prepaid', label: 'paid in advance, the rest is lost' },
        { value: 'minimum', label: 'a minimum, what is missing is billed' },
      ],
    }),
  ],
  capacity: [
    ...SCOPE,
    required({ name: 'units', label: 'Units bought', type: 'decimal' }),
    required({ name: 'unitPricePerMonth', label: 'Price of a unit a month', type: 'decimal' }),
    CURRENCY,
  ],
  fee: [
    ...SCOPE,
    required({
      name: 'base',
      label: 'Charged on',
      type: 'choice',
      choices: [
        { value: 'credit_purchase', label: 'each purchase of credits' },
        { value: 'invoice', label: "the month's invoice" },
        { value: 'usage', label: 'usage at our rates' },
      ],
    }),
    { name: 'percent', label: 'Percent', type: 'decimal', note: 'Empty when it is a fixed amount' },
    { name: 'minimum', label: 'Least amount', type: 'decimal' },
    CURRENCY,
  ],
  credit: [...SCOPE, required({ name: 'amount', label: 'Amount', type: 'decimal' }), CURRENCY],
  assume: [
    ...SCOPE,
    required({
      name: 'what',
      label: 'Take for granted',
      type: 'choice',
      choices: [
        { value: 'over', label: 'prompts are longer than' },
        { value: 'tier', label: 'the tier is' },
        { value: 'geo', label: 'the place is' },
        { value: 'lifetime', label: 'cache writes live as' },
        { value: 'source', label: 'the price of the source' },
        { value: 'free', label: 'usage is free of charge' },
      ],
    }),
    { name: 'value', label: 'Value', type: 'text', note: 'Tokens, a tier, a place, a meter or a source' },
  ],
}

/** Whether a kind states prices by meter. */
export function hasPrices(kind: EntryKind): boolean {
  return kind === 'rate' || kind === 'model'
}

const DEFAULTS: Readonly<Record<string, string>> = {
  currency: 'USD',
  every: 'month',
  settlement: 'prepaid',
  base: 'credit_purchase',
  what: 'over',
  per: '',
  over: '0',
}

/** An empty form of a kind; `known` are values to begin with. */
export function emptyFields(kind: EntryKind, today: string, known: Record<string, string> = {}): EntryFields {
  const text: Record<string, string> = {}
  for (const { name } of FIELDS[kind]) text[name] = known[name] ?? DEFAULTS[name] ?? ''
  const prices = kind === 'rate' ? ['input', 'output'].map((meter) => ({ meter, price: '' })) : []
  return { kind, id: '', from: today, to: '', reason: '', text, prices }
}

/** The form of an entry. */
export function readEntry(draft: EntryDraft): EntryFields {
  const { term } = draft
  const text: Record<string, string> = {}
  for (const { name } of FIELDS[term.kind]) text[name] = ''
  const values: Record<string, unknown> = { ...('scope' in term ? term.scope : {}), ...flat(term) }
  for (const name of Object.keys(text)) {
    const value = values[name]
    if (value !== null && value !== undefined) text[name] = String(value)
  }
  if (text.per === String(MILLION)) text.per = ''
  const prices = 'prices' in term ? term.prices : []
  return {
    kind: term.kind,
    id: draft.id,
    from: draft.from ?? '',
    to: draft.to ?? '',
    reason: draft.reason,
    text,
    prices,
  }
}

function flat(term: TermForm): Record<string, unknown> {
  if (term.kind === 'model') {
    return { ...term, sameAsChannel: term.sameAs?.channel ?? '', sameAsModel: term.sameAs?.model ?? '' }
  }
  if (term.kind === 'discount')
    return { ...term, meters: term.meters.join(', '), includesTools: term.includesTools ? 'yes' : '' }
  if (term.kind === 'assume') return { what: term.takes.what, value: 'value' in term.takes ? term.takes.value : '' }
  return term
}

const orNull = (text: string | undefined): string | null =>
  text === undefined || text.trim() === '' ? null : text.trim()
const count = (text: string | undefined, otherwise: number): number =>
  text === undefined || text.trim() === '' ? otherwise : Number(text.replaceAll(/[\s,_]/g, ''))

/** The entry a form says. */
export function writeEntry(fields: EntryFields): EntryDraft {
  const { id, from, to, reason } = fields
  return { id: id.trim(), from: orNull(from), to: orNull(to), reason: reason.trim(), term: termOf(fields) }
}

function scopeOf(text: EntryFields['text']): ScopeForm {
  return {
    channel: orNull(text.channel),
    model: orNull(text.model),
    tier: orNull(text.tier),
    geo: orNull(text.geo),
    account: orNull(text.account),
    project: orNull(text.project),
  }
}

function takesOf(text: EntryFields['text']): TakesForm {
  const value = (text.value ?? '').trim()
  switch (text.what) {
    case 'free':
      return { what: 'free' }
    case 'tier':
    case 'geo':
    case 'lifetime':
    case 'source':
      return { what: text.what, value }
    default:
      return { what: 'over', value: count(value, 0) }
  }
}

function termOf({ kind, text, prices }: EntryFields): TermForm {
  const scope = scopeOf(text)
  const value = (name: string) => (text[name] ?? '').trim()
  const stated = prices
    .filter((one) => one.price.trim() !== '')
    .map(({ meter, price }) => ({ meter, price: price.trim() }))
  const per = count(text.per, MILLION)
  switch (kind) {
    case 'rate':
      return { kind, scope, over: count(text.over, 0), prices: stated, per }
    case 'model': {
      const sameAs =
        value('sameAsModel') === ''
          ? null
          : { channel: value('sameAsChannel') || value('channel'), model: value('sameAsModel') }
      return { kind, channel: value('channel'), model: value('model'), sameAs, prices: stated, per }
    }
    case 'alias':
      return { kind, channel: value('channel'), name: value('name'), model: value('model') }
    case 'discount': {
      const meters = value('meters')
        .split(',')
        .map((meter) => meter.trim())
        .filter((meter) => meter !== '')
      return { kind, scope, percent: value('percent'), meters, includesTools: value('includesTools') === 'yes' }
    }
    case 'commitment':
      return {
        kind,
        scope,
        amount: value('amount'),
        paid: orNull(text.paid),
        currency: value('currency'),
        every: value('every'),
        settlement: value('settlement'),
      }
    case 'capacity':
      return {
        kind,
        scope,
        units: value('units'),
        unitPricePerMonth: value('unitPricePerMonth'),
        currency: value('currency'),
      }
    case 'fee':
      return {
        kind,
        scope,
        percent: orNull(text.percent),
        minimum: orNull(text.minimum),
        currency: value('currency'),
        base: value('base'),
      }
    case 'credit':
      return { kind, scope, amount: value('amount'), currency: value('currency') }
    case 'assume':
      return { kind, scope, takes: takesOf(text) }
  }
}

/** Whether a text is a decimal of zero or more. */
export function isAmount(text: string): boolean {
  try {
    parseDecimal(text.trim())
    return signOf(text.trim()) >= 0
  } catch {
    return false
  }
}

const ID = /^[A-Za-z0-9_.-]+$/

/** What is not right yet, by field; the core judges the rest. */
export function entryFaults(fields: EntryFields, taken: readonly string[]): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {}
  for (const spec of FIELDS[fields.kind]) {
    const value = (fields.text[spec.name] ?? '').trim()
    const fault = fieldFault(spec, value)
    if (fault !== undefined) faults[spec.name] = fault
  }
  if (fields.kind === 'assume' && fields.text.what !== 'free' && (fields.text.value ?? '').trim() === '') {
    faults.value = 'Say which.'
  }
  if (hasPrices(fields.kind)) {
    const wrong = fields.prices.find((one) => one.price.trim() !== '' && !isAmount(one.price))
    if (wrong !== undefined) faults.prices = `"${wrong.price}" is not a price: expected digits and one decimal point.`
    else if (needsPrice(fields)) faults.prices = 'State at least one price.'
  }
  if (!ID.test(fields.id)) faults.id = 'Letters, digits, "-", "_" and "." only.'
  else if (taken.includes(fields.id)) faults.id = 'Another entry has this name.'
  if (fields.reason.trim() === '') faults.reason = 'Say why it is there.'
  for (const limit of ['from', 'to'] as const) {
    const value = fields[limit].trim()
    if (value !== '' && !isDay(value.slice(0, 10))) faults[limit] = 'Write a day as YYYY-MM-DD.'
  }
  if (
    faults.from === undefined &&
    faults.to === undefined &&
    fields.from !== '' &&
    fields.to !== '' &&
    fields.to <= fields.from
  )
    faults.to = 'The end is not after the start.'
  return faults
}

function needsPrice({ kind, text, prices }: EntryFields): boolean {
  const isStated = prices.some((one) => one.price.trim() !== '')
  return !isStated && (kind === 'rate' || (text.sameAsModel ?? '').trim() === '')
}

function fieldFault(spec: FieldSpec, value: string): string | undefined {
  if (value === '') return spec.isRequired ? 'This is needed.' : undefined
  if (spec.type === 'decimal' && !isAmount(value))
    return `"${value}" is not an amount: expected digits and one decimal point.`
  if (spec.type === 'count' && !/^\d[\d\s,_]*$/.test(value)) return `"${value}" is not a whole number.`
  if (spec.type === 'currency' && !/^[A-Z]{3}$/.test(value)) return 'Three capital letters, such as USD.'
  return undefined
}

/** A name for an entry that has none yet: its kind and what it is for, apart from the names in use. */
export function suggestId(fields: EntryFields, taken: readonly string[]): string {
  const { kind, text } = fields
  const subject = text.name || text.model || text.project || text.channel || ''
  const base = [kind, subject]
    .filter((part) => part !== '')
    .join('-')
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
  if (!taken.includes(base)) return base
  for (let number = 2; number < 10_000; number += 1)
    if (!taken.includes(`${base}-${number}`)) return `${base}-${number}`
  return base
}
