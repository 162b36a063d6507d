import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Transport } from '.'
import { call, forgetAll, invalidate, ProblemError, query, useTransport } from '.'

let asked: string[]
let answer: (command: string, request: unknown) => unknown

const transport: Transport = {
  async call(command, request) {
    asked.push(`${command} ${JSON.stringify(request)}`)
    return answer(command, request)
  },
  listen: () => () => undefined,
  pickFile: undefined,
}

const settled = async () => {
  await new Promise((resolve) => setTimeout(resolve))
  flushSync()
}

beforeEach(() => {
  asked = []
  answer = (command) => ({ command })
  useTransport(transport)
})

afterEach(() => {
  forgetAll()
  useTransport(undefined)
})

it('reads the same request once for two screens', async () => {
  const stop = $effect.root(() => {
    query('connections.list', () => ({}))
    query('connections.list', () => ({}))
  })
  await settled()
  expect(asked).toEqual(['connections.list {}'])
  stop()
})

it('reads again what is on the screen and stale, and nothing else', async () => {
  const stop = $effect.root(() => {
    query('connections.list', () => ({}))
    query('spend.dimensions', () => ({}))
  })
  await settled()
  asked = []
  invalidate(['connections', 'runs'])
  await settled()
  expect(asked).toEqual(['connections.list {}'])
  stop()
})

it('reads what became stale while hidden when it is shown again', async () => {
  const first = $effect.root(() => void query('connections.list', () => ({})))
  await settled()
  first()
  invalidate(['connections'])
  await settled()
  expect(asked).toHaveLength(1)
  const second = $effect.root(() => void query('connections.list', () => ({})))
  await settled()
  expect(asked).toHaveLength(2)
  second()
})

it('refetches what the catalogue says a change makes stale', async () => {
  const stop = $effect.root(() => void query('settings.get', () => ({})))
  await settled()
  asked = []
  await call('settings.set', {} as never)
  await settled()
  expect(asked).toEqual(['settings.set {}', 'settings.get {}'])
  stop()
})

it('reads once more, however often it became stale while it was read, and shows nothing of before', async () => {
  const gates: ((value: unknown) => void)[] = []
  answer = () => new Promise((resolve) => gates.push(resolve))
  let shown: () => unknown = () => undefined
  const stop = $effect.root(() => {
    const reading = query('connections.list', () => ({}))
    shown = () => reading.data
  })
  await settled()
  for (let change = 0; change < 3; change += 1) {
    invalidate(['connections'])
    await settled()
  }
  expect(gates.length).toBe(1)
  gates[0]?.(['old'])
  await settled()
  expect(shown()).toBeUndefined()
  expect(gates.length).toBe(2)
  gates[1]?.(['new'])
  await settled()
  expect(shown()).toEqual(['new'])
  expect(gates.length).toBe(2)
  stop()
})

it('hands the core problem on with its hint', async () => {
  answer = () =>
    Promise.reject({ code: 'vault_locked', message: 'the vault is locked', hint: 'unlock it', subject: '' })
  const failed = await call('connections.list', {}).catch((thrown: unknown) => thrown)
  expect(failed).toBeInstanceOf(ProblemError)
  expect(failed).toMatchObject({ code: 'vault_locked', hint: 'unlock it' })
})

it('turns a silent core into a problem that says what to do', async () => {
  answer = () => Promise.reject(new TypeError('fetch failed'))
  const failed = await call('connections.list', {}).catch((thrown: unknown) => thrown)
  expect(failed).toMatchObject({ code: 'unreachable', subject: 'connections.list' })
})
