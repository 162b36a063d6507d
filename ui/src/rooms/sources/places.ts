/** The places of Sources, side by side in its heading. */
export const SOURCE_PLACES = [
  { id: 'connections', name: 'Connections', room: 'sources', argument: '' },
  { id: 'imports', name: 'Imports', room: 'imports', argument: '' },
  { id: 'watched', name: 'Watched folders', room: 'imports', argument: 'watched' },
  { id: 'requests', name: 'Requests', room: 'requests', argument: '' },
  { id: 'loops', name: 'Retry loops', room: 'requests', argument: 'loops' },
] as const

/** One place of Sources. */
export type SourcesPlaceId = (typeof SOURCE_PLACES)[number]['id']
