import type uPlot from 'uplot'
import type { PreparedDay, PreparedDays } from './prepare'

/** Colours and pattern of the theme at hand. */
export interface Ink {
  series: string[]
  line: string
  text: string
  hatch: CanvasPattern | string
  gap: string
  hover: string
}

/** What the pointer or the keyboard is on. */
export interface Spot {
  /** Index of the day; -1 for none. */
  day: number
  /** Index of the series; -1 for the whole day. */
  series: number
}

/** A colour token as the page has it now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** A fine diagonal pattern for what is not complete. */
export function hatch(colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas')
  const size = 6 * devicePixelRatio
  tile.width = tile.height = size
  const pen = tile.getContext('2d')
  if (pen === null) return colour
  pen.strokeStyle = colour
  pen.lineWidth = 2 * devicePixelRatio
  pen.beginPath()
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size)
    pen.lineTo(shift + size, 0)
  }
  pen.stroke()
  return pen.createPattern(tile, 'repeat') ?? colour
}

/** Left edge and width of a day's bar, in canvas pixels. */
export function barOf(plot: uPlot, index: number): { left: number; width: number } {
  const slot = plot.valToPos(1, 'x', true) - plot.valToPos(0, 'x', true)
  const width = Math.max(1, Math.min(slot * 0.72, 44 * devicePixelRatio))
  return { left: plot.valToPos(index, 'x', true) - width / 2, width }
}

/** Draws all days. */
export function drawDays(plot: uPlot, prepared: PreparedDays, ink: Ink, spot: Spot): void {
  const pen = plot.ctx
  pen.save()
  pen.beginPath()
  pen.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height)
  pen.clip()
  for (const [index, day] of prepared.days.entries()) drawDay(plot, index, day, ink, spot)
  const zero = Math.round(plot.valToPos(0, 'y', true))
  pen.fillStyle = ink.line
  pen.fillRect(plot.bbox.left, zero, plot.bbox.width, Math.max(1, devicePixelRatio))
  pen.restore()
}

function drawDay(plot: uPlot, index: number, day: PreparedDay, ink: Ink, spot: Spot): void {
  const pen = plot.ctx
  const { left, width } = barOf(plot, index)
  if (spot.day === index) {
    const slot = width / 0.72
    pen.fillStyle = ink.hover
    pen.fillRect(left - (slot - width) / 2, plot.bbox.top, slot, plot.bbox.height)
  }
  if (day.isMissing) {
    pen.strokeStyle = ink.gap
    pen.lineWidth = devicePixelRatio
    pen.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
    const height = 18 * devicePixelRatio
    pen.strokeRect(left, plot.valToPos(0, 'y', true) - height, width, height)
    pen.setLineDash([])
    return
  }
  for (const segment of day.segments) {
    const from = plot.valToPos(segment.from, 'y', true)
    const to = plot.valToPos(segment.to, 'y', true)
    const top = Math.min(from, to)
    const height = Math.abs(from - to)
    pen.globalAlpha = spot.day === index && spot.series >= 0 && spot.series !== segment.series ? 0.45 : 1
    pen.fillStyle = ink.series[segment.series] ?? ink.gap
    // A hair of surface between blocks keeps neighbours apart without colour.
    pen.fillRect(left, top, width, height > 3 * devicePixelRatio ? height - devicePixelRatio : height)
    if (day.isPartial) {
      pen.fillStyle = ink.hatch
      pen.fillRect(left, top, width, height)
    }
  }
  pen.globalAlpha = 1
}
