import type { Decimal } from './decimal'
import { parseDecimal, roundDecimal, trimDecimal } from './decimal'
import { currentNegatives, groupedDigits, numbers } from './locale'

/** A real minus, as wide as a plus. */
export const MINUS = '\u2212'
/** Stands where a figure is not known; never a zero. */
export const UNKNOWN = '\u2013'

/** How an amount is written. */
export interface MoneyStyle {
  /** Whether the currency sign stands before or after the digits; a column has it in its heading instead. */
  hasSign?: boolean
  /** Whether a plus stands before amounts above zero, for changes. */
  hasPlus?: boolean
}

const placesOf = new Map<string, number>()

/** Digits after the point that the currency is usually written with: 2 for USD, 0 for JPY. */
export function currencyPlaces(currency: string): number {
  let places = placesOf.get(currency)
  if (places === undefined) {
    try {
      places =
        new Intl.NumberFormat('en-US', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    } catch {
      places = 2
    }
    placesOf.set(currency, places)
  }
  return places
}

/** The currency sign as the language writes it: `$`, `US$`, `EUR`. */
export function currencySign(currency: string): string {
  try {
    const parts = numbers({ style: 'currency', currency }).formatToParts(0)
    return parts.find((part) => part.type === 'currency')?.value ?? currency
  } catch {
    return currency
  }
}

/** Digits with the currency sign on the side, and with the space, that the language wants. */
function withSign(digits: string, currency: string): string {
  let parts: Intl.NumberFormatPart[]
  try {
    parts = numbers({ style: 'currency', currency }).formatToParts(0)
  } catch {
    return `${currency}\u00a0${digits}`
  }
  const isNumber = (part: Intl.NumberFormatPart) => ['integer', 'decimal', 'fraction'].includes(part.type)
  const first = parts.findIndex(isNumber)
  const before = parts.slice(0, first)
  const after = parts.slice(first).filter((part) => !isNumber(part))
  const text = (some: Intl.NumberFormatPart[]) => some.map((part) => part.value).join('')
  return text(before) + digits + text(after)
}

function dressed(value: Decimal, digits: string, currency: string, style: MoneyStyle): string {
  const bare = style.hasSign ? withSign(digits, currency) : digits
  if (value.digits < 0n) return currentNegatives() === 'parentheses' ? `(${bare})` : `${MINUS}${bare}`
  return style.hasPlus && value.digits > 0n ? `+${bare}` : bare
}

/** An amount rounded to the currency's places. What would round below the smallest unit is `<0.01`, never `0.00`. */
export function money(value: string, currency: string, style: MoneyStyle = {}): string {
  const exact = parseDecimal(value)
  const places = currencyPlaces(currency)
  const magnitude = exact.digits < 0n ? -exact.digits : exact.digits
  const smallest = 10n ** BigInt(Math.max(exact.scale - places, 0))
  const isTiny = magnitude > 0n && exact.scale > places && magnitude < smallest
  const digits = isTiny
    ? `<${groupedDigits({ digits: 1n, scale: places })}`
    : groupedDigits(roundDecimal(exact, places))
  return dressed(exact, digits, currency, style)
}

/** The amount with every digit it has, and its currency: what a hover shows. */
export function exactMoney(value: string, currency: string): string {
  const exact = trimDecimal(parseDecimal(value), currencyPlaces(currency))
  return `${dressed(exact, groupedDigits(exact), currency, {})} ${currency}`
}

/** A price of some units with every digit it has and no sign: `2.50`, `0.0028`. */
export function unitPrice(value: string, currency: string): string {
  const exact = trimDecimal(parseDecimal(value), currencyPlaces(currency))
  return dressed(exact, groupedDigits(exact), currency, {})
}

/** Money for one of something, to four digits after the point: `0.0035`; what would round to nothing is `<0.01`. */
export function perUnit(value: string, currency: string): string {
  const exact = parseDecimal(value)
  const four = roundDecimal(exact, 4)
  if (four.digits === 0n && exact.digits !== 0n) return money(value, currency)
  return dressed(exact, groupedDigits(four), currency, {})
}

/** An amount, or the range it lies in: `12.30 \u2013 14.50`; a dash where nothing is known. */
export function moneyRange(low: string | null, high: string | null, currency: string, style: MoneyStyle = {}): string {
  if (low === null) return UNKNOWN
  if (high === null) return money(low, currency, style)
  return `${money(low, currency, style)} ${UNKNOWN} ${money(high, currency, style)}`
}

/** A range with every digit; empty where nothing is known. */
export function exactMoneyRange(low: string | null, high: string | null, currency: string): string {
  if (low === null) return ''
  return high === null ? exactMoney(low, currency) : `${exactMoney(low, currency)} to ${exactMoney(high, currency)}`
}

/** Heading of a money column: what it is, its basis and its currency, once: `Billed, USD`. */
export function moneyHeading(label: string, currency: string): string {
  return `${label}, ${currency}`
}

/** Names of the bases, as headings carry them. */
const BASES: Record<string, string> = {
  invoiced: 'Invoiced',
  billed: 'Billed',
  rated: 'Rated',
  estimated: 'Estimated',
}

/** A basis for people. */
export function basisName(basis: string): string {
  return BASES[basis] ?? basis
}
