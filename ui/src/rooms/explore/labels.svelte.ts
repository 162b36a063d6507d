import type { ExploreView } from '../../ipc/types'
import { valueWords } from './conditions'

/** Names of values that answers told, so that a filter on an id reads as the thing it keeps. */
class Labels {
  private known = $state.raw<ReadonlyMap<string, string>>(new Map())

  /** Remembers the names an answer tells. */
  learn(view: ExploreView): void {
    const next = new Map(this.known)
    for (const { keys } of [...view.rows, ...view.series]) {
      keys.forEach((key, place) => {
        const dimension = view.dimensions[place]?.name
        if (dimension !== undefined && key.value !== null) next.set(`${dimension} ${key.value}`, key.label)
      })
    }
    if (next.size !== this.known.size) this.known = next
  }

  /** Whether a value has a name here, or needs none. */
  has(dimension: string, value: string | null): boolean {
    return value === null || value === '' || this.known.has(`${dimension} ${value}`)
  }

  /** A value for people. */
  of(dimension: string, value: string | null): string {
    return (value === null ? undefined : this.known.get(`${dimension} ${value}`)) || valueWords(value)
  }
}

/** The names of the window. */
export const labels = new Labels()
