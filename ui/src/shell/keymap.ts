/** Where a key works. */
export type KeyPlace = 'everywhere' | 'rooms' | 'explore' | 'attribution' | 'prices' | 'tables'

/** One command that a key runs. Keys: parts of a sequence apart by a space, `mod` is Ctrl or Command. */
export interface KeyBinding {
  /** Command, as rooms register it. */
  id: string
  /** What it does, as the palette and the key sheet say it. */
  title: string
  keys: readonly string[]
  place: KeyPlace
}

/** Every key of the app, in the order of the key sheet. `docs/keyboard.md` lists the same. */
export const KEYMAP: readonly KeyBinding[] = [
  { id: 'palette', title: 'Open the command palette', keys: ['mod+k'], place: 'everywhere' },
  { id: 'keys', title: 'Show every key', keys: ['?'], place: 'everywhere' },
  { id: 'undo', title: 'Undo', keys: ['z'], place: 'everywhere' },
  { id: 'redo', title: 'Redo', keys: ['shift+z'], place: 'everywhere' },
  { id: 'sync-now', title: 'Sync now', keys: ['shift+s'], place: 'everywhere' },
  { id: 'import-files', title: 'Import files', keys: ['shift+i'], place: 'everywhere' },
  { id: 'inspector', title: 'Open or close the inspector', keys: ['space'], place: 'everywhere' },
  { id: 'rail', title: 'Collapse or expand the rail', keys: ['['], place: 'everywhere' },
  { id: 'jobs', title: 'Open or close the tray of jobs', keys: ['shift+j'], place: 'everywhere' },
  { id: 'back', title: 'Close, or go one level up', keys: ['escape'], place: 'everywhere' },
  { id: 'go-overview', title: 'Go to Overview', keys: ['g o'], place: 'everywhere' },
  { id: 'go-explore', title: 'Go to Explore', keys: ['g e'], place: 'everywhere' },
  { id: 'go-attribution', title: 'Go to Attribution', keys: ['g a'], place: 'everywhere' },
  { id: 'go-sources', title: 'Go to Sources', keys: ['g s'], place: 'everywhere' },
  { id: 'go-requests', title: 'Go to Requests', keys: ['g r'], place: 'everywhere' },
  { id: 'go-loops', title: 'Go to Retry loops', keys: ['g l'], place: 'everywhere' },
  { id: 'go-imports', title: 'Go to Imports', keys: ['g i'], place: 'everywhere' },
  { id: 'go-prices', title: 'Go to Prices', keys: ['g p'], place: 'everywhere' },
  { id: 'go-settings', title: 'Go to Settings', keys: ['g ,'], place: 'everywhere' },
  { id: 'period-earlier', title: 'Earlier period', keys: [','], place: 'rooms' },
  { id: 'period-later', title: 'Later period', keys: ['.'], place: 'rooms' },
  { id: 'period-month', title: 'This month', keys: ['p m'], place: 'rooms' },
  { id: 'period-7', title: 'Last 7 days', keys: ['p 1'], place: 'rooms' },
  { id: 'period-30', title: 'Last 30 days', keys: ['p 2'], place: 'rooms' },
  { id: 'period-90', title: 'Last 90 days', keys: ['p 3'], place: 'rooms' },
  { id: 'split-provider', title: 'Split days by provider', keys: ['d p'], place: 'rooms' },
  { id: 'split-project', title: 'Split days by project', keys: ['d r'], place: 'rooms' },
  { id: 'split-model', title: 'Split days by model', keys: ['d m'], place: 'rooms' },
  { id: 'split-key', title: 'Split days by key', keys: ['d k'], place: 'rooms' },
  { id: 'explore-measures', title: 'Pick measures', keys: ['m'], place: 'explore' },
  { id: 'explore-by', title: 'Pick dimensions', keys: ['b'], place: 'explore' },
  { id: 'explore-filter', title: 'Filter', keys: ['f'], place: 'explore' },
  { id: 'explore-chart', title: 'Next kind of chart', keys: ['v'], place: 'explore' },
  { id: 'explore-compare', title: 'Compare, or stop comparing', keys: ['c'], place: 'explore' },
  { id: 'explore-why', title: 'Why it changed, or back to the chart', keys: ['w'], place: 'explore' },
  { id: 'explore-up', title: 'One level up', keys: ['backspace'], place: 'explore' },
  { id: 'explore-copy', title: 'Copy the question', keys: ['shift+c'], place: 'explore' },
  { id: 'explore-paste', title: 'Paste a question', keys: ['shift+v'], place: 'explore' },
  { id: 'explore-clear', title: 'Start over', keys: ['shift+x'], place: 'explore' },
  { id: 'triage-down', title: 'Next group', keys: ['j', 'down'], place: 'attribution' },
  { id: 'triage-up', title: 'Previous group', keys: ['k', 'up'], place: 'attribution' },
  { id: 'triage-mark', title: 'Select the group, or leave it out', keys: ['x'], place: 'attribution' },
  {
    id: 'triage-mark-down',
    title: 'Select down to the next group',
    keys: ['shift+j', 'shift+down'],
    place: 'attribution',
  },
  {
    id: 'triage-mark-up',
    title: 'Select up to the previous group',
    keys: ['shift+k', 'shift+up'],
    place: 'attribution',
  },
  { id: 'triage-mark-all', title: 'Select all that the search finds', keys: ['mod+a'], place: 'attribution' },
  {
    id: 'triage-suggestion',
    title: 'Tag with the suggestion of that number',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    place: 'attribution',
  },
  { id: 'triage-tag', title: 'Tag by typing', keys: ['t'], place: 'attribution' },
  { id: 'triage-none', title: 'Say that there is no value', keys: ['u'], place: 'attribution' },
  { id: 'triage-repeat', title: 'Repeat the last tag', keys: ['.'], place: 'attribution' },
  { id: 'triage-split', title: 'Split among several values', keys: ['s'], place: 'attribution' },
  { id: 'triage-rule', title: 'Make a rule', keys: ['r'], place: 'attribution' },
  { id: 'triage-why', title: 'Why it has its value', keys: ['w'], place: 'attribution' },
  { id: 'triage-snooze', title: 'Hide until a day', keys: ['h'], place: 'attribution' },
  { id: 'triage-note', title: 'Write a note', keys: ['n'], place: 'attribution' },
  { id: 'triage-search', title: 'Search groups', keys: ['/'], place: 'attribution' },
  { id: 'triage-clear', title: 'Close the panel, or select nothing', keys: ['escape'], place: 'attribution' },
  { id: 'prices-search', title: 'Search models', keys: ['/'], place: 'prices' },
  {
    id: 'prices-fix',
    title: 'Apply the fix with that number',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    place: 'prices',
  },
  { id: 'prices-save-contract', title: 'Save the contract', keys: ['mod+s'], place: 'prices' },
  { id: 'table-down', title: 'Next row', keys: ['j', 'down'], place: 'tables' },
  { id: 'table-up', title: 'Previous row', keys: ['k', 'up'], place: 'tables' },
  { id: 'table-first', title: 'First row', keys: ['home'], place: 'tables' },
  { id: 'table-last', title: 'Last row', keys: ['end'], place: 'tables' },
  { id: 'table-page-down', title: 'One page down', keys: ['pagedown'], place: 'tables' },
  { id: 'table-page-up', title: 'One page up', keys: ['pageup'], place: 'tables' },
  { id: 'table-extend', title: 'Extend the selection', keys: ['shift+down', 'shift+up'], place: 'tables' },
  { id: 'table-open', title: 'Open the row', keys: ['enter'], place: 'tables' },
  { id: 'table-copy', title: 'Copy the selected rows with every digit', keys: ['mod+c'], place: 'tables' },
]

/** Places of single rooms: while such a room is shown, its keys stand for its commands and no others. */
const ROOM_PLACES: readonly KeyPlace[] = ['explore', 'attribution', 'prices']

/** The commands that keys may stand for, those of single rooms before those that work in many. */
export function boundTo(keys: string): readonly KeyBinding[] {
  const bound = KEYMAP.filter((binding) => binding.place !== 'tables' && binding.keys.includes(keys))
  const isOfRoom = (binding: KeyBinding) => ROOM_PLACES.includes(binding.place)
  return [...bound.filter(isOfRoom), ...bound.filter((binding) => !isOfRoom(binding))]
}

const NAMES: Record<string, string> = {
  ' ': 'space',
  ArrowDown: 'down',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** A pressed key in the words of the key map: `shift+z`, `mod+k`, `?`. */
export function pressed(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const name = NAMES[event.key] ?? event.key.toLowerCase()
  const isSign = name.length === 1 && !/[a-z0-9]/.test(name)
  const parts: string[] = []
  if (event.ctrlKey || event.metaKey) parts.push('mod')
  if (event.altKey) parts.push('alt')
  // Signs such as "?" already need shift on some keyboards and not on others.
  if (event.shiftKey && !isSign) parts.push('shift')
  return [...parts, name].join('+')
}

/** How a key is written on a key cap. */
export function keyCaps(keys: string, isApple: boolean): string[][] {
  const caps: Record<string, string> = {
    mod: isApple ? '\u2318' : 'Ctrl',
    shift: isApple ? '\u21e7' : 'Shift',
    alt: isApple ? '\u2325' : 'Alt',
    space: 'Space',
    escape: 'Esc',
    enter: 'Enter',
    backspace: 'Backspace',
    down: '\u2193',
    up: '\u2191',
    home: 'Home',
    end: 'End',
    pagedown: 'PgDn',
    pageup: 'PgUp',
  }
  return keys.split(' ').map((chord) => chord.split('+').map((part) => caps[part] ?? part.toUpperCase()))
}

/** What each place is called. */
export const KEY_PLACES: Readonly<Record<KeyPlace, string>> = {
  everywhere: 'Everywhere',
  rooms: 'Rooms with a period',
  explore: 'Explore',
  attribution: 'Attribution',
  prices: 'Prices',
  tables: 'Tables',
}

/** Whether the keys of a command are shown as a span: `1 to 9`. */
export function isSpan(binding: KeyBinding): boolean {
  return binding.keys.length > 3
}

/** The keys of a command as the key sheet shows them; of a span the first and the last. */
export function keysShown(binding: KeyBinding): readonly string[] {
  return isSpan(binding) ? [...binding.keys.slice(0, 1), ...binding.keys.slice(-1)] : binding.keys
}

/** The key map as `docs/keyboard.md` shows it. */
export function keyTable(): string {
  const places = Object.keys(KEY_PLACES) as KeyPlace[]
  const caps = (keys: string) =>
    keyCaps(keys, false)
      .map((chord) => chord.join('+'))
      .join(' then ')
  return places
    .map((place) => {
      const lines = KEYMAP.filter((binding) => binding.place === place).map(
        (binding) =>
          `| ${keysShown(binding)
            .map(caps)
            .join(isSpan(binding) ? ' to ' : ', ')} | ${binding.title} |`,
      )
      return [`## ${KEY_PLACES[place]}`, '', '| Key | What it does |', '|---|---|', ...lines].join('\n')
    })
    .join('\n\n')
}
