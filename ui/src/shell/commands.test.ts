import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { commands } from './commands.svelte'

let leave: (() => void)[] = []
const ran = vi.fn()

function register(id: string, disabledReason?: () => string | undefined) {
  const command = { id, title: id, group: 'Test', run: () => ran(id) }
  leave.push(commands.register([disabledReason ? { ...command, disabledReason } : command]))
}

function press(key: string, target: HTMLElement = document.body, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
  target.dispatchEvent(event)
  return event
}

const follow = (event: KeyboardEvent) => commands.press(event)

beforeEach(() => {
  ran.mockClear()
  window.addEventListener('keydown', follow)
})

afterEach(() => {
  window.removeEventListener('keydown', follow)
  for (const one of leave) one()
  leave = []
  document.body.replaceChildren()
})

it('runs a command by its sequence of keys', () => {
  register('go-sources')
  press('g')
  press('s')
  expect(ran).toHaveBeenCalledExactlyOnceWith('go-sources')
})

it('forgets a sequence that another key broke', () => {
  register('go-sources')
  for (const key of ['g', 'x', 's']) press(key)
  expect(ran).not.toHaveBeenCalled()
})

it('leaves keys to the field they are typed into', () => {
  register('undo')
  document.body.append(document.createElement('input'))
  const field = document.querySelector('input')
  if (field) press('z', field)
  expect(ran).not.toHaveBeenCalled()
})

it('leaves the space bar to the button that has the focus', () => {
  register('inspector')
  document.body.append(document.createElement('button'))
  const button = document.querySelector('button')
  if (button) press(' ', button)
  expect(ran).not.toHaveBeenCalled()
  press(' ')
  expect(ran).toHaveBeenCalledOnce()
})

it('does not run what says why it cannot', () => {
  register('undo', () => 'Nothing to undo')
  const event = press('z')
  expect(ran).not.toHaveBeenCalled()
  expect(event.defaultPrevented).toBe(false)
})

it('asks the newest command of a name, and the one before when it left', () => {
  register('back')
  const second = vi.fn()
  const gone = commands.register([{ id: 'back', title: 'back', group: 'Test', run: second }])
  press('Escape')
  expect(second).toHaveBeenCalledOnce()
  gone()
  press('Escape')
  expect(ran).toHaveBeenCalledOnce()
})
