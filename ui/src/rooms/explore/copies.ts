/** What is taken along: the question as text, the table as CSV, the chart as a picture. */

import { asPng, asSvg } from '../../charts'
import { counted } from '../../format'
import type { ExploreRow, ExploreView } from '../../ipc/types'
import { notify, report } from '../../shell/toasts.svelte'
import { headLines, toCsv } from './csv'

/** Rows that one copy holds at most. */
const MOST_ROWS = 20_000

async function copied(title: string, text: () => Promise<string> | string): Promise<void> {
  try {
    await navigator.clipboard.writeText(await text())
    notify({ level: 'note', title, text: '' })
  } catch (thrown) {
    report(thrown)
  }
}

/** Copies the text form of a question. */
export function copyQuestion(view: ExploreView): void {
  void copied('Copied the question', () => view.text)
}

/** Copies every row as CSV, with what was asked before it. */
export function copyCsv(
  view: ExploreView,
  load: (first: number, last: number) => Promise<readonly ExploreRow[]>,
  conditions: readonly string[],
): void {
  const count = Math.min(view.totalRows, MOST_ROWS)
  const rest = view.totalRows - count
  const more = rest > 0 ? [`Rows left out, beyond the first ${count}: ${rest}`] : []
  void copied(`Copied ${counted(count, 'row')} as CSV`, async () => {
    const rows = count === 0 ? [] : await load(0, count - 1)
    return toCsv(view, rows, [...headLines(view, conditions, new Date().toISOString()), ...more])
  })
}

/** The drawing with what it shows written above it. */
function pictureOf(view: ExploreView, drawing: SVGSVGElement, conditions: readonly string[]): string {
  return asSvg(drawing, headLines(view, conditions, new Date().toISOString()).slice(1))
}

/** Copies the chart as SVG text. */
export function copySvg(view: ExploreView, drawing: SVGSVGElement, conditions: readonly string[]): void {
  void copied('Copied the chart as SVG', () => pictureOf(view, drawing, conditions))
}

/** Why a picture cannot be copied here; `undefined` when it can. */
export function pngReason(): string | undefined {
  return 'ClipboardItem' in globalThis ? undefined : 'This system takes no pictures from the window'
}

/** Copies the chart as PNG. */
export async function copyPng(view: ExploreView, drawing: SVGSVGElement, conditions: readonly string[]): Promise<void> {
  try {
    const png = await asPng(pictureOf(view, drawing, conditions))
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
    notify({ level: 'note', title: 'Copied the chart as PNG', text: '' })
  } catch (thrown) {
    report(thrown)
  }
}
