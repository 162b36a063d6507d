/** Figures of Explore as text: money, counts and percent, rounded for the eye and exact for the hover. */

import {
  changeShare,
  compactQuantity,
  exactMoney,
  exactQuantity,
  MINUS,
  money,
  moneyHeading,
  parseDecimal,
  perUnit,
  roundDecimal,
  signOf,
  UNKNOWN,
  writeDecimal,
} from '../../format'
import type { ExploreMeasureView } from '../../ipc/types'

const NOT_KNOWN = 'Not known: no source tells it'

/** Text of one measure's figures. */
export interface Figures {
  /** Heading with unit: `Billed, USD`. */
  heading: string
  text: (value: string | null) => string
  exact: (value: string | null) => string
  /** A difference, with its sign. */
  change: (value: string | null) => string
}

/** How the figures of a measure are written. */
export function figuresOf(measure: ExploreMeasureView, currency: string | null): Figures {
  if (measure.kind === 'money') return ofMoney(measure, currency ?? '')
  return measure.kind === 'percent' ? ofPercent(measure) : ofCounts(measure)
}

function ofMoney(measure: ExploreMeasureView, currency: string): Figures {
  const shown = (value: string) => (measure.isAdditive ? money(value, currency) : perUnit(value, currency))
  return {
    heading: currency === '' ? measure.label : moneyHeading(measure.label, currency),
    text: (value) => (value === null ? UNKNOWN : shown(value)),
    exact: (value) => (value === null ? NOT_KNOWN : exactMoney(value, currency)),
    change: (value) => (value === null ? UNKNOWN : withPlus(value, shown(value))),
  }
}

function ofCounts(measure: ExploreMeasureView): Figures {
  return {
    heading: measure.label,
    text: (value) => (value === null ? UNKNOWN : compactQuantity(value)),
    exact: (value) => (value === null ? NOT_KNOWN : exactQuantity(value)),
    change: (value) => (value === null ? UNKNOWN : withPlus(value, compactQuantity(value))),
  }
}

function ofPercent(measure: ExploreMeasureView): Figures {
  const rounded = (value: string) => exactQuantity(writeDecimal(roundDecimal(parseDecimal(value), 1)))
  return {
    heading: `${measure.label}, %`,
    text: (value) => (value === null ? UNKNOWN : rounded(value)),
    exact: (value) => (value === null ? NOT_KNOWN : `${exactQuantity(value)} %`),
    change: (value) => (value === null ? UNKNOWN : withPlus(value, rounded(value))),
  }
}

function withPlus(value: string, text: string): string {
  return signOf(value) > 0 && !text.startsWith(MINUS) ? `+${text}` : text
}

/** A change in ten-thousandths; a dash where what was before says nothing. */
export function moved(basisPoints: number | null): string {
  return basisPoints === null ? UNKNOWN : changeShare(basisPoints)
}
