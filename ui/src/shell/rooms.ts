import ChartNoAxesCombined from '@lucide/svelte/icons/chart-no-axes-combined'
import Gauge from '@lucide/svelte/icons/gauge'
import Plug from '@lucide/svelte/icons/plug'
import Cog from '@lucide/svelte/icons/settings'
import Tag from '@lucide/svelte/icons/tag'
import Tags from '@lucide/svelte/icons/tags'
import type { Component } from 'svelte'
import Attribution from '../rooms/attribution/Attribution.svelte'
import { ATTRIBUTION_WITH_PERIOD } from '../rooms/attribution/route'
import Explore from '../rooms/explore/Explore.svelte'
import Groups from '../rooms/groups/Groups.svelte'
import Imports from '../rooms/imports/Imports.svelte'
import Overview from '../rooms/overview/Overview.svelte'
import Prices from '../rooms/prices/Prices.svelte'
import { PLACES_WITH_PERIOD } from '../rooms/prices/route'
import RawPage from '../rooms/raw/RawPage.svelte'
import Requests from '../rooms/requests/Requests.svelte'
import Settings from '../rooms/settings/Settings.svelte'
import Sources from '../rooms/sources/Sources.svelte'
import Rows from '../rooms/rows/Rows.svelte'

/** A place the window can show. */
export interface Room {
  /** First segment of the address. */
  id: string
  name: string
  component: Component
  /** Its icon in the rail; a place without one is reached from another room. */
  icon?: Component<{ size?: number }>
  /** Whether the period picker of the top bar is for it; a list names the arguments of the address it is for. */
  hasPeriod: boolean | readonly string[]
  /** Whether its figures follow the basis of the top bar. */
  hasBasis?: boolean
  /** Room of the rail that is lit while it is shown; its own when absent. */
  within?: string
  /** Whether it stands at the foot of the rail. */
  isAtFoot?: boolean
}

/** Rooms in the order of the rail. A room is added here and nowhere else. */
export const ROOMS: readonly Room[] = [
  { id: 'overview', name: 'Overview', component: Overview, icon: Gauge, hasPeriod: true, hasBasis: true },
  { id: 'explore', name: 'Explore', component: Explore, icon: ChartNoAxesCombined, hasPeriod: true },
  { id: 'attribution', name: 'Attribution', component: Attribution, icon: Tags, hasPeriod: ATTRIBUTION_WITH_PERIOD },
  { id: 'sources', name: 'Sources', component: Sources, icon: Plug, hasPeriod: false },
  { id: 'raw', name: 'Raw page', component: RawPage, hasPeriod: false, within: 'sources' },
  { id: 'imports', name: 'Imports', component: Imports, hasPeriod: false, within: 'sources' },
  { id: 'requests', name: 'Requests', component: Requests, hasPeriod: true, within: 'sources' },
  { id: 'prices', name: 'Prices', component: Prices, icon: Tag, hasPeriod: PLACES_WITH_PERIOD },
  { id: 'settings', name: 'Settings', component: Settings, icon: Cog, hasPeriod: false, isAtFoot: true },
  { id: 'groups', name: 'Groups', component: Groups, hasPeriod: true, hasBasis: true, within: 'overview' },
  { id: 'rows', name: 'Rows', component: Rows, hasPeriod: true, hasBasis: true, within: 'overview' },
]

/** The room of an address; `undefined` when there is none. */
export function roomOf(id: string): Room | undefined {
  return ROOMS.find((room) => room.id === id)
}

/** Whether the period picker is for a place; `argument` is the second segment of its address. */
export function showsPeriod(room: Room | undefined, argument: string): boolean {
  if (room === undefined) return false
  return typeof room.hasPeriod === 'boolean' ? room.hasPeriod : room.hasPeriod.includes(argument)
}
