import type { Decimal } from './decimal'
import { writeDecimal } from './decimal'

/** How amounts below zero are written. */
export type Negatives = 'minus' | 'parentheses'

function usable(tag: string | undefined): string {
  try {
    if (tag !== undefined && tag.length > 1) return new Intl.NumberFormat(tag).resolvedOptions().locale
  } catch {
    // Some web views report "C", which is no language.
  }
  return 'en-US'
}

let locale = usable(globalThis.navigator?.language)
let negatives: Negatives = 'minus'
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

/** The language numbers and dates are written in. */
export function currentLocale(): string {
  return locale
}

/** Chooses the language; an unusable tag falls back to American English. */
export function setLocale(tag: string): void {
  locale = usable(tag)
  made.clear()
}

/** How amounts below zero are written now. */
export function currentNegatives(): Negatives {
  return negatives
}

/** Chooses how amounts below zero are written. */
export function setNegatives(style: Negatives): void {
  negatives = style
}

/** A number format of the language, made once. */
export function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${JSON.stringify(options)}`
  let format = made.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, options)
    made.set(key, format)
  }
  return format as Intl.NumberFormat
}

/** A date format of the language, made once. */
export function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${JSON.stringify(options)}`
  let format = made.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options)
    made.set(key, format)
  }
  return format as Intl.DateTimeFormat
}

/** Exact grouped digits of a magnitude in the language; the sign is the caller's. */
export function groupedDigits(value: Decimal): string {
  const magnitude = { digits: value.digits < 0n ? -value.digits : value.digits, scale: value.scale }
  const format = numbers({ minimumFractionDigits: value.scale, maximumFractionDigits: value.scale })
  return format.format(writeDecimal(magnitude) as Intl.StringNumericLiteral)
}
