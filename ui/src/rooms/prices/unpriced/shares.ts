import { addDecimals, parseDecimal } from '../../../format'

/** Shares of quantities in their sum, in ten-thousandths; zeros when the sum is zero. What is there is never zero. */
export function tokenShares(quantities: readonly string[]): number[] {
  const all = parseDecimal(addDecimals(quantities))
  if (all.digits <= 0n) return quantities.map(() => 0)
  return quantities.map((quantity) => {
    const { digits, scale } = parseDecimal(quantity)
    if (digits <= 0n) return 0
    const scaled = digits * 10_000n * 10n ** BigInt(Math.max(0, all.scale - scale))
    return Math.max(1, Number(scaled / (all.digits * 10n ** BigInt(Math.max(0, scale - all.scale)))))
  })
}
