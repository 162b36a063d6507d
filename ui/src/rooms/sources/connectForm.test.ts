import { describe, expect, it } from 'vitest'

import {
  addressFault,
  changesOf,
  connectFaults,
  connectRefusal,
  editFaults,
  emptyDraft,
  twelveMonthsBack,
} from './connectForm'
import { beginningOf, keyShape } from './keyShape'
import { draftOf } from './schedule'
import { passphraseFault } from './vault'

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
    const faults = connectFaults({ ...draft, schedule: { ...draft.schedule, hours: '0' } }, OPENAI, '2026-11-09', [
      'Prod',
    ])
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

describe('connect button', () => {
  const probe = { account: 'org-1', accountName: '', canConnect: true, findings: [] }
  const ready = { faults: {}, shape: 'fits', probe, secrets: 'ready' } as const

  it('opens only for a checked key that reads billed money and can be kept', () => {
    expect(connectRefusal(ready)).toBeNull()
    expect(connectRefusal({ ...ready, shape: 'unlike' })).toBeNull()
    expect(connectRefusal({ ...ready, shape: 'empty' })).toBe('paste the key first')
    expect(connectRefusal({ ...ready, probe: null })).toBe('check the key first')
    expect(connectRefusal({ ...ready, probe: { ...probe, canConnect: false } })).toContain('billed money')
    expect(connectRefusal({ ...ready, secrets: 'locked' })).toContain('unlock the vault')
    expect(connectRefusal({ ...ready, faults: { label: 'a connection needs a name' } })).toBe(
      'a connection needs a name',
    )
  })

  it('asks for a new passphrase twice and for a known one once', () => {
    expect(passphraseFault('', '', true)?.field).toBe('passphrase')
    expect(passphraseFault('short', 'short', true)?.field).toBe('passphrase')
    expect(passphraseFault('long enough', 'other', true)?.field).toBe('again')
    expect(passphraseFault('long enough', 'long enough', true)).toBeNull()
    expect(passphraseFault('short', 'short', false)).toBeNull()
  })
})

describe('edit form', () => {
  const connection = {
    id: 7,
    label: 'Production',
    schedule: { kind: 'every_hours', hours: 6 },
    backfillFrom: '2025-11-09',
  } as const
  const draft = { label: 'Production', firstDay: '2025-11-09', schedule: draftOf(connection.schedule) }

  it('asks for nothing when nothing is changed', () => {
    expect(changesOf(draft, connection, OPENAI)).toBeNull()
    expect(changesOf({ ...draft, label: ' Production ' }, connection, OPENAI)).toBeNull()
  })

  it('asks only for what is changed', () => {
    expect(changesOf({ ...draft, label: 'Prod' }, connection, OPENAI)).toEqual({
      id: 7,
      label: 'Prod',
      schedule: null,
      isPaused: null,
      backfillFrom: null,
    })
    expect(changesOf({ ...draft, schedule: { ...draft.schedule, kind: 'manual' } }, connection, OPENAI)).toMatchObject({
      schedule: { kind: 'manual' },
    })
  })

  it('moves the first day back and never forward', () => {
    expect(editFaults({ ...draft, firstDay: '2025-12-01' }, connection, OPENAI, '2026-11-09', []).firstDay).toContain(
      'back',
    )
    expect(editFaults({ ...draft, firstDay: '2025-10-01' }, connection, OPENAI, '2026-11-09', [])).toEqual({})
  })
})
