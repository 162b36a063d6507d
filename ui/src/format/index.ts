/**
 * The only place where numbers and dates become text. Owns: money, quantities, shares, days, ages, the locale. Never
 * does: a float on the way of an amount, a sum the core did not make, a zero for what is not known.
 */
export {
  addDecimals,
  changeBasisPoints,
  compareDecimals,
  isZero,
  parseDecimal,
  roundDecimal,
  signOf,
  subtractDecimals,
  toDrawing,
  writeDecimal,
} from './decimal'
export type { Decimal } from './decimal'
export { currentLocale, currentNegatives, setLocale, setNegatives } from './locale'
export type { Negatives } from './locale'
export {
  basisName,
  currencyPlaces,
  currencySign,
  exactMoney,
  exactMoneyRange,
  MINUS,
  money,
  moneyHeading,
  moneyRange,
  perUnit,
  UNKNOWN,
  unitPrice,
} from './money'
export type { MoneyStyle } from './money'
export { localized } from './prose'
export {
  addedPoints,
  axisStep,
  bytes,
  changeShare,
  compactQuantity,
  counted,
  exactQuantity,
  factor,
  points,
  share,
  shareOf,
} from './quantity'
export {
  addDays,
  age,
  dayNumber,
  dayOf,
  dayRange,
  exactMoment,
  latency,
  longDay,
  moment,
  monthMark,
  monthName,
  precise,
  shortDay,
  span,
} from './time'
