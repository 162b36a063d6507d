/** Rows are asked for from the last row known before them, so that a far window costs what a near one does. */

import type { PageAsk } from '../../ipc/types'

/** A window asked from a known row on. */
export interface KeysetAsk {
  /** Key of the row before; `null` for the first row there is. */
  after: string | null
  page: PageAsk
}

/** Remembers which row ends each window that came. */
export class Keyset {
  private ends = new Map<number, string>()

  /** Takes a window that came: its first row and its rows. */
  took(offset: number, rows: readonly { key: string }[]): void {
    const last = rows[rows.length - 1]
    if (last !== undefined) this.ends.set(offset + rows.length, last.key)
  }

  /** The window from the nearest known row before it. */
  ask({ offset, limit }: PageAsk): KeysetAsk {
    let start = 0
    for (const end of this.ends.keys()) if (end <= offset && end > start) start = end
    return { after: this.ends.get(start) ?? null, page: { offset: offset - start, limit } }
  }

  /** Other rows are asked for now. */
  forget(): void {
    this.ends = new Map()
  }
}
