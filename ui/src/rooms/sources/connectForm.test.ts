import { describe, expect, it } from 'vitest'

import { addressFault, connectFaults, emptyDraft, twelveMonthsBack } from './connectForm'
import { beginningOf, keyShape } from './keyShape'

const OPENAI = {
  name: 'OpenAI',
  keyKind: 'Admin key',
  keyLooksLike: 'sk-admin-...',
  earliest: '2023-01-01',
  shortestIntervalMinutes: 60,
}
const ANTHROPIC = { ...OPENAI, name: 'Anthropic', keyLooksLike: 'sk-ant-admin01-…' }

describe('key shape', () => {
  it('takes the fixed beginning of the sample', () => {
    expect(beginningOf('sk-admin-...')).toBe('sk-admin-')
    expect(beginningOf('sk-ant-admin01-…')).toBe('sk-ant-admin01-')
  })

  it('names a key of another kind without repeating it', () => {
    const shape = keyShape('sk-proj-invented-1234', OPENAI)
    expect(shape).toEqual({
      state: 'unlike',
      reason: 'this looks like an OpenAI project key; the admin key of OpenAI starts with sk-admin-',
    })
    expect(JSON.stringify(shape)).not.toContain('invented')
  })

  it('knows the workspace key of Anthropic from its admin key', () => {
    expect(keyShape('sk-ant-api03-invented', ANTHROPIC)).toMatchObject({ state: 'unlike' })
    expect(keyShape('sk-ant-admin01-invented', ANTHROPIC)).toEqual({ state: 'fits' })
  })

  it('refuses keys with line breaks and typographic signs', () => {
    expect(keyShape('sk-admin-a\nb', OPENAI).state).toBe('broken')
    expect(keyShape('sk-admin-a…', OPENAI).state).toBe('broken')
    expect(keyShape('  ', OPENAI).state).toBe('broken')
    expect(keyShape('', OPENAI).state).toBe('empty')
    expect(keyShape(' sk-admin-a\n', OPENAI).state).toBe('fits')
  })
})

describe('connect form', () => {
  it('starts twelve months back, but never before the source', () => {
    expect(emptyDraft(OPENAI, '2026-11-09').firstDay).toBe('2025-11-09')
    expect(emptyDraft({ ...OPENAI, earliest: '2026-01-01' }, '2026-11-09').firstDay).toBe('2026-01-01')
    expect(twelveMonthsBack('2028-02-29')).toBe('2027-02-28')
  })

  it('is right as it starts', () => {
    expect(connectFaults(emptyDraft(OPENAI, '2026-11-09'), OPENAI, '2026-11-09', [])).toEqual({})
  })

  it('says what is wrong beside each field', () => {
    const draft = { ...emptyDraft(OPENAI, '2026-11-09'), label: 'prod', address: 'ftp://x', firstDay: '2020-01-01' }
    const faults = connectFaults({ ...draft, schedule: { ...draft.schedule, hours: '0' } }, OPENAI, '2026-11-09', ['Prod'])
    expect(Object.keys(faults).sort()).toEqual(['address', 'firstDay', 'label', 'schedule'])
    expect(faults.label).toBe('"prod" is already in use')
  })

  it('takes plain http only on this machine', () => {
    expect(addressFault('http://127.0.0.1:8080/openai')).toBeNull()
    expect(addressFault('https://proxy.example.test/v1')).toBeNull()
    expect(addressFault('http://proxy.example.test/v1')).toContain('https://')
    expect(addressFault('https://user:pass@example.test')).toContain('password')
    expect(addressFault('')).toBeNull()
  })
})
