import { describe, expect, it } from 'vitest'
import { classColour, coloursOf } from './colours'
import { beforePath, blockAt, describePlot, lonePoints, namedBuckets, plotTicks, preparePlot, seriesPath } from './plot'
import { treemap } from './treemap'

const day = (number: number, more: { isPartial?: boolean; isMissing?: boolean } = {}) => ({
  start: `2026-09-0${number}`,
  end: `2026-09-0${number + 1}`,
  isPartial: false,
  isMissing: false,
  ...more,
})
const BUCKETS = [day(1), day(2, { isMissing: true }), day(3), day(4, { isPartial: true })]
const SERIES = [
  { label: 'a', colour: '--series-1', values: ['10', null, '20', '5'] },
  { label: 'b', colour: '--series-2', values: ['4', null, '-3', null] },
]
const SCALE = { x: (bucket: number) => bucket * 10 + 5, y: (height: number) => 100 - height, bar: 6 }

describe('a plot', () => {
  it('stacks up from the line, and credits down', () => {
    const plot = preparePlot('bars', SERIES, BUCKETS)
    expect(plot.blocks[0]?.map(({ from, to }) => [from, to])).toEqual([
      [0, 10],
      [10, 14],
    ])
    expect(plot.blocks[2]?.map(({ from, to }) => [from, to])).toEqual([
      [0, 20],
      [0, -3],
    ])
    expect([plot.low, plot.high]).toEqual([-3, 20])
  })

  it('draws nothing where nothing was read', () => {
    expect(preparePlot('bars', SERIES, BUCKETS).blocks[1]).toEqual([])
    expect(preparePlot('bars', SERIES, BUCKETS).blocks[3]).toHaveLength(1)
  })

  it('breaks lines and areas at a gap', () => {
    const line = preparePlot('line', SERIES, BUCKETS)
    expect(seriesPath(line, 0, SCALE)).toBe('M5 90M25 80L35 95')
    expect(lonePoints(line, 0).map((block) => block.bucket)).toEqual([0])
    const area = preparePlot('area', SERIES, BUCKETS)
    expect(seriesPath(area, 0, SCALE)).toContain('M25 80L35 95L35 100L25 100Z')
  })

  it('does not stack lines', () => {
    expect(preparePlot('line', SERIES, BUCKETS).high).toBe(20)
    expect(preparePlot('line', SERIES, BUCKETS).blocks[0]?.[1]?.to).toBe(4)
  })

  it('has room for what was before, and keeps its gaps', () => {
    const plot = preparePlot('bars', SERIES, BUCKETS, ['50', null, '7', '8', '9'])
    expect(plot.high).toBe(50)
    expect(beforePath(plot, SCALE)).toBe('M5 50M25 93L35 92')
  })

  it('finds the block under a height, of lines the nearest', () => {
    expect(blockAt(preparePlot('bars', SERIES, BUCKETS), 0, 12)?.series).toBe(1)
    expect(blockAt(preparePlot('bars', SERIES, BUCKETS), 0, 15)).toBeUndefined()
    expect(blockAt(preparePlot('line', SERIES, BUCKETS), 0, 9)?.series).toBe(0)
  })

  it('says what it shows and what is missing', () => {
    expect(describePlot('bars', SERIES, BUCKETS, 'day')).toBe(
      'Stacked bars of 4 days split into a, b; 1 not read; 1 not complete',
    )
    expect(describePlot('line', SERIES.slice(0, 1), BUCKETS.slice(0, 1), 'month')).toBe('Lines of 1 month')
  })

  it('has round heights with zero among them', () => {
    expect(plotTicks(0, 100)).toEqual([0, 20, 40, 60, 80, 100])
    expect(plotTicks(-30, 70)).toContain(0)
    expect(plotTicks(0, 0)).toEqual([0])
  })

  it('names as many buckets as fit', () => {
    expect(namedBuckets(30, 640)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
    expect(namedBuckets(1, 10)).toEqual([0])
  })
})

describe('colours', () => {
  it('are those of the classes, and never the same twice', () => {
    expect(classColour('cache_write_1h')).toBe('--class-cache-write')
    const told = ['input', 'cache_write_5m', 'cache_write_1h', 'other'].map((value) => ({ value, isOther: false }))
    const found = coloursOf(told, true)
    expect(found).toEqual(['--class-input', '--class-cache-write', '--series-1', '--class-other'])
  })

  it('go in turn for anything else, and the rest is grey', () => {
    expect(coloursOf([{ value: 'input', isOther: false }], false)).toEqual(['--series-1'])
    expect(coloursOf([{ value: null, isOther: true }], true)).toEqual(['--series-other'])
  })
})

describe('a treemap', () => {
  it('fills the box in proportion and covers nothing twice', () => {
    const fields = treemap(['6', '6', '4', '3', '2', '2', '1'], 60, 40)
    expect(fields).toHaveLength(7)
    const area = fields.reduce((sum, field) => sum + field.width * field.height, 0)
    expect(area).toBeCloseTo(2400, 6)
    const [first] = fields
    expect((first?.width ?? 0) * (first?.height ?? 0)).toBeCloseTo(600, 6)
    for (const one of fields) {
      expect(one.x + one.width).toBeLessThanOrEqual(60 + 1e-6)
      expect(one.y + one.height).toBeLessThanOrEqual(40 + 1e-6)
      for (const other of fields.filter((field) => field !== one)) {
        const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
        const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
        expect(across > 1e-6 && down > 1e-6).toBe(false)
      }
    }
  })

  it('has no field for credits, zero and what is not known', () => {
    expect(treemap(['5', '-3', '0', null], 10, 10).map((field) => field.index)).toEqual([0])
    expect(treemap([null, '-1'], 10, 10)).toEqual([])
  })
})
