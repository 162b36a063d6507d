import { describe, expect, test } from 'vitest'
import type { SplitFields } from './splitForm'
import { percentGap, splitFaults, splitFields, weightTotal, writeSplit } from './splitForm'

const SPLIT: SplitFields = {
  ...splitFields(undefined, 'USD'),
  name: 'Shared gateway',
  source: 'Platform',
  targets: [
    { value: 'Search', weight: '33.3' },
    { value: 'Support', weight: '66.7' },
  ],
}
const rows = (...weights: string[]) => weights.map((weight, at) => ({ value: `t${at}`, weight }))

describe('percentages', () => {
  test('are added without a rounding of their own', () => {
    expect(weightTotal(rows('0.1', '0.2', '0.30'))).toBe('0.6')
  })

  test('say how far they are from 100', () => {
    expect(percentGap(rows('50', '37.5'))).toBe('12.5 % left')
    expect(percentGap(rows('50', '53'))).toBe('3 % too much')
    expect(percentGap(rows('33.3333333333333333', '66.6666666666666667'))).toBeUndefined()
  })

  test('that are not 100 keep the split from being saved', () => {
    expect(splitFaults({ ...SPLIT, targets: rows('50', '49.99') }).targets).toBe(
      'Percentages must add up to 100: 0.01 % left',
    )
  })
})

describe('what is missing', () => {
  test('nothing in a full form', () => {
    expect(splitFaults(SPLIT)).toEqual({})
  })

  test('unattributed spend is spread only by an explicit yes', () => {
    expect(splitFaults({ ...SPLIT, isUnattributed: true }).spreads).toBeDefined()
    expect(splitFaults({ ...SPLIT, isUnattributed: true, spreads: true })).toEqual({})
  })

  test('a target twice and the source as a target are refused', () => {
    const targets = [...rows('50', '50'), { value: 't0', weight: '0' }, { value: 'Platform', weight: '0' }]
    expect(Object.keys(splitFaults({ ...SPLIT, targets }))).toEqual(['target 2', 'target 3'])
  })

  test('of fixed amounts exactly one target takes the rest', () => {
    expect(splitFaults({ ...SPLIT, method: 'amount', targets: rows('10', '20') }).targets).toBeDefined()
    expect(splitFaults({ ...SPLIT, method: 'amount', targets: rows('10', '') })).toEqual({})
  })

  test('heads may change on a day, and half a head is refused', () => {
    expect(splitFaults({ ...SPLIT, method: 'headcount', targets: rows('12, 15 from 2026-10-01', '3') })).toEqual({})
    expect(splitFaults({ ...SPLIT, method: 'headcount', targets: rows('1.5', '3') })['weight 0']).toContain(
      'Whole heads',
    )
  })
})

describe('what the core is told', () => {
  test('weights only where the method has them', () => {
    const draft = writeSplit({ ...SPLIT, method: 'by_spend' }, 'team')
    expect(draft.targets.map((one) => one.weight)).toEqual([null, null])
    expect(draft.currency).toBeNull()
  })

  test('the target without an amount takes the rest', () => {
    const draft = writeSplit({ ...SPLIT, method: 'amount', targets: rows('10', '') }, 'team')
    expect(draft.targets.map((one) => one.weight)).toEqual(['10', null])
    expect(draft.currency).toBe('USD')
  })

  test('a yes to spreading does not stay behind when a value is divided', () => {
    expect(writeSplit({ ...SPLIT, spreads: true }, 'team').spreadsUnattributed).toBe(false)
  })
})
