/** Addresses of imports: `#/imports`, `#/imports/new`, `#/imports/12`, `#/imports/watched`. */

import { href } from '../../shell/route'
import { readId } from '../sources/route'

/** Argument of the address that opens the import of files. */
export const NEW = 'new'
/** Argument of the address of the watched folders. */
export const WATCHED = 'watched'

/** Where in imports we are. */
export type ImportPlace =
  { kind: 'history' } | { kind: 'new' } | { kind: 'watched' } | { kind: 'one'; id: number } | { kind: 'nowhere' }

/** Where an argument leads. */
export function importPlace(argument: string): ImportPlace {
  if (argument === '') return { kind: 'history' }
  if (argument === NEW) return { kind: 'new' }
  if (argument === WATCHED) return { kind: 'watched' }
  const id = readId(argument)
  return id === null ? { kind: 'nowhere' } : { kind: 'one', id }
}

/** The address of an import, of the history or of the import of files. */
export function importsHref(argument: number | typeof NEW | typeof WATCHED | '' = ''): string {
  return href('imports', String(argument))
}
