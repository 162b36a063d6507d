import { beforeEach, expect, it, vi } from 'vitest'
import { forgetAll, useTransport } from '../../ipc'
import { importing } from './importing.svelte'

let asked: [string, unknown][] = []
let recognised: unknown = {}

const FILE = {
  path: '/logs/a.jsonl',
  name: 'a.jsonl',
  format: 'litellm',
  variant: 'standard-logging',
  mappingId: null,
  problem: null,
}

beforeEach(async () => {
  forgetAll()
  recognised = { files: [FILE], suggestedLabel: 'LiteLLM', sources: [] }
  useTransport({
    async call(command, request) {
      asked.push([command, request])
      if (command === 'imports.recognise') return recognised
      if (command === 'imports.dryRun') return { id: asked.length }
      return {}
    },
    listen: () => () => undefined,
    pickFile: undefined,
  })
  await importing.clear()
  asked = []
})

const commands = () => asked.map(([command]) => command)

it('starts the dry run by itself when the files are known', async () => {
  await importing.take(['/logs/a.jsonl'])
  expect(commands()).toEqual(['imports.recognise', 'imports.dryRun'])
  expect(asked[1]?.[1]).toMatchObject({ label: 'LiteLLM', sourceId: null, files: [{ format: 'litellm' }] })
  expect(importing.previewId).not.toBeNull()
})

it('starts nothing while no file can be read', async () => {
  recognised = { files: [{ ...FILE, format: null }], suggestedLabel: 'Log', sources: [] }
  await importing.take(['/logs/a.jsonl'])
  expect(commands()).toEqual(['imports.recognise'])
  expect(importing.previewId).toBeNull()
})

it('drops what it found when something of the reading is changed', async () => {
  vi.useFakeTimers()
  await importing.take(['/logs/a.jsonl'])
  const first = importing.previewId
  importing.choose(FILE.path, { format: 'otlp', variant: 'spans' })
  await vi.runAllTimersAsync()
  vi.useRealTimers()
  expect(asked.slice(2)).toMatchObject([
    ['imports.discard', { id: first }],
    ['imports.dryRun', { files: [{ format: 'otlp', variant: 'spans' }] }],
  ])
})

it('leaves nothing behind when it is discarded', async () => {
  await importing.take(['/logs/a.jsonl'])
  const id = importing.previewId
  await importing.clear()
  expect(asked.at(-1)).toEqual(['imports.discard', { id }])
  expect(importing.paths).toEqual([])
})
