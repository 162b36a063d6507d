/** An exact decimal: `digits / 10^scale`. Text is read and written here without ever becoming a float. */
export interface Decimal {
  /** All digits with their sign. */
  digits: bigint
  /** How many of them are after the point. */
  scale: number
}

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/

/** Reads decimal text of the core, for example `-12.3400001`; throws on anything else. */
export function parseDecimal(text: string): Decimal {
  const match = SHAPE.exec(text)
  if (match === null) throw new RangeError(`"${text}" is not decimal text`)
  const [, sign, whole = '', fraction = ''] = match
  const digits = BigInt(whole + fraction)
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length }
}

/** Plain text with a point, as the core writes it; keeps the scale. */
export function writeDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  if (scale === 0) return sign + all
  return `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`
}

/** The same value without needless zeros after the point, but at least `places` digits there. */
export function trimDecimal(value: Decimal, places: number): Decimal {
  let { digits, scale } = value
  while (scale > places && digits % 10n === 0n) {
    digits /= 10n
    scale -= 1
  }
  while (scale < places) {
    digits *= 10n
    scale += 1
  }
  return { digits, scale }
}

/** Rounds half to even at `places` digits after the point. */
export function roundDecimal(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return trimDecimal(value, places)
  const unit = 10n ** BigInt(value.scale - places)
  const isNegative = value.digits < 0n
  const magnitude = isNegative ? -value.digits : value.digits
  let quotient = magnitude / unit
  const twice = (magnitude % unit) * 2n
  if (twice > unit || (twice === unit && quotient % 2n === 1n)) quotient += 1n
  return { digits: isNegative ? -quotient : quotient, scale: places }
}

/** Both values at the same scale. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale]
}

/** Exact sum; only for text copied from a selection, never for a figure that the core did not make. */
export function addDecimals(values: readonly string[]): string {
  let sum: Decimal = { digits: 0n, scale: 0 }
  for (const text of values) {
    const [a, b, scale] = aligned(sum, parseDecimal(text))
    sum = { digits: a + b, scale }
  }
  return writeDecimal(sum)
}

/** Below, equal to or above: -1, 0 or 1. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = aligned(parseDecimal(a), parseDecimal(b))
  return left < right ? -1 : left > right ? 1 : 0
}

/** -1, 0 or 1. */
export function signOf(text: string): -1 | 0 | 1 {
  const { digits } = parseDecimal(text)
  return digits < 0n ? -1 : digits > 0n ? 1 : 0
}

/** Whether the text stands for zero. */
export function isZero(text: string): boolean {
  return signOf(text) === 0
}

/**
 * Change from `before` to `now` in ten-thousandths of `before`, rounded toward zero; `null` when `before` is zero or
 * negative, where a share says nothing.
 */
export function changeBasisPoints(now: string, before: string): bigint | null {
  const [left, right] = aligned(parseDecimal(now), parseDecimal(before))
  if (right <= 0n) return null
  return ((left - right) * 10_000n) / right
}

/** Difference `a - b` as exact text. */
export function subtractDecimals(a: string, b: string): string {
  const [left, right, scale] = aligned(parseDecimal(a), parseDecimal(b))
  return writeDecimal(trimDecimal({ digits: left - right, scale }, 0))
}

/** The nearest float, for lengths and heights in drawings only; never shown, never added. */
export function toDrawing(text: string): number {
  return Number(text)
}
