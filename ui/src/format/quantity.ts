import { parseDecimal, roundDecimal, signOf, trimDecimal } from './decimal'
import { groupedDigits, numbers } from './locale'
import { MINUS, UNKNOWN } from './money'

const UNITS = [
  { from: 1_000_000_000_000n, power: 12, name: 'T' },
  { from: 1_000_000_000n, power: 9, name: 'B' },
  { from: 1_000_000n, power: 6, name: 'M' },
  { from: 10_000n, power: 3, name: 'k' },
] as const

function signed(digits: bigint, text: string): string {
  return digits < 0n ? `${MINUS}${text}` : text
}

/** A quantity with every digit: `12,412,907`. */
export function exactQuantity(value: string | number): string {
  const exact = trimDecimal(parseDecimal(String(value)), 0)
  return signed(exact.digits, groupedDigits(exact))
}

/** A quantity in three or four digits: `12.4 M`; below ten thousand it is exact. */
export function compactQuantity(value: string | number): string {
  const exact = trimDecimal(parseDecimal(String(value)), 0)
  const whole = exact.digits / 10n ** BigInt(exact.scale)
  const magnitude = whole < 0n ? -whole : whole
  const index = UNITS.findIndex((unit) => magnitude >= unit.from)
  const unit = UNITS[index]
  if (unit === undefined) return exactQuantity(value)
  const rounded = roundDecimal({ digits: exact.digits, scale: exact.scale + unit.power }, 1)
  const larger = UNITS[index - 1]
  // 999,960 rounds to 1,000.0 k, which is 1.0 M.
  if (larger !== undefined && (rounded.digits === 10_000n || rounded.digits === -10_000n)) {
    return `${signed(rounded.digits, groupedDigits({ digits: 10n, scale: 1 }))}\u00a0${larger.name}`
  }
  return `${signed(rounded.digits, groupedDigits(rounded))}\u00a0${unit.name}`
}

/** A count of things: `1 row`, `1,204 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${exactQuantity(count)} ${count === 1 ? one : many}`
}

/** Ten-thousandths as a share: `12.3 %`. A share too small for a digit is `<0.1 %`. */
export function share(basisPoints: number | bigint): string {
  const digits = BigInt(basisPoints)
  const magnitude = digits < 0n ? -digits : digits
  if (magnitude > 0n && magnitude < 10n) return signed(digits, `<${percent({ digits: 1n, scale: 1 })}`)
  return signed(digits, percent(roundDecimal({ digits: magnitude, scale: 2 }, 1)))
}

/** The share of an amount that is not known to be zero: what rounds to nothing is `<0.1 %`, and no share is a dash. */
export function shareOf(basisPoints: number | null, value: string): string {
  if (basisPoints === null) return UNKNOWN
  const sign = signOf(value)
  return basisPoints === 0 && sign !== 0 ? share(sign) : share(basisPoints)
}

/** A change in ten-thousandths with its sign: `+12.3 %`. */
export function changeShare(basisPoints: number | bigint): string {
  return BigInt(basisPoints) > 0n ? `+${share(basisPoints)}` : share(basisPoints)
}

/** Ten-thousandths that are added to a share, as points of it: `4.8 points`; too few for a digit are `<0.1 points`. */
export function points(basisPoints: number): string {
  return `${barePoints(basisPoints)}\u00a0points`
}

/** The same for a column that says what it is: `+4.8`. */
export function addedPoints(basisPoints: number): string {
  return basisPoints >= 10 ? `+${barePoints(basisPoints)}` : barePoints(basisPoints)
}

function barePoints(basisPoints: number): string {
  const digits = BigInt(basisPoints)
  const magnitude = digits < 0n ? -digits : digits
  const isTiny = magnitude > 0n && magnitude < 10n
  const text = groupedDigits(isTiny ? { digits: 1n, scale: 1 } : roundDecimal({ digits: magnitude, scale: 2 }, 1))
  return signed(digits, isTiny ? `<${text}` : text)
}

function percent(value: { digits: bigint; scale: number }): string {
  return `${groupedDigits(value)}\u00a0%`
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A size of a file or an answer: `1.4 MB`. */
export function bytes(count: number): string {
  let size = count
  let step = 0
  while (size >= 1000 && step < SIZES.length - 1) {
    size /= 1000
    step += 1
  }
  return `${numbers({ maximumFractionDigits: step === 0 ? 0 : 1 }).format(size)}\u00a0${SIZES[step]}`
}

/** A round step of an axis; never a figure. */
export function axisStep(value: number): string {
  const magnitude = Math.abs(value)
  if (magnitude >= 10_000) return compactQuantity(BigInt(Math.round(value)).toString())
  const text = numbers({ maximumSignificantDigits: 4 }).format(magnitude)
  return value < 0 ? `${MINUS}${text}` : text
}

/** A factor with four places: `0.8750`. */
export function factor(value: string): string {
  const { digits, scale } = roundDecimal(parseDecimal(value), 4)
  return signed(digits, groupedDigits({ digits, scale }))
}
