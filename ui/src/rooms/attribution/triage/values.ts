/** Values that fit what was typed: of the registry, and the text itself as a new one. */

import type { ValueView } from '../../../ipc/types'

/** A value to choose. */
export interface ValueChoice {
  name: string
  /** What tells it apart: its owner, or the other name that was typed. */
  note: string
  isNew: boolean
}

const MAX_SHOWN = 200

/** How well a name fits: 0 best, `null` not at all. */
function fit(name: string, text: string): number | null {
  const [within, sought] = [name.toLowerCase(), text.toLowerCase()]
  if (within === sought) return 0
  const at = within.indexOf(sought)
  if (at < 0) return null
  if (at === 0) return 1
  return /[\s\-_/.]/.test(within.charAt(at - 1)) ? 2 : 3
}

/** Registered values that fit, the best first; then the text itself, unless it is the name of one. */
export function matchValues(values: readonly ValueView[], typed: string): ValueChoice[] {
  const text = typed.trim()
  const found = values.flatMap(({ value }, order) => {
    const own = fit(value.name, text)
    if (own !== null) return [{ name: value.name, note: value.owner ?? '', fits: own, order }]
    const alias = value.aliases
      .map((name) => ({ name, fits: fit(name, text) }))
      .filter((one): one is { name: string; fits: number } => one.fits !== null)
      .toSorted((a, b) => a.fits - b.fits)[0]
    return alias === undefined ? [] : [{ name: value.name, note: `also ${alias.name}`, fits: alias.fits, order }]
  })
  const choices = found
    .toSorted((a, b) => a.fits - b.fits || a.order - b.order)
    .slice(0, MAX_SHOWN)
    .map(({ name, note }) => ({ name, note, isNew: false }))
  const isKnown = found.some((one) => one.fits === 0)
  return text === '' || isKnown ? choices : [...choices, { name: text, note: 'new value', isNew: true }]
}
