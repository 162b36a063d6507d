import { money } from './money'
import { addDays, dayRange } from './time'

/** An ISO day that is neither part of a name, a path or an instant, nor quoted as somebody typed it. */
const DAY = /(?<![\w"/.-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w"/-]|\.\w)/g
/** An amount with its currency as the core writes it; only what loses no digit. */
const AMOUNT = /(?<![\w".,])([+-]?)(\d+\.\d\d) ([A-Z]{3})\b/g

/** Text of the core as the language writes it: `2026-10-14` is `Oct 14, 2026`, `+1234.50 USD` is `+$1,234.50`. */
export function localized(text: string): string {
  return text
    .replace(DAY, (day) => dayRange(day, addDays(day, 1)))
    .replace(AMOUNT, (_, sign: string, digits: string, currency: string) =>
      money(`${sign === '-' ? '-' : ''}${digits}`, currency, { hasSign: true, hasPlus: sign === '+' }),
    )
}
