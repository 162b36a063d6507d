import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import { untrack } from 'svelte'

/** What is scrolled, read anew whenever it changes. */
interface Scrolled {
  /** The box that scrolls; none before it stands. */
  box: () => HTMLElement | undefined
  /** How many rows there are. */
  count: () => number
  /** Height of a row in pixels. */
  rowHeight: () => number
  /** Whether a foot covers the last row of the box. */
  hasFoot: () => boolean
}

/** The rows in sight of a scrolled box: only they are drawn. */
export interface Sight {
  /** Their indexes, and where each starts in pixels from the first row. */
  readonly items: readonly { index: number; start: number }[]
  /** Scrolls as little as brings a row into sight. */
  show(index: number): void
}

/** Follows what is in sight while the component lives. */
export function rowsInSight(scrolled: Scrolled): Sight {
  let items = $state.raw<{ index: number; start: number }[]>([])
  let virtualizer: Virtualizer<HTMLElement, HTMLElement> | undefined

  function redraw(from: Virtualizer<HTMLElement, HTMLElement>) {
    items = from.getVirtualItems().map(({ index, start }) => ({ index, start }))
  }

  function options(count: number, size: number) {
    return {
      count,
      estimateSize: () => size,
      getScrollElement: () => scrolled.box() ?? null,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      overscan: 8,
      // The heading covers the top, the foot the bottom.
      scrollPaddingStart: size,
      scrollPaddingEnd: scrolled.hasFoot() ? 2 * size : size,
      onChange: redraw,
    }
  }

  $effect(() => {
    const made = new Virtualizer<HTMLElement, HTMLElement>(
      untrack(() => options(scrolled.count(), scrolled.rowHeight())),
    )
    virtualizer = made
    const stop = made._didMount()
    made._willUpdate()
    return () => {
      stop()
      virtualizer = undefined
    }
  })

  $effect(() => {
    const [count, size] = [scrolled.count(), scrolled.rowHeight()]
    untrack(() => {
      if (virtualizer === undefined) return
      virtualizer.setOptions(options(count, size))
      virtualizer.measure()
      virtualizer._willUpdate()
      redraw(virtualizer)
    })
  })

  return {
    get items() {
      return items
    },
    show: (index) => virtualizer?.scrollToIndex(index, { align: 'auto' }),
  }
}
