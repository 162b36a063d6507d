import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import type { KeyPlace } from './keymap'
import { boundTo, KEYMAP, keyCaps, keyTable, pressed } from './keymap'

const DOC = resolve(import.meta.dirname, '../../../docs/keyboard.md')
const MARK = '<!-- keys -->'

function press(key: string, over: Partial<KeyboardEvent> = {}): string {
  return pressed({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...over })
}

it('is listed in docs/keyboard.md, whole and in order', () => {
  const text = readFileSync(DOC, 'utf8')
  const written = `${text.slice(0, text.indexOf(MARK))}${MARK}\n\n${keyTable()}\n`
  if (process.env.SHOWBACK_WRITE_DOCS) writeFileSync(DOC, written)
  expect(text, 'write it anew with: SHOWBACK_WRITE_DOCS=1 npm test').toBe(written)
})

it('binds no key twice in a room, and hides none behind the start of a sequence', () => {
  const keysOf = (...places: KeyPlace[]) =>
    KEYMAP.filter((binding) => places.includes(binding.place)).flatMap((binding) => binding.keys)
  for (const keys of [keysOf('everywhere', 'rooms'), keysOf('explore'), keysOf('attribution'), keysOf('prices')]) {
    expect(new Set(keys).size).toBe(keys.length)
  }
  const all = keysOf('everywhere', 'rooms', 'explore', 'attribution', 'prices')
  for (const keys of all) expect(all.filter((other) => other.startsWith(`${keys} `))).toEqual([])
})

it('asks the room at hand before anything else', () => {
  expect(boundTo('.').map((binding) => binding.id)).toEqual(['triage-repeat', 'period-later'])
  expect(boundTo('shift+j').map((binding) => binding.id)).toEqual(['triage-mark-down', 'jobs'])
})

it('names pressed keys as the map does', () => {
  expect(press('z')).toBe('z')
  expect(press('Z', { shiftKey: true })).toBe('shift+z')
  expect(press('?', { shiftKey: true })).toBe('?')
  expect(press('k', { metaKey: true })).toBe('mod+k')
  expect(press(' ')).toBe('space')
})

it('draws caps for both kinds of keyboards', () => {
  expect(keyCaps('mod+k', true)).toEqual([['\u2318', 'K']])
  expect(keyCaps('g o', false)).toEqual([['G'], ['O']])
})
