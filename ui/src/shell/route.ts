import type { DayRange, DimensionFilter } from '../ipc/types'

/** Where the window is: a room, an argument and parameters, written as `#/room/argument?name=value`. */
export interface Route {
  /** First segment: `overview`, `sources`, `rows`, ... */
  room: string
  /** Second segment; empty when there is none. */
  argument: string
  params: URLSearchParams
}

/** Where the window goes when nothing is said. */
export const HOME = 'overview'

/** Reads the part of an address after `#`. */
export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#?\/?/, '')
  const cut = text.indexOf('?')
  const path = cut < 0 ? text : text.slice(0, cut)
  const [room = '', argument = ''] = path.split('/').map(decoded)
  return { room: room || HOME, argument, params: new URLSearchParams(cut < 0 ? '' : text.slice(cut + 1)) }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The address of a place; parameters without a value are left out. */
export function href(
  room: string,
  argument = '',
  params: URLSearchParams | Record<string, string | undefined> = {},
): string {
  const search =
    params instanceof URLSearchParams
      ? params
      : new URLSearchParams(Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const path = argument === '' ? room : `${room}/${encodeURIComponent(argument)}`
  const query = search.toString()
  return `#/${path}${query === '' ? '' : `?${query}`}`
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The days in the parameters; `null` when they name none that make sense. */
export function readRange(params: URLSearchParams, from = 'from', to = 'to'): DayRange | null {
  const range = { from: params.get(from) ?? '', to: params.get(to) ?? '' }
  return DAY.test(range.from) && DAY.test(range.to) && range.from < range.to ? range : null
}

/** Filters in the parameters: `f=model=gpt-5`; `f=model` is "not told", `f=model=` is "told to have none". */
export function readFilters(params: URLSearchParams): DimensionFilter[] {
  return params.getAll('f').map((text) => {
    const cut = text.indexOf('=')
    return cut < 0 ? { dimension: text, value: null } : { dimension: text.slice(0, cut), value: text.slice(cut + 1) }
  })
}

/** Adds filters to parameters in the form `readFilters` reads. */
export function writeFilters(params: URLSearchParams, filters: readonly DimensionFilter[]): URLSearchParams {
  for (const { dimension, value } of filters) params.append('f', value === null ? dimension : `${dimension}=${value}`)
  return params
}
