import { describe, expect, it } from 'vitest'
import { filtersOfRow, into, nextDimension, up } from './drill'
import { isCut } from './forms'
import { FIRST } from './question'

const key = (value: string | null, label = value ?? 'not told') => ({ value, label })

describe('the way down', () => {
  it('goes from provider to token class', () => {
    expect(nextDimension(['provider'])).toBe('project')
    expect(nextDimension(['provider', 'project'])).toBe('key')
    expect(nextDimension(['provider', 'project', 'key'])).toBe('model')
    expect(nextDimension(['model', 'provider', 'project', 'key'])).toBe('token_class')
    expect(nextDimension(['model'])).toBe('token_class')
  })

  it('goes from team to model where requests tell', () => {
    expect(nextDimension(['team'])).toBe('feature')
    expect(nextDimension(['team', 'feature'])).toBe('customer')
    expect(nextDimension(['team', 'feature', 'customer'])).toBe('model')
    expect(nextDimension(['team', 'feature', 'customer', 'model'])).toBeNull()
  })

  it('turns to what was left out when the end is reached', () => {
    expect(nextDimension(['token_class'])).toBe('provider')
    expect(nextDimension(['provider', 'project', 'key', 'model', 'token_class'])).toBeNull()
  })

  it('keeps one value of a dimension of which several were kept', () => {
    const filters = [
      { dimension: 'model', value: 'a', isNot: false },
      { dimension: 'model', value: 'b', isNot: false },
      { dimension: 'tier', value: 'x', isNot: true },
    ]
    expect(filtersOfRow(filters, ['model'], [key('a')])).toEqual([
      { dimension: 'tier', value: 'x', isNot: true },
      { dimension: 'model', value: 'a', isNot: false },
    ])
  })

  it('comes back to the very question it left', () => {
    const first = into(FIRST, [key('openai', 'OpenAI')])
    const second = first && into(first, [key('p1', 'Research')])
    expect(second?.by).toEqual(['key'])
    expect(second?.path.map((step) => step.label)).toEqual(['OpenAI', 'Research'])
    expect(second && up(second)).toEqual(first)
    expect(second && up(second, 2)).toEqual(FIRST)
    expect(up(FIRST)).toBe(FIRST)
  })

  it('has no level below one total', () => {
    expect(into({ ...FIRST, by: [] }, [])).toBeNull()
  })
})

describe('a bucket', () => {
  it('that the period cuts is told from a whole one', () => {
    expect(isCut('week', '2026-09-28', '2026-10-01')).toBe(true)
    expect(isCut('week', '2026-09-07', '2026-09-14')).toBe(false)
    expect(isCut('month', '2026-09-01', '2026-10-01')).toBe(false)
    expect(isCut('month', '2026-10-01', '2026-10-15')).toBe(true)
    expect(isCut('month', '2026-09-15', '2026-10-01')).toBe(true)
    expect(isCut('day', '2026-09-15', '2026-09-16')).toBe(false)
  })
})
