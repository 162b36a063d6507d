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
  {
    name: 'palette',
    address: '#/overview',
    act: async (page) => {
      await page.keyboard.press('Control+k')
    },
  },
]
