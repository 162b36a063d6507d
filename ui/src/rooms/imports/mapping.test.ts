import { describe, expect, it } from 'vitest'
import type { MappingForm, MappingTarget } from '../../ipc/types'
import { readZone, targetOf, withConstant, withTarget, zoneText } from './mapping'

const EMPTY: MappingForm = {
  shape: 'csv',
  columns: [],
  constants: [],
  input: 'exclusive',
  reasoning: 'inside',
  costBasis: 'estimated',
  idColumns: ['b'],
}
const target = (id: string): MappingTarget => ({
  id,
  label: id,
  meaning: '',
  kind: 'text',
  mayBeConstant: false,
  takesMany: false,
  plain: { as: 'text' },
})

describe('a mapping', () => {
  it('keeps its columns in the order of the log', () => {
    const names = ['a', 'b']
    const both = withTarget(withTarget(EMPTY, names, 'b', target('team')), names, 'a', target('event_id'))
    expect(both.columns.map((one) => one.column)).toEqual(['a', 'b'])
    expect(targetOf(both, 'b')?.target).toBe('team')
  })

  it('makes no id of a column that is left out', () => {
    expect(withTarget(EMPTY, ['b'], 'b', null).idColumns).toEqual([])
  })

  it('drops a value for every record when it is emptied', () => {
    const one = withConstant(EMPTY, 'currency', ' USD ')
    expect(one.constants).toEqual([{ target: 'currency', value: 'USD' }])
    expect(withConstant(one, 'currency', '').constants).toEqual([])
  })
})

describe('a zone', () => {
  it('is read as it is written', () => {
    expect(readZone('+02:00')).toBe(120)
    expect(readZone(zoneText(-330))).toBe(-330)
    expect(readZone('UTC')).toBe(0)
    expect(readZone('Berlin')).toBeNull()
    expect(readZone('+19:00')).toBeNull()
  })
})
