/** The question of a what-if as it is being put: its changes, in the address and in forms, and what is missing. */

import type { Hypothesis } from '../../../ipc/types'
import { isDay } from '../../sources/days'

/** Kinds of changes, in the order of the menu. */
export const HYPOTHESES: Readonly<Record<Hypothesis['kind'], { word: string; means: string }>> = {
  ratesOn: { word: 'Rates of another day', means: 'The same usage at the prices that held on a day' },
  knownOn: { word: 'Known on another day', means: 'Only what the price book knew on a day' },
  book: { word: 'Another price book', means: 'A version of the price book kept here' },
  contract: { word: 'Another contract', means: 'A contract as text, such as an offer' },
  batch: { word: 'Usage in batch', means: 'A share of what could wait, at batch prices' },
  model: { word: 'A model on the prices of another', means: 'With its own count of tokens and its own cache' },
}

/** A change as the form begins with it. */
export function emptyHypothesis(
  kind: Hypothesis['kind'],
  today: string,
  bookHash: string,
  contract: string,
): Hypothesis {
  switch (kind) {
    case 'ratesOn':
    case 'knownOn':
      return { kind, day: today }
    case 'book':
      return { kind, hash: bookHash }
    case 'contract':
      return { kind, text: contract }
    case 'batch':
      return { kind, model: null, project: null, percent: 100 }
    case 'model':
      return {
        kind,
        fromChannel: '',
        fromModel: '',
        toChannel: '',
        toModel: '',
        tokenizerFactor: '1',
        cacheHitPercent: 100,
      }
  }
}

/** The changes of an address; none when it cannot be read. */
export function readHypotheses(text: string | null): Hypothesis[] {
  if (text === null) return []
  try {
    const read: unknown = JSON.parse(text)
    return Array.isArray(read) ? read.filter(isHypothesis) : []
  } catch {
    return []
  }
}

function isHypothesis(value: unknown): value is Hypothesis {
  return typeof value === 'object' && value !== null && 'kind' in value && String(value.kind) in HYPOTHESES
}

const isPercent = (value: number, least: number) => Number.isInteger(value) && value >= least && value <= 100

/** What is missing from a change; `undefined` when it can be asked. */
export function missing(change: Hypothesis): string | undefined {
  switch (change.kind) {
    case 'ratesOn':
    case 'knownOn':
      return isDay(change.day) ? undefined : 'Choose a day.'
    case 'book':
      return change.hash === '' ? 'Choose a price book.' : undefined
    case 'contract':
      return undefined
    case 'batch':
      return isPercent(change.percent, 1) ? undefined : 'A whole share from 1 to 100 percent.'
    case 'model':
      if (change.fromModel === '' || change.fromChannel === '') return 'Choose the model whose usage it is.'
      if (change.toModel === '' || change.toChannel === '') return 'Choose the model whose prices are taken.'
      if (!/^\d+(\.\d+)?$/.test(change.tokenizerFactor) || Number(change.tokenizerFactor) === 0)
        return 'The factor of tokens is a decimal above 0.'
      return isPercent(change.cacheHitPercent, 0) ? undefined : 'A whole share from 0 to 100 percent.'
  }
}
