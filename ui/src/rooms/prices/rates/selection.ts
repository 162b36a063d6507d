/** Which of a model's rates are drawn together: one tier, place, length of prompts, hours and unit at a time. */

import type { RateView } from '../../../ipc/types'

/** What tells drawn rates apart from the others of a model. */
export interface RateChoice {
  tier: string
  geo: string
  /** Prompt tokens above which they apply; 0 for the base band. */
  over: number
  /** Hours they apply in; empty for all hours. */
  clock: string
  /** What one of the meter is. */
  unit: string
}

/** A dimension of the choice. */
export type ChoicePart = keyof RateChoice

const PARTS: readonly ChoicePart[] = ['tier', 'geo', 'over', 'clock', 'unit']

/** The choice a rate belongs to. */
export function choiceOf(rate: RateView): RateChoice {
  return { tier: rate.tier, geo: rate.geo, over: rate.bandOver, clock: rate.clock ?? '', unit: rate.unit }
}

/** The values of each part there are, in the order of the rates. */
export function partValues(rates: readonly RateView[]): Record<ChoicePart, string[]> {
  const all = { tier: [], geo: [], over: [], clock: [], unit: [] } as Record<ChoicePart, string[]>
  for (const rate of rates) {
    const choice = choiceOf(rate)
    for (const part of PARTS) {
      const value = String(choice[part])
      if (!all[part].includes(value)) all[part].push(value)
    }
  }
  all.over.sort((a, b) => Number(a) - Number(b))
  return all
}

/**
 * The choice that comes nearest to what is asked: rates that match the most parts, present ones and standard token
 * prices before others, so that something is always drawn.
 */
export function nearestChoice(
  rates: readonly RateView[],
  asked: Partial<Record<ChoicePart, string>>,
): RateChoice | null {
  let best: { choice: RateChoice; score: number } | null = null
  for (const rate of rates) {
    const choice = choiceOf(rate)
    let score = 0
    for (const part of PARTS) if (asked[part] !== undefined && String(choice[part]) === asked[part]) score += 100
    if (rate.isPresent) score += 8
    if (choice.tier === 'standard') score += 4
    if (choice.unit === 'token') score += 2
    if (choice.over === 0 && choice.clock === '') score += 1
    if (best === null || score > best.score) best = { choice, score }
  }
  return best?.choice ?? null
}

/** Whether a rate is one of the choice. */
export function isOf(rate: RateView, choice: RateChoice): boolean {
  const own = choiceOf(rate)
  return PARTS.every((part) => own[part] === choice[part])
}
