import type { Page } from '@playwright/test'
import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const TEXT = `# Order form of July
[[discount]]
id = "anthropic-2026"
reason = "Order form, section 3"
from = 2026-07-01
channel = "anthropic"
percent = "12.5"
`

async function write(page: Page, core: Core, text: string): Promise<void> {
  await open(page, core, '#/prices/contract?view=text')
  await page.getByLabel('Text of the contract').fill(text)
}

/** Takes everything back that a test did. */
async function undoAll(core: Core): Promise<void> {
  for (let step = 0; step < 10; step += 1) {
    if ((await core.rpc('prices.contract', {})).entries.length === 0) return
    await core.rpc('history.undo', {})
  }
}

test('an error leads to its line, and holds back the save', async ({ page, core }) => {
  await write(page, core, TEXT.replace('percent = "12.5"', 'percent = "120"'))
  const findings = page.getByRole('complementary', { name: 'Findings' })
  const line = findings.getByRole('button', { name: /^line 7:/ })
  await expect(line).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveAttribute('title', /must be mended first/)
  await line.click()
  await expect(page.getByLabel('Text of the contract')).toBeFocused()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('No findings')).toBeVisible()
})

test('a saved contract moves no figure until the re-rate is confirmed, and undo takes it back', async ({
  page,
  core,
}) => {
  await write(page, core, TEXT)
  await expect(page.getByText('No findings')).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect(page.getByText(/^Saved the contract/)).toBeVisible()
  await page.getByRole('link', { name: 'Review' }).click()
  await expect(page).toHaveURL(/#\/prices\/rerate/)
  await expect(page.getByRole('heading', { name: 'Re-rate review' })).toBeVisible()
  const preview = await core.rpc('prices.rerate', {})
  expect(preview.change).toMatch(/^-/)
  await expect(page.getByRole('grid', { name: 'Causes of the re-rate' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Rate .* again$/ }).click()
  await expect(page.getByRole('heading', { name: 'Every rating is by the prices in use' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(async () => (await core.rpc('prices.rerate', {})).buckets).toBe(preview.buckets)
  await undoAll(core)
})

test('an entry is added and changed by its form, and the text keeps its comments', async ({ page, core }) => {
  await write(page, core, TEXT)
  await page.getByRole('radio', { name: 'Entries' }).click()
  const table = page.getByRole('grid', { name: 'Entries of the contract' })
  await expect(table.getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: 'Add an entry' }).click()
  await page.getByRole('menuitem', { name: 'Negotiated rate' }).click()
  const form = page.getByRole('complementary', { name: 'Entry' })
  await form.getByRole('button', { name: 'Add the entry' }).click()
  await expect(form.getByText('Say why it is there.')).toBeVisible()
  await form.getByRole('combobox', { name: /^Seller/ }).click()
  await page.getByRole('option', { name: 'OpenAI', exact: true }).click()
  await form.getByLabel('Model', { exact: true }).fill('gpt-5.6-sol')
  await form.getByRole('textbox', { name: 'Input' }).fill('3')
  await form.getByRole('textbox', { name: 'Output' }).fill('15.25')
  await form.getByLabel('Why it is there').fill('Mail of the account manager')
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Add the entry' }).click()
  await expect(table.getByRole('row')).toHaveCount(3)
  await page.getByRole('radio', { name: 'Text' }).click()
  await expect(page.getByLabel('Text of the contract')).toHaveValue(/^# Order form of July\n[^]*15\.25/)
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('an empty contract says what it is for and begins an entry', async ({ page, core }) => {
  await open(page, core, '#/prices/contract')
  await expect(page.getByRole('heading', { name: 'The contract says nothing yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Add a discount' }).click()
  await expect(page.getByRole('complementary', { name: 'Entry' }).getByLabel('Percent off')).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const view of ['entries', 'text', 'months', 'earlier']) {
    test(`the contract as ${view} can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
      await page.emulateMedia({ colorScheme })
      await open(page, core, `#/prices/contract?view=${view}`)
      await expect(page.getByRole('radio', { name: 'Entries' })).toBeVisible()
      await page.waitForTimeout(400)
      await expectAccessible(page)
    })
  }
}
