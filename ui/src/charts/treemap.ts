import { toDrawing } from '../format'

/** One field of a treemap, in the units of the box it fills. */
export interface Field {
  /** Place of its value in what was given. */
  index: number
  x: number
  y: number
  width: number
  height: number
}

interface Sized {
  index: number
  area: number
}

/**
 * Divides a box among values so that areas are in proportion and fields nearly square. What is zero, a credit or not
 * known has no area and no field.
 */
export function treemap(values: readonly (string | null)[], width: number, height: number): Field[] {
  const sized = values
    .map((value, index) => ({ index, area: value === null ? 0 : toDrawing(value) }))
    .filter((one) => one.area > 0)
    .toSorted((a, b) => b.area - a.area)
  const whole = sized.reduce((sum, one) => sum + one.area, 0)
  if (!(whole > 0) || width <= 0 || height <= 0) return []
  const factor = (width * height) / whole
  const left = sized.map(({ index, area }) => ({ index, area: area * factor }))
  const fields: Field[] = []
  let box = { x: 0, y: 0, width, height }
  while (left.length > 0) {
    const side = Math.min(box.width, box.height)
    const row = left.splice(0, rowLength(left, side))
    box = lay(row, box, fields)
  }
  return fields
}

/** How many of the largest make one row, so that its worst field is as square as can be. */
function rowLength(left: readonly Sized[], side: number): number {
  let [count, sum, best] = [0, 0, Infinity]
  const [first] = left
  for (const one of left) {
    const next = sum + one.area
    const thick = next / side
    const worst = Math.max((first?.area ?? 0) / thick ** 2, thick ** 2 / one.area)
    if (count > 0 && worst > best) break
    ;[count, sum, best] = [count + 1, next, worst]
  }
  return Math.max(1, count)
}

type Box = Omit<Field, 'index'>

/** Puts a row along the shorter side; answers what is left of the box. */
function lay(row: readonly Sized[], box: Box, into: Field[]): Box {
  const sum = row.reduce((total, one) => total + one.area, 0)
  const isUpright = box.height <= box.width
  const side = isUpright ? box.height : box.width
  const thick = side > 0 ? sum / side : 0
  let along = 0
  for (const { index, area } of row) {
    const length = thick > 0 ? area / thick : 0
    into.push(
      isUpright
        ? { index, x: box.x, y: box.y + along, width: thick, height: length }
        : { index, x: box.x + along, y: box.y, width: length, height: thick },
    )
    along += length
  }
  return isUpright
    ? { x: box.x + thick, y: box.y, width: Math.max(0, box.width - thick), height: box.height }
    : { x: box.x, y: box.y + thick, width: box.width, height: Math.max(0, box.height - thick) }
}
