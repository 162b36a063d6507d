import { describe, expect, it } from 'vitest'
import type { LogSourceView } from '../../ipc/types'
import { chips, readFilter } from './filter'

const DAYS = { from: '2026-10-01', to: '2026-11-01' }
const source = { id: 3, label: 'Gateway' } as LogSourceView

describe('conditions of the address', () => {
  it('are kept only where they are known', () => {
    const filter = readFilter(new URLSearchParams('status=failure&retry=sometimes&source=x'), DAYS)
    expect(filter).toMatchObject({ status: 'failure', retry: null, sourceId: null, range: DAYS })
  })

  it('show an import or a task whole unless days are named', () => {
    expect(readFilter(new URLSearchParams('import=4'), DAYS)).toMatchObject({ importId: 4, range: null })
    expect(readFilter(new URLSearchParams('task=t-1&from=2026-10-01&to=2026-11-01'), DAYS).range).toEqual(DAYS)
  })

  it('stand as chips in words', () => {
    const params = new URLSearchParams('retry=unknown&source=3&team=&model=gpt-5.6-sol')
    expect(chips(params, [source])).toEqual([
      { param: 'source', text: 'Gateway' },
      { param: 'model', text: 'model gpt-5.6-sol' },
      { param: 'team', text: 'no team' },
      { param: 'retry', text: 'retry not known' },
    ])
  })
})
