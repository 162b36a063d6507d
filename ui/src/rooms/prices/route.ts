/** Addresses of the Prices room: `#/prices`, `#/prices/model?channel=openai&model=gpt-5`, `#/prices/unpriced`. */

import { href } from '../../shell/route'
import { route } from '../../shell/router.svelte'

/** Places of the room that stand in its tabs, in their order. */
export const PRICE_TABS = ['rates', 'unpriced', 'contract', 'what-if', 'compare', 'book'] as const

/** A place with a tab of its own. */
export type PriceTab = (typeof PRICE_TABS)[number]

/** A place of the room; a model stands under Rates, a re-rate under the change that made it. */
export type PricePlace = PriceTab | 'model' | 'rerate'

/** What each place is called. */
export const PLACE_WORDS: Readonly<Record<PricePlace, string>> = {
  rates: 'Rates',
  model: 'Model',
  unpriced: 'Unpriced',
  contract: 'Contract',
  rerate: 'Re-rate review',
  'what-if': 'What if',
  compare: 'Rated against billed',
  book: 'Price book',
}

/** Places whose figures are of a period. */
export const PLACES_WITH_PERIOD: readonly string[] = ['unpriced', 'what-if', 'compare']

const PERIOD = ['from', 'to', 'compare', 'compareFrom', 'compareTo']

/** The place an address names; Rates when it names none. */
export function pricePlace(argument: string): PricePlace {
  return argument in PLACE_WORDS ? (argument as PricePlace) : 'rates'
}

/** The tab that is lit for a place. */
export function tabOf(place: PricePlace): PriceTab | undefined {
  if (place === 'model') return 'rates'
  return place === 'rerate' ? undefined : place
}

/** The address of a place; the period of the address at hand travels along. */
export function pricesHref(place: PricePlace, more: Record<string, string | undefined> = {}): string {
  const params = new URLSearchParams([...route().params].filter(([name]) => PERIOD.includes(name)))
  for (const [name, value] of Object.entries(more)) if (value !== undefined) params.set(name, value)
  return href('prices', place === 'rates' ? '' : place, params)
}

/** The address of a model's page. */
export function modelHref(channel: string, model: string): string {
  return pricesHref('model', { channel, model })
}
