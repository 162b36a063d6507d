import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const OWNERS = '#/attribution/owners'
const RANGE = { from: '2026-08-01', to: '2026-10-15' }

/** A key that spends and has no team. */
async function someKey(core: Core): Promise<string> {
  const page = { offset: 0, limit: 20 }
  const asked = { dimension: 'team', range: RANGE, currency: null }
  const queue = await core.rpc('attribution.queue', { ...asked, search: null, includesSnoozed: false, page })
  const key = queue.groups.find((one) => one.key !== null)?.key
  if (!key) throw new Error('the sample has no group with a key')
  return key.id
}

async function undo(core: Core, times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) await core.rpc('history.undo', {})
}

test('a value is added, renamed and refused beside its form', async ({ page, core }) => {
  await open(page, core, OWNERS)
  await page.getByRole('button', { name: 'Add a value' }).click()
  const form = page.getByRole('complementary', { name: 'Value' })
  await form.getByRole('button', { name: 'Add the value' }).click()
  await expect(form.getByText('What is it called')).toBeVisible()
  await form.getByLabel('Name', { exact: true }).fill('Search')
  await form.getByLabel('Other names').fill('find, search-ranking')
  await form.getByRole('button', { name: 'Add the value' }).click()
  const table = page.getByRole('grid', { name: 'Values' })
  await expect(table.getByRole('row', { name: /Search/ })).toContainText('find, search-ranking')

  await page.getByRole('button', { name: 'Add a value' }).click()
  await form.getByLabel('Name', { exact: true }).fill('find')
  await form.getByRole('button', { name: 'Add the value' }).click()
  await expect(form.getByRole('alert')).toContainText('find')
  await form.getByRole('button', { name: 'Cancel' }).click()

  await table.getByRole('row', { name: /Search/ }).click()
  await form.getByLabel('Name', { exact: true }).fill('Discovery')
  await expect(form.getByText('"Search" stays as another name of it')).toBeVisible()
  await form.getByRole('button', { name: 'Save the value' }).click()
  await expect(table.getByRole('row', { name: /Discovery/ })).toContainText('Search')
  await undo(core, 2)
})

test('a key changes hands on a day: two owners at once are refused, taking over ends the first', async ({
  page,
  core,
}) => {
  const key = await someKey(core)
  await open(page, core, `${OWNERS}?view=owners`)
  const form = page.getByRole('complementary', { name: 'Owner' })
  await page.getByRole('button', { name: 'Add an owner' }).click()
  await form.getByLabel('Its id').fill(key)
  await form.getByRole('combobox', { name: 'Owner' }).fill('Platform')
  await form.getByRole('button', { name: 'Add the owner' }).click()
  const table = page.getByRole('grid', { name: 'Owners' })
  await expect(table.getByRole('row', { name: /Platform/ })).toContainText('always')

  await page.getByRole('button', { name: 'Add an owner' }).click()
  await form.getByLabel('Its id').fill(key)
  await form.getByRole('combobox', { name: 'Owner' }).fill('Search')
  await form.getByRole('textbox', { name: 'From', exact: true }).fill('2026-10-12')
  await form.getByRole('button', { name: 'Add the owner' }).click()
  await expect(form.getByRole('alert')).toContainText('has the owner "Platform"')
  await expectAccessible(page)
  await form.getByRole('switch', { name: /^Take over/ }).click()
  await form.getByRole('button', { name: 'Add the owner' }).click()
  await expect(table.getByRole('row', { name: /Platform/ })).toContainText('through Oct 11, 2026')
  await expect(table.getByRole('row', { name: /Search/ })).toContainText('from Oct 12, 2026')
  await undo(core, 2)
})

test('an own dimension is told by metadata; a given one cannot be removed', async ({ page, core }) => {
  await open(page, core, `${OWNERS}?view=dimensions`)
  const form = page.getByRole('complementary', { name: 'Dimension' })
  await page.getByRole('button', { name: 'Add a dimension' }).click()
  await form.getByLabel('Name in rules').fill('Squad 1')
  await form.getByLabel('Name for people').fill('Squad')
  await form.getByRole('button', { name: 'Add the dimension' }).click()
  await expect(form.getByText('Lower-case letters, digits and _')).toBeVisible()
  await form.getByLabel('Name in rules').fill('squad')
  await form.getByLabel('Told by').fill('meta.squad')
  await form.getByRole('button', { name: 'Add the dimension' }).click()
  const table = page.getByRole('grid', { name: 'Dimensions' })
  await expect(table.getByRole('row', { name: /^Squad/ })).toContainText('meta.squad')
  await table.getByRole('row', { name: /^Team/ }).click()
  await expect(form.getByRole('button', { name: 'Remove' })).toHaveAttribute('title', 'Given dimensions stay')
  await table.getByRole('row', { name: /^Squad/ }).click()
  await form.getByRole('button', { name: 'Remove' }).click()
  await expect(table.getByRole('row', { name: /^Squad/ })).toHaveCount(0)
  await undo(core, 2)
})

test('a directory is looked at before it is imported, and one wrong line refuses all of it', async ({ page, core }) => {
  await open(page, core, `${OWNERS}?view=import`)
  const field = page.getByLabel('The directory as CSV')
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toHaveAttribute('title', 'Look at it first')
  await field.fill('key_name,team,from\nsupport-bot,Support,soon\nnobody,Support,\n')
  await page.getByRole('button', { name: 'Look at it' }).click()
  const findings = page.getByRole('grid', { name: 'Findings in the directory' })
  await expect(findings).toContainText('"soon" is not a date')
  await expect(findings).toContainText('No key is called "nobody"')
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toHaveAttribute('title', /^2 findings must/)
  await expectAccessible(page)

  await field.fill('key_name,team,from\nsupport-bot,Support,2026-09-01\nsupport-voice,Support,\n')
  await page.getByRole('button', { name: 'Look at it' }).click()
  await expect(page.getByText('2 owners, 2 of them new')).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Owners in the directory' }).getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByText('Imported the directory')).toBeVisible()
  await page.getByRole('radio', { name: 'Keys and projects' }).click()
  const owners = page.getByRole('grid', { name: 'Owners' })
  await expect(owners.getByRole('row', { name: /support-bot/ })).toContainText('from Sep 1, 2026')
  await undo(core, 1)
  await expect(page.getByRole('heading', { name: 'Nothing has an owner yet' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const view of ['values', 'owners', 'dimensions', 'import']) {
    test(`owners as ${view} can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
      await page.emulateMedia({ colorScheme })
      await open(page, core, `${OWNERS}?view=${view}`)
      await expect(page.getByRole('radio', { name: 'Dimensions' })).toBeVisible()
      await page.waitForTimeout(400)
      await expectAccessible(page)
    })
  }
}
