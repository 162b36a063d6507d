import { MINUS, money } from './money'
import { addDays, dayRange } from './time'

/** An ISO day that is neither part of a name, a path or an instant, nor quoted as somebody typed it. */
const DAY = /(?<![\w"/.-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w"/-]|\.\w)/g
/** An amount with its currency as the core writes it; only what loses no digit. */
const AMOUNT = /(?<![\w".,])([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d\d) ([A-Z]{3})\b/g
/** The sign of a share below zero. */
const LESS = /(?<![\w.])-(?=[\d.,]+ %)/g

/** Text of the core as the language writes it: `2026-10-14` is `Oct 14, 2026`, `+1234.50 USD` is `+$1,234.50`. */
export function localized(text: string): string {
  return text
    .replace(DAY, (day) => dayRange(day, addDays(day, 1)))
    .replace(LESS, MINUS)
    .replace(AMOUNT, (_, sign: string, whole: string, cents: string, currency: string) =>
      money(`${sign === '-' ? '-' : ''}${whole.replaceAll(',', '')}${cents}`, currency, {
        hasSign: true,
        hasPlus: sign === '+',
      }),
    )
}
