/** Addresses of the Attribution room: `#/attribution?dimension=customer`, `#/attribution/rules`. */

import { href } from '../../shell/route'
import { route } from '../../shell/router.svelte'

/** Places of the room, in the order of their tabs. */
export const ATTRIBUTION_PLACES = ['triage', 'rules', 'splits', 'owners', 'coverage', 'history'] as const

/** A place of the room. */
export type AttributionPlace = (typeof ATTRIBUTION_PLACES)[number]

/** What each place is called. */
export const ATTRIBUTION_WORDS: Readonly<Record<AttributionPlace, string>> = {
  triage: 'Triage',
  rules: 'Rules',
  splits: 'Splits',
  owners: 'Owners',
  coverage: 'Coverage',
  history: 'History',
}

/** Arguments of the address whose figures are of a period; Triage has none. */
export const ATTRIBUTION_WITH_PERIOD: readonly string[] = ['', 'triage', 'rules', 'splits', 'coverage']

/** Dimension that is shown when the address names none. */
export const FIRST_DIMENSION = 'team'

/** What travels from place to place. */
const SHARED = ['from', 'to', 'compare', 'compareFrom', 'compareTo', 'dimension', 'currency']

/** The place an address names; Triage when it names none. */
export function attributionPlace(argument: string): AttributionPlace {
  return ATTRIBUTION_PLACES.find((place) => place === argument) ?? 'triage'
}

/** The dimension of the address at hand, as rules name it. */
export function shownDimension(): string {
  return route().params.get('dimension') ?? FIRST_DIMENSION
}

/** The currency of the address at hand; `null`: the one with most of the money. */
export function shownCurrency(): string | null {
  return route().params.get('currency')
}

/** The address of a place; period, dimension and currency of the address at hand travel along. */
export function attributionHref(place: AttributionPlace, more: Record<string, string | undefined> = {}): string {
  const params = new URLSearchParams([...route().params].filter(([name]) => SHARED.includes(name)))
  for (const [name, value] of Object.entries(more)) if (value !== undefined) params.set(name, value)
  return href('attribution', place === 'triage' ? '' : place, params)
}
