/** The way from an actual amount to a hypothetical one, ready to be drawn. */

import { addDecimals, signOf, toDrawing } from '../../../format'
import type { WhatIfView } from '../../../ipc/types'

/** One line of the bridge: an end, or a step between. */
export interface BridgeLine {
  label: string
  kind: 'actual' | 'step' | 'hypothetical'
  /** The amount of an end, or what a step adds; exact decimal text. */
  amount: string
  /** Where its bar starts and ends, as shares of the width from 0 to 1. */
  from: number
  to: number
  direction: -1 | 0 | 1
}

/** Lines of the bridge in order; each step starts where the one before it ended. */
export function prepareBridge(view: Pick<WhatIfView, 'actual' | 'hypothetical' | 'bridge'>): BridgeLine[] {
  const levels: { label: string; kind: BridgeLine['kind']; amount: string; from: string; to: string }[] = [
    { label: 'Actual', kind: 'actual', amount: view.actual.low, from: '0', to: view.actual.low },
  ]
  let at = view.actual.low
  for (const { label, amount } of view.bridge) {
    const to = addDecimals([at, amount])
    levels.push({ label, kind: 'step', amount, from: at, to })
    at = to
  }
  levels.push({
    label: 'Hypothetical',
    kind: 'hypothetical',
    amount: view.hypothetical.low,
    from: '0',
    to: view.hypothetical.low,
  })
  const ends = levels.flatMap((level) => [toDrawing(level.from), toDrawing(level.to)])
  const low = Math.min(0, ...ends)
  const span = Math.max(0, ...ends) - low || 1
  const place = (value: string) => (toDrawing(value) - low) / span
  return levels.map(({ label, kind, amount, from, to }) => ({
    label,
    kind,
    amount,
    from: place(from),
    to: place(to),
    direction: signOf(amount),
  }))
}
