import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const SPLITS = '#/attribution/splits?from=2026-08-01&to=2026-10-15'
const ASKED = { dimension: 'team', range: { from: '2026-08-01', to: '2026-10-15' }, currency: null }

/** Gives the two largest groups to a team, so that there is something to divide. */
async function tagPlatform(core: Core): Promise<void> {
  const page = { offset: 0, limit: 2 }
  const queue = await core.rpc('attribution.queue', { ...ASKED, search: null, includesSnoozed: false, page })
  const groups = { ids: queue.groups.map((one) => one.id), search: null }
  await core.rpc('attribution.tag', { ...ASKED, groups, value: 'Platform', from: null, until: null })
}

async function undo(core: Core, times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) await core.rpc('history.undo', {})
}

test('a split says what is missing, adds up exactly, and shows what it divided', async ({ page, core }) => {
  await tagPlatform(core)
  await open(page, core, SPLITS)
  await expect(page.getByRole('heading', { name: 'Nothing is shared yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Add a split' }).first().click()
  const form = page.getByRole('complementary', { name: 'Split' })
  await form.getByLabel('Name', { exact: true }).fill('Shared gateway')
  await form.getByRole('combobox', { name: 'Value' }).fill('Platform')
  await form.getByRole('combobox', { name: 'Target 1' }).fill('Search')
  await form.getByRole('textbox', { name: 'Percent' }).first().fill('62.5')
  await form.getByRole('combobox', { name: 'Target 2' }).fill('Support')
  await form.getByRole('textbox', { name: 'Percent' }).last().fill('37')
  await expect(form.getByRole('status')).toHaveText('99.5 % of 100, 0.5 % left')
  await form.getByRole('button', { name: 'Add the split' }).click()
  await expect(form.getByText('Percentages must add up to 100: 0.5 % left')).toBeVisible()
  await expectAccessible(page)
  await form.getByRole('textbox', { name: 'Percent' }).last().fill('37.5')
  await form.getByRole('button', { name: 'Add the split' }).click()
  const parts = page.getByRole('grid', { name: 'Parts of Shared gateway' })
  await expect(parts.getByRole('row')).toHaveCount(4)
  await expect(parts.getByRole('row', { name: /^Search/ })).toContainText('62.5 %')

  const [made] = await core.rpc('attribution.splits', ASKED)
  expect(made?.divided).toBe(made?.sourceAmount)
  await undo(core, 2)
})

test('a target that is divided itself is refused beside the form', async ({ page, core }) => {
  await tagPlatform(core)
  const target = (value: string) => ({ value, weight: null })
  const split = {
    name: 'Shared gateway',
    dimension: 'team',
    source: 'Platform',
    spreadsUnattributed: false,
    method: 'even' as const,
    currency: null,
    targets: [target('Search')],
    dates: { from: null, until: null },
  }
  await core.rpc('attribution.splitPut', { id: null, split })
  await open(page, core, SPLITS)
  await page.getByRole('button', { name: 'Add a split' }).click()
  const form = page.getByRole('complementary', { name: 'Split' })
  await form.getByLabel('Name', { exact: true }).fill('In a circle')
  await form.getByRole('combobox', { name: 'Value' }).fill('Search')
  await form.getByRole('combobox', { name: /^How/ }).click()
  await page.getByRole('option', { name: 'Evenly' }).click()
  await form.getByRole('combobox', { name: 'Target 1' }).fill('Platform')
  await form.getByRole('button', { name: 'Remove target 2' }).click()
  await form.getByRole('button', { name: 'Add the split' }).click()
  await expect(form.getByRole('alert')).toContainText('a target cannot be a source')
  await form.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Remove Shared gateway' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is shared yet' })).toBeVisible()
  await undo(core, 3)
})

test('what nobody owns is spread only by an explicit yes', async ({ page, core }) => {
  await open(page, core, `${SPLITS}&split=new`)
  const form = page.getByRole('complementary', { name: 'Split' })
  await form.getByLabel('Name', { exact: true }).fill('What nobody owns')
  await form.getByRole('radio', { name: 'Unattributed' }).click()
  await form.getByRole('combobox', { name: /^How/ }).click()
  await page.getByRole('option', { name: 'Evenly' }).click()
  await form.getByRole('combobox', { name: 'Target 1' }).fill('Search')
  await form.getByRole('combobox', { name: 'Target 2' }).fill('Support')
  await form.getByRole('button', { name: 'Add the split' }).click()
  await expect(form.getByText('Say that unattributed spend is to be spread')).toBeVisible()
  await form.getByRole('switch', { name: /^Spread what nobody owns/ }).click()
  await form.getByRole('button', { name: 'Add the split' }).click()
  await expect(page.getByText('Spreads unattributed')).toBeVisible()
  await undo(core, 1)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`splits can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, core, `${SPLITS}&split=new`)
    await expect(page.getByRole('complementary', { name: 'Split' })).toBeVisible()
    await expectAccessible(page)
  })
}
