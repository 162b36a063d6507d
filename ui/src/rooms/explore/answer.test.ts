import { describe, expect, it } from 'vitest'
import type { ExploreMeasureView, ExploreView } from '../../ipc/types'
import { ledgerHref, requestsHref } from './behind'
import { columnOf, columnsOf, orderOf, totalsOf } from './columns'
import { conditionsOf, withCondition } from './conditions'
import { headLines, toCsv } from './csv'
import { figuresOf } from './figures'

const measure = (name: string, more: Partial<ExploreMeasureView> = {}): ExploreMeasureView => ({
  name,
  label: 'Billed',
  group: 'Money',
  kind: 'money',
  basis: 'billed',
  note: 'What cost reports say.',
  isAdditive: true,
  ...more,
})
const cell = (now: string | null, before: string | null = null) => ({
  now,
  before,
  change: null,
  changeBasisPoints: null,
  shareBasisPoints: 5000,
})
const VIEW: ExploreView = {
  text: 'billed by model',
  range: { from: '2026-09-01', to: '2026-10-01' },
  compare: null,
  grain: 'day',
  currency: 'USD',
  currencies: ['USD'],
  measures: [
    measure('billed'),
    measure('hit', { label: 'Hit share', kind: 'percent', basis: null, isAdditive: false }),
  ],
  dimensions: [{ name: 'model', label: 'Model' }],
  rows: [
    { keys: [{ value: 'a,"b"', label: 'A' }], cells: [cell('12.3400001'), cell('12.3456')] },
    { keys: [{ value: null, label: 'not told' }], cells: [cell(null), cell(null)] },
  ],
  totalRows: 2,
  totals: [cell('12.3400001'), cell('12.3456')],
  series: [],
  buckets: [],
  before: [],
  notes: [],
}
const COMPARED = { ...VIEW, compare: { from: '2026-08-01', to: '2026-09-01' } }

describe('the table', () => {
  it('has before and change only when compared, and a share of the first that adds up', () => {
    expect(columnsOf(VIEW).map((column) => column.id)).toEqual(['by-model', 'm0', 'share', 'm1'])
    const compared = columnsOf(COMPARED).map((column) => column.id)
    expect(compared).toEqual([
      'by-model',
      'm0',
      'm0-before',
      'm0-change',
      'm0-moved',
      'share',
      'm1',
      'm1-before',
      'm1-change',
      'm1-moved',
    ])
  })

  it('shows what is not known as a dash and copies every digit', () => {
    const [first, second] = VIEW.rows
    const billed = columnsOf(VIEW).find((column) => column.id === 'm0')
    expect(first && billed?.text(first)).toBe('12.34')
    expect(first && billed?.copy?.(first)).toBe('12.3400001')
    expect(second && billed?.text(second)).toBe('\u2013')
  })

  it('foots with the totals of the core', () => {
    expect(totalsOf(VIEW)['m0']).toEqual({ text: '12.34', exact: '12.3400001 USD' })
    expect(totalsOf(VIEW)['by-model']?.text).toBe('Total')
  })

  it('orders by names, measures and the change, and by nothing else', () => {
    expect(orderOf(COMPARED, 'by-model')).toBe('name')
    expect(orderOf(COMPARED, 'm1')).toBe('hit')
    expect(orderOf(COMPARED, 'm0-change')).toBe('change')
    expect(orderOf(COMPARED, 'm1-change')).toBe('')
    expect(columnOf(COMPARED, 'change')).toBe('m0-change')
    expect(columnOf(VIEW, 'name')).toBe('by-model')
  })
})

describe('figures', () => {
  it('of money for one of something keep four digits', () => {
    const unit = figuresOf(measure('cost_per_request', { isAdditive: false }), 'USD')
    expect(unit.text('0.0034567')).toBe('0.0035')
    expect(unit.text('0.0000012')).toBe('<0.01')
    expect(unit.text('1.5')).toBe('1.5000')
  })

  it('carry their sign only as changes', () => {
    const billed = figuresOf(measure('billed'), 'USD')
    expect(billed.change('3.5')).toBe('+3.50')
    expect(billed.change('-3.5')).toBe('\u22123.50')
    expect(billed.text('3.5')).toBe('3.50')
  })
})

describe('conditions', () => {
  const filters = [
    { dimension: 'model', value: 'a', isNot: false },
    { dimension: 'model', value: 'b', isNot: false },
    { dimension: 'model', value: 'c', isNot: true },
  ]

  it('are one for each dimension and sense', () => {
    expect(conditionsOf(filters)).toEqual([
      { dimension: 'model', isNot: false, values: ['a', 'b'] },
      { dimension: 'model', isNot: true, values: ['c'] },
    ])
  })

  it('are replaced in place, and are gone without values', () => {
    const turned = withCondition(filters, { dimension: 'model', isNot: false }, conditionsOf(filters)[1] ?? never())
    expect(turned).toEqual([{ dimension: 'model', value: 'c', isNot: true }])
    const gone = withCondition(
      filters,
      { dimension: 'model', isNot: true },
      { dimension: 'model', isNot: true, values: [] },
    )
    expect(gone).toHaveLength(2)
  })
})

function never(): never {
  throw new Error('the filters hold two conditions')
}

describe('CSV', () => {
  it('begins with what was asked and has every digit', () => {
    const text = toCsv(VIEW, VIEW.rows, headLines(VIEW, ['Model is A'], '2026-10-14T10:40:00Z'))
    const lines = text.split('\r\n')
    expect(lines).toContain('# Question: billed by model')
    expect(lines).toContain('# Filters: Model is A')
    expect(lines).toContain('model,model_name,billed,billed_share_basis_points,hit')
    expect(lines).toContain('"a,""b""",A,12.3400001,5000,12.3456')
    expect(lines).toContain(',not told,,5000,')
  })
})

describe('what is behind a figure', () => {
  const model = { dimension: 'model', value: 'gpt', isNot: false }

  it('are the rows of a book where it has them', () => {
    expect(ledgerHref('billed', VIEW.range, [model])).toContain('#/rows?measure=billed')
    expect(ledgerHref('spend', VIEW.range, [model])).toBeNull()
    expect(ledgerHref('billed', VIEW.range, [{ ...model, isNot: true }])).toBeNull()
    expect(ledgerHref('billed', VIEW.range, [{ ...model, dimension: 'team' }])).toBeNull()
    expect(ledgerHref('billed', VIEW.range, [model, { ...model, value: 'other' }])).toBeNull()
  })

  it('are requests where their list can keep just them', () => {
    expect(requestsHref(VIEW.range, [model, { ...model, dimension: 'team', value: 'core' }])).toBe(
      '#/requests?from=2026-09-01&to=2026-10-01&model=gpt&team=core',
    )
    expect(requestsHref(VIEW.range, [{ ...model, dimension: 'provider' }])).toBeNull()
    expect(requestsHref(VIEW.range, [])).toBeNull()
  })
})
