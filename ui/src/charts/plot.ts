import { toDrawing } from '../format'

/** How a plot is drawn: stacked bars, stacked areas, or a line each. */
export type PlotForm = 'bars' | 'area' | 'line'

/** A stretch of days on the axis of time. */
export interface PlotBucket {
  /** First day. */
  start: string
  /** The day after the last one. */
  end: string
  /** Whether a day in it is not over or not read in full. */
  isPartial: boolean
  /** Whether nothing of it was read: a gap, and not a zero. */
  isMissing: boolean
}

/** One series of a plot. */
export interface PlotSeries {
  label: string
  /** Colour token. */
  colour: string
  /** One per bucket, exact decimal text; `null` is a gap. */
  values: readonly (string | null)[]
}

/** A block or a point: where it starts and ends on the axis of values. */
export interface PlotBlock {
  series: number
  bucket: number
  from: number
  to: number
  /** Exact decimal text. */
  value: string
}

/** A plot ready to be drawn. Floats are heights only. */
export interface PreparedPlot {
  form: PlotForm
  /** By bucket; a bucket that was not read has none. */
  blocks: PlotBlock[][]
  /** Heights of the compared period by place; `null` is a gap. */
  before: (number | null)[]
  low: number
  high: number
}

/** Places on the page of the axes' positions. */
export interface PlotScale {
  /** Middle of a bucket. */
  x: (bucket: number) => number
  y: (height: number) => number
  /** Width of a bar. */
  bar: number
}

/** Stacks or lines up the series: what is above zero grows up from the line, credits grow down from it. */
export function preparePlot(
  form: PlotForm,
  series: readonly PlotSeries[],
  buckets: readonly PlotBucket[],
  before: readonly (string | null)[] = [],
): PreparedPlot {
  const blocks = buckets.map((bucket, at) => (bucket.isMissing ? [] : blocksOf(form, series, at)))
  const earlier = before.slice(0, buckets.length).map((value) => (value === null ? null : toDrawing(value)))
  const ends = [...blocks.flatMap((some) => some.map((block) => block.to)), ...earlier.filter((end) => end !== null)]
  return {
    form,
    blocks,
    before: earlier,
    low: ends.reduce((low, end) => Math.min(low, end), 0),
    high: ends.reduce((high, end) => Math.max(high, end), 0),
  }
}

function blocksOf(form: PlotForm, series: readonly PlotSeries[], bucket: number): PlotBlock[] {
  let [up, down] = [0, 0]
  return series.flatMap(({ values }, index): PlotBlock[] => {
    const value = values[bucket] ?? null
    if (value === null) return []
    const height = toDrawing(value)
    if (form === 'line') return [{ series: index, bucket, from: height, to: height, value }]
    const from = height < 0 ? down : up
    const to = from + height
    if (height < 0) down = to
    else up = to
    return [{ series: index, bucket, from, to, value }]
  })
}

/** Round heights for the axis, from the lowest to the highest, a handful of them and zero always. */
export function plotTicks(low: number, high: number, fits = 5): number[] {
  const span = high - low
  if (!(span > 0)) return [0]
  const rough = span / Math.max(1, fits)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? power * 10
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)]
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

/** Buckets whose names stand under the axis: as many as fit, evenly apart. */
export function namedBuckets(count: number, width: number, spacing = 64): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(width / spacing))))
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step)
}

/** Runs of neighbouring blocks of one series; a gap ends a run. */
export function runsOf(prepared: PreparedPlot, series: number): PlotBlock[][] {
  const runs: PlotBlock[][] = []
  let run: PlotBlock[] | undefined
  for (const blocks of prepared.blocks) {
    const block = blocks.find((one) => one.series === series)
    if (block === undefined) run = undefined
    else if (run === undefined) runs.push((run = [block]))
    else run.push(block)
  }
  return runs
}

const at = (x: number, y: number) => `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`

/** The bar of a block as a path; a hair of surface keeps neighbours apart without colour. */
export function barPath(block: PlotBlock, { x, y, bar }: PlotScale): string {
  const [top, bottom] = [y(Math.max(block.from, block.to)), y(Math.min(block.from, block.to))]
  const height = bottom - top
  if (height <= 0) return ''
  const [left, shown] = [x(block.bucket) - bar / 2, height > 3 ? height - 1 : height]
  return `M${at(left, bottom - shown)}h${bar}V${Math.round(bottom * 100) / 100}h${-bar}Z`
}

/** One series as a path: all its bars, its areas, or its line. A lone point of an area is a bar. */
export function seriesPath(prepared: PreparedPlot, series: number, scale: PlotScale): string {
  const { x, y } = scale
  if (prepared.form === 'bars') {
    return prepared.blocks
      .flatMap((blocks) => blocks.filter((block) => block.series === series).map((block) => barPath(block, scale)))
      .join('')
  }
  const runs = runsOf(prepared, series)
  if (prepared.form === 'line') {
    return runs
      .map((run) => run.map((block, place) => `${place === 0 ? 'M' : 'L'}${at(x(block.bucket), y(block.to))}`).join(''))
      .join('')
  }
  return runs
    .map((run) => {
      const [only] = run
      if (run.length === 1 && only !== undefined) return barPath(only, scale)
      const there = run.map((block, place) => `${place === 0 ? 'M' : 'L'}${at(x(block.bucket), y(block.to))}`)
      const back = run.toReversed().map((block) => `L${at(x(block.bucket), y(block.from))}`)
      return `${there.join('')}${back.join('')}Z`
    })
    .join('')
}

/** Points of a line that have no neighbour: without a mark they would not be seen. */
export function lonePoints(prepared: PreparedPlot, series: number): PlotBlock[] {
  return runsOf(prepared, series).flatMap((run) => (run.length === 1 ? run : []))
}

/** The compared period as a path; gaps stay gaps. */
export function beforePath(prepared: PreparedPlot, { x, y, bar }: PlotScale): string {
  let isOpen = false
  const lone = prepared.before.length === 1
  return prepared.before
    .map((height, bucket) => {
      if (height === null) {
        isOpen = false
        return ''
      }
      const mark = isOpen ? 'L' : 'M'
      isOpen = true
      return lone ? `M${at(x(bucket) - bar / 2, y(height))}h${bar}` : `${mark}${at(x(bucket), y(height))}`
    })
    .join('')
}

/** The block under a height of the axis; of lines the nearest one. */
export function blockAt(prepared: PreparedPlot, bucket: number, height: number): PlotBlock | undefined {
  const blocks = prepared.blocks[bucket] ?? []
  if (prepared.form !== 'line') {
    return blocks.find(({ from, to }) => height >= Math.min(from, to) && height <= Math.max(from, to))
  }
  return blocks.toSorted((a, b) => Math.abs(a.to - height) - Math.abs(b.to - height))[0]
}

const FORMS: Record<PlotForm, string> = { bars: 'Stacked bars', area: 'Stacked areas', line: 'Lines' }

/** What the plot says in one sentence, for those who do not see it. */
export function describePlot(
  form: PlotForm,
  series: readonly PlotSeries[],
  buckets: readonly PlotBucket[],
  grain: string,
): string {
  const missing = buckets.filter((bucket) => bucket.isMissing).length
  const partial = buckets.filter((bucket) => bucket.isPartial && !bucket.isMissing).length
  const parts = [
    `${FORMS[form]} of ${buckets.length} ${buckets.length === 1 ? grain : `${grain}s`}${
      series.length > 1 ? ` split into ${series.map((one) => one.label).join(', ')}` : ''
    }`,
    missing > 0 ? `${missing} not read` : '',
    partial > 0 ? `${partial} not complete` : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}
