import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test as base } from '@playwright/test'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from './bridge'
import { makeFolder, removeFolder, startCore } from './bridge'

export { expect }

interface Worlds {
  /** A core over a synced sample workspace of its own, for tests that decide much and need not take it back. */
  ownCore: Core
  /** A core over an empty workspace of its own, for tests of the first run and of connecting. */
  emptyCore: Core
}

interface SharedWorlds {
  /** A core over the synced sample workspace, shared by the tests of a file; leave it as it was found. */
  core: Core
}

async function startSample(folder: string): Promise<Core> {
  cpSync(process.env.SHOWBACK_TEST_SAMPLE ?? '', folder, { recursive: true })
  const core = await startCore(folder)
  await core.rpc('workspace.open', { path: join(folder, 'data', 'sample.showback') })
  return core
}

/** Tests with a core. `core` is the synced sample, `ownCore` another copy of it; `emptyCore` is a new workspace. */
export const test = base.extend<Worlds, SharedWorlds>({
  core: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = makeFolder()
      const core = await startSample(folder)
      await use(core)
      await core.stop()
      await removeFolder(folder)
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  // eslint-disable-next-line no-empty-pattern
  ownCore: async ({}, use) => {
    const folder = makeFolder()
    const core = await startSample(folder)
    await use(core)
    await core.stop()
    await removeFolder(folder)
  },
  // eslint-disable-next-line no-empty-pattern
  emptyCore: async ({}, use) => {
    const folder = makeFolder()
    const core = await startCore(folder)
    await use(core)
    await core.stop()
    await removeFolder(folder)
  },
})

/** Opens a place of the window and waits until the frame stands. */
export async function open(page: Page, core: Core, address = '#/overview'): Promise<void> {
  await page.goto(`${core.url}/${address}`)
  await expect(page.getByRole('navigation', { name: 'Rooms' })).toBeVisible()
}

/** The gate: no rule of WCAG 2.2 AA is broken by what is on the screen, or by the part of it that a selector names. */
export async function expectAccessible(page: Page, part?: string): Promise<void> {
  const rules = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
  const { violations } = await (part === undefined ? rules : rules.include(part)).analyze()
  expect(
    violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join('; ')}`,
    ),
  ).toEqual([])
}
