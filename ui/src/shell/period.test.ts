import { describe, expect, it } from 'vitest'
import { comparedWith, kindOf, lastDays, monthRange, periodName, step, usualComparison } from './period'
import { href, parseRoute, readFilters, readRange, writeFilters } from './route'

const TODAY = '2026-10-14'

describe('periods', () => {
  it('end today in the running month', () => {
    expect(monthRange(TODAY, TODAY)).toEqual({ from: '2026-10-01', to: '2026-10-15' })
    expect(monthRange('2026-09-20', TODAY)).toEqual({ from: '2026-09-01', to: '2026-10-01' })
  })
  it('are known by their days', () => {
    expect(kindOf(monthRange(TODAY, TODAY), TODAY)).toBe('month')
    expect(kindOf(lastDays(30, TODAY), TODAY)).toBe('last30')
    expect(kindOf({ from: '2026-10-02', to: '2026-10-05' }, TODAY)).toBe('custom')
  })
  it('have names', () => {
    expect(periodName(monthRange(TODAY, TODAY), TODAY)).toBe('October 2026, to date')
    expect(periodName(monthRange('2026-09-01', TODAY), TODAY)).toBe('September 2026')
    expect(periodName(lastDays(7, TODAY), TODAY)).toBe('Last 7 days')
  })
  it('step by month, or by their own length', () => {
    expect(step(monthRange(TODAY, TODAY), -1, TODAY)).toEqual({ from: '2026-09-01', to: '2026-10-01' })
    expect(step({ from: '2026-01-01', to: '2026-02-01' }, -1, TODAY)).toEqual({ from: '2025-12-01', to: '2026-01-01' })
    expect(step(lastDays(7, TODAY), -1, TODAY)).toEqual({ from: '2026-10-01', to: '2026-10-08' })
  })
  it('are compared like with like', () => {
    expect(comparedWith({ from: '2026-10-01', to: '2026-10-15' }, 'month')).toEqual({
      from: '2026-09-01',
      to: '2026-09-15',
    })
    expect(comparedWith({ from: '2026-03-01', to: '2026-04-01' }, 'month')).toEqual({
      from: '2026-02-01',
      to: '2026-03-01',
    })
    expect(comparedWith({ from: '2026-03-01', to: '2026-03-31' }, 'month')).toEqual({
      from: '2026-02-01',
      to: '2026-03-01',
    })
    expect(comparedWith(lastDays(7, TODAY), 'before')).toEqual({ from: '2026-10-01', to: '2026-10-08' })
    expect(comparedWith({ from: '2026-10-01', to: '2026-10-15' }, 'year')).toEqual({
      from: '2025-10-01',
      to: '2025-10-15',
    })
    expect(usualComparison(monthRange(TODAY, TODAY), TODAY)).toBe('month')
  })
})

describe('routes', () => {
  it('are read as they are written', () => {
    const params = writeFilters(new URLSearchParams({ from: '2026-10-01', to: '2026-10-15' }), [
      { dimension: 'model', value: 'gpt-5=x' },
      { dimension: 'key', value: null },
      { dimension: 'user', value: '' },
    ])
    const route = parseRoute(href('rows', 'a/b', params))
    expect(route.room).toBe('rows')
    expect(route.argument).toBe('a/b')
    expect(readRange(route.params)).toEqual({ from: '2026-10-01', to: '2026-10-15' })
    expect(readFilters(route.params)).toEqual([
      { dimension: 'model', value: 'gpt-5=x' },
      { dimension: 'key', value: null },
      { dimension: 'user', value: '' },
    ])
  })
  it('fall back to Overview and to no range', () => {
    expect(parseRoute('').room).toBe('overview')
    expect(readRange(new URLSearchParams('from=2026-10-02&to=2026-10-01'))).toBeNull()
    expect(parseRoute('#/raw/%zz').argument).toBe('%zz')
  })
})
