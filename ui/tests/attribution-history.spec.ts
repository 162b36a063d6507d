import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const HISTORY = '#/attribution/history'
const ASKED = { dimension: 'team', range: { from: '2026-08-01', to: '2026-10-15' }, currency: null }

/** Tags the group with most of the money that has no team yet. */
async function tagFirst(core: Core, value: string): Promise<void> {
  const page = { offset: 0, limit: 1 }
  const queue = await core.rpc('attribution.queue', { ...ASKED, search: null, includesSnoozed: false, page })
  const groups = { ids: queue.groups.map((one) => one.id), search: null }
  await core.rpc('attribution.tag', { ...ASKED, groups, value, from: null, until: null })
}

test('without a decision the history says what will stand in it', async ({ page, core }) => {
  const none = { entries: [], nextUndo: null, nextRedo: null }
  await page.route('**/rpc/attribution.history', (asked) => asked.fulfill({ json: none }))
  await open(page, core, HISTORY)
  await expect(page.getByRole('heading', { name: 'Nothing was decided yet' })).toBeVisible()
})

test('going back is a new entry, asked for beside the one it goes back to, and can be undone', async ({
  page,
  core,
}) => {
  const meter = async () => (await core.rpc('attribution.coverage', ASKED)).meter.attributed
  const start = await meter()
  await tagFirst(core, 'Search')
  const afterFirst = await meter()
  await tagFirst(core, 'Support')
  const afterSecond = await meter()
  await open(page, core, HISTORY)
  const entries = page.getByRole('list', { name: 'Decisions' }).getByRole('listitem')
  const before = await entries.count()
  await expect(entries.first()).toContainText('tagged as Support')
  await expect(entries.first()).toContainText('Now')

  await entries
    .nth(1)
    .getByRole('button', { name: /^Restore to here/ })
    .click()
  const confirmation = page.getByRole('group', { name: 'Restore to here' })
  await expect(confirmation).toContainText('nothing is deleted')
  await expectAccessible(page)
  await confirmation.getByRole('button', { name: 'Cancel' }).click()
  await expect(confirmation).toBeHidden()
  expect(await meter()).toBe(afterSecond)

  await entries
    .nth(1)
    .getByRole('button', { name: /^Restore to here/ })
    .click()
  await confirmation.getByRole('button', { name: 'Restore', exact: true }).click()
  await expect(entries).toHaveCount(before + 1)
  await expect(entries.first()).toContainText('Restore')
  await expect(entries.nth(2)).toContainText('As now')
  expect(await meter()).toBe(afterFirst)

  await page.getByRole('button', { name: 'Undo', exact: true }).first().click()
  await expect(entries).toHaveCount(before + 2)
  await expect(entries.nth(2)).toContainText('tagged as Support')
  await expect(entries.nth(2)).toContainText('As now')
  expect(await meter()).toBe(afterSecond)
  await core.rpc('history.undo', {})
  await core.rpc('history.undo', {})
  expect(await meter()).toBe(start)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the history can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
    await page.emulateMedia({ colorScheme })
    await tagFirst(core, 'Search')
    await open(page, core, HISTORY)
    await expect(page.getByRole('list', { name: 'Decisions' }).getByRole('listitem').first()).toBeVisible()
    await expectAccessible(page)
    await core.rpc('history.undo', {})
  })
}
