import type { Page } from '@playwright/test'

/** One picture: a place of the window, and what is done there before it is taken. */
export interface Shot {
  /** File name: the room, with what it shows when it is more than the room itself. */
  name: string
  /** Address in the sample workspace. */
  address: string
  /** Whether the picture is of a new workspace and not of the sample. */
  isEmpty?: boolean
  /** Brings the room into the state to be shown. */
  act?: (page: Page) => Promise<void>
}

const SEPTEMBER = 'from=2026-09-01&to=2026-10-01'

/** Every picture, in the order of the rooms. */
export const SHOTS: readonly Shot[] = [
  { name: 'overview', address: '#/overview' },
  { name: 'overview-by-model', address: `#/overview?${SEPTEMBER}&split=model` },
  {
    name: 'rows',
    address: `#/rows?measure=billed&${SEPTEMBER}`,
    act: async (page) => {
      await page.getByRole('grid').focus()
      await page.keyboard.press('j')
      await page.keyboard.press('j')
    },
  },
  { name: 'groups', address: `#/groups/model?measure=billed&${SEPTEMBER}` },
  { name: 'first-run', address: '', isEmpty: true },
  {
    name: 'connect',
    address: '',
    isEmpty: true,
    act: async (page) => {
      await page.getByRole('button', { name: 'Connect a provider' }).click()
    },
  },
  {
    name: 'sources',
    address: '#/sources/1',
    act: async (page) => {
      await page.getByRole('grid', { name: 'Coverage by slot and day' }).hover({ position: { x: 500, y: 40 } })
    },
  },
  { name: 'sources-runs', address: '#/sources/1?tab=runs' },
  {
    name: 'sources-run',
    address: '#/sources/1?tab=runs',
    act: async (page) => {
      await page.getByRole('grid', { name: /^Runs of/ }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('grid', { name: 'Daily readings changed by this run' }).waitFor()
    },
  },
  { name: 'sources-raw', address: '#/sources/1?tab=raw' },
  { name: 'sources-tells', address: '#/sources/2?tab=tells' },
  {
    name: 'raw',
    address: '#/sources/1?tab=raw',
    act: async (page) => {
      await page.getByRole('grid', { name: /Stored answers/ }).focus()
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.getByLabel('Find in the body').waitFor()
    },
  },
  { name: 'settings', address: '#/settings' },
  {
    name: 'palette',
    address: '#/overview',
    act: async (page) => {
      await page.keyboard.press('Control+k')
    },
  },
]
