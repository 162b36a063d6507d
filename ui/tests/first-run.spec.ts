import type { Page } from '@playwright/test'
import type { Core } from './bridge'
import { makeFolder, NOW, removeFolder, startCore, untilIdle } from './bridge'
import { expect, expectAccessible, test } from './support'

async function openConnect(page: Page, core: Core): Promise<void> {
  await page.goto(core.url)
  await page.getByRole('button', { name: 'Connect a provider' }).click()
  await page.getByRole('button', { name: 'Another address' }).click()
  await page.getByRole('textbox', { name: 'Address' }).fill(core.simulator.openai.baseUrl)
}

const keyField = (page: Page) => page.getByRole('textbox', { name: 'Admin key' })
const connectButton = (page: Page) => page.getByRole('button', { name: 'Connect OpenAI' })

/** Everything the page keeps, and everything it shows. */
async function kept(page: Page): Promise<string> {
  const stored = await page.evaluate(async () => {
    const databases = await indexedDB.databases()
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, history.state, location.href])
  })
  return stored + (await page.content())
}

test('a new workspace opens with three doors', async ({ page, emptyCore }) => {
  await page.goto(emptyCore.url)
  await expect(page.getByRole('heading', { level: 2 })).toHaveText([
    'Connect a provider',
    'Import a file',
    'Look around in the sample workspace',
  ])
})

test('a project key is refused with what to use instead', async ({ page, emptyCore }) => {
  await openConnect(page, emptyCore)
  await expect(connectButton(page)).toHaveAttribute('title', 'Paste the key first.')
  await keyField(page).fill(emptyCore.simulator.openai.projectKey ?? '')
  await expect(page.getByText('This looks like an OpenAI project key')).toBeVisible()
  await page.getByRole('button', { name: 'Check the key' }).click()
  await expect(page.getByRole('alert')).toContainText('admin key')
  await connectButton(page).click({ force: true })
  expect(await emptyCore.rpc('connections.list', {})).toEqual([])
})

test('a key without the scope names what it may not read', async ({ page, emptyCore }) => {
  await openConnect(page, emptyCore)
  await keyField(page).fill(emptyCore.simulator.openai.missingScopeKey ?? '')
  await keyField(page).press('Enter')
  await expect(page.getByRole('alert')).toContainText('it may not read costs')
  await expect(connectButton(page)).toHaveAttribute('aria-disabled', 'true')
})

test('an address that cannot be reached says so, and keeps the form', async ({ page, emptyCore }) => {
  await openConnect(page, emptyCore)
  await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9')
  await keyField(page).fill(emptyCore.simulator.openai.key)
  await keyField(page).press('Enter')
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 })
  await expect(keyField(page)).toHaveValue(emptyCore.simulator.openai.key)
})

test('what a check told is forgotten when the key changes', async ({ page, emptyCore }) => {
  await openConnect(page, emptyCore)
  await keyField(page).fill(emptyCore.simulator.openai.key)
  await keyField(page).press('Enter')
  await expect(page.getByText('The key can read billed money')).toBeVisible()
  await expect(connectButton(page)).not.toHaveAttribute('aria-disabled', 'true')
  await keyField(page).pressSequentially('x')
  await expect(page.getByText('The key can read billed money')).toBeHidden()
  await expect(connectButton(page)).toHaveAttribute('title', 'Check the key first.')
})

test('connecting reads from the simulator and leaves no key in the page', async ({ page, emptyCore }) => {
  const { key } = emptyCore.simulator.openai
  await openConnect(page, emptyCore)
  await page.getByRole('textbox', { name: 'Name' }).fill('Production')
  await keyField(page).fill(key)
  await keyField(page).press('Enter')
  await expect(page.getByRole('list', { name: 'What the key may read' }).getByText('Allowed').first()).toBeVisible()
  await page.getByLabel('First day').fill('2026-10-10')
  await connectButton(page).click()
  await expect(page).toHaveURL(/#\/sources\/\d+/)
  await expect(page.getByRole('row', { name: /Production/ })).toBeVisible()
  await untilIdle(emptyCore)
  await expect(page.getByRole('row', { name: /Production.*Up to date/ })).toBeVisible()
  await expect(page.getByText('ends in')).toContainText(key.slice(-4))
  expect(await kept(page)).not.toContain(key)
  const [connection] = await emptyCore.rpc('connections.list', {})
  expect(connection?.backfillFrom).toBe('2026-10-10')
  expect(connection?.freshThrough).toBe('2026-10-13')
})

test('where no keychain answers, a vault is made first', async ({ page }) => {
  const folder = makeFolder()
  const core = await startCore(folder, NOW, ['--keychain', 'off'])
  try {
    await openConnect(page, core)
    await keyField(page).fill(core.simulator.openai.key)
    await keyField(page).press('Enter')
    await expect(page.getByText('The key can read billed money')).toBeVisible()
    await expect(connectButton(page)).toHaveAttribute('title', /Make the vault first/)
    await expectAccessible(page)
    await page.getByLabel('Passphrase', { exact: true }).fill('four invented words')
    await page.getByLabel('Passphrase again').fill('four invented word')
    await expect(page.getByRole('button', { name: 'Make vault' })).toHaveAttribute('title', /differ/)
    await page.getByLabel('Passphrase again').fill('four invented words')
    await page.getByRole('button', { name: 'Make vault' }).click()
    await expect(page.getByText('Vault made')).toBeVisible()
    await expect(connectButton(page)).not.toHaveAttribute('aria-disabled', 'true')
    expect(await kept(page)).not.toContain('four invented words')
  } finally {
    await core.stop()
    await removeFolder(folder)
  }
})

test('a file that is missing is named below the buttons', async ({ page, emptyCore }) => {
  await page.goto(emptyCore.url)
  await page.getByRole('button', { name: 'Open a file' }).click()
  await page.getByLabel('Path of the workspace file').fill('/nowhere/at-all.showback')
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByRole('main').getByRole('alert')).toContainText('/nowhere/at-all.showback')
})

test('the sample opens from its door and is marked as one', async ({ page, emptyCore }) => {
  await page.goto(emptyCore.url)
  await page.getByRole('button', { name: 'Open the sample workspace' }).click()
  await expect(page.getByText('SAMPLE', { exact: true })).toBeVisible({ timeout: 60_000 })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the doors and the connect form are accessible in ${colorScheme}`, async ({ page, emptyCore }) => {
    await page.emulateMedia({ colorScheme })
    await page.goto(emptyCore.url)
    await expect(page.getByRole('button', { name: 'Connect a provider' })).toBeVisible()
    await expectAccessible(page)
    await openConnect(page, emptyCore)
    await keyField(page).fill(emptyCore.simulator.openai.key)
    await keyField(page).press('Enter')
    await expect(page.getByText('The key can read billed money')).toBeVisible()
    await expectAccessible(page)
  })
}
