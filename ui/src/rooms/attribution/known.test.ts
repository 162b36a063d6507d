import { expect, test } from 'vitest'
import type { QueueGroupView } from '../../ipc/types'
import { knownTexts } from './known'

const group = (key: QueueGroupView['key'], modelFamily: string | null) =>
  ({ key, project: null, provider: 'openai', modelFamily }) as QueueGroupView
const groups = [
  group({ id: 'key_1', name: 'support-bot' }, 'gpt-5.5'),
  group({ id: 'key_2', name: null }, null),
  group({ id: 'key_1', name: 'support-bot' }, 'gpt-5.6'),
  group(null, 'gpt-5.5'),
]

test('keys are offered once, by id with their name and by name with their id', () => {
  expect([...knownTexts(groups, 'key')]).toEqual([
    ['key_1', 'support-bot'],
    ['key_2', ''],
  ])
  expect([...knownTexts(groups, 'key_name')]).toEqual([['support-bot', 'key_1']])
})

test('what no group tells is not offered', () => {
  expect([...knownTexts(groups, 'model_family').keys()]).toEqual(['gpt-5.5', 'gpt-5.6'])
  expect(knownTexts(groups, 'project').size).toBe(0)
  expect(knownTexts(groups, 'meta.squad').size).toBe(0)
})
