import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, removeFolder, untilIdle } from './bridge'
import { expect, expectAccessible, open, test } from './support'

test('the workspace file is named with its path and version', async ({ page, core }) => {
  const workspace = await core.rpc('workspace.get', {})
  await open(page, core, '#/settings')
  const file = page.getByRole('region', { name: 'Workspace file' })
  await expect(file).toContainText(workspace.path)
  await expect(file).toContainText(`version ${workspace.schemaVersion}`)
})

test('a backup is written where it says', async ({ page, core }) => {
  const folder = makeFolder()
  const path = join(folder, 'copy.showback')
  await open(page, core, '#/settings')
  await page.getByRole('button', { name: 'Back up to' }).click()
  await page.getByLabel('Path of the backup').fill(path)
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText(`Backed up to ${path}`)).toBeVisible()
  expect(existsSync(path)).toBe(true)
  await removeFolder(folder)
})

test('a file that is no workspace is refused beside its button', async ({ page, core }) => {
  const folder = makeFolder()
  const path = join(folder, 'notes.showback')
  writeFileSync(path, 'these are notes')
  const before = await core.rpc('workspace.get', {})
  await open(page, core, '#/settings')
  await page.getByRole('button', { name: 'Open another' }).click()
  await page.getByLabel('Path of the workspace file').fill(path)
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByRole('region', { name: 'Workspace file' }).getByRole('alert')).toContainText('notes.showback')
  expect((await core.rpc('workspace.get', {})).path).toBe(before.path)
  await removeFolder(folder)
})

test('a theme is worn at once, and undo takes it off', async ({ page, core }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await open(page, core, '#/settings')
  await page.getByRole('radio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  const history = page.getByRole('region', { name: 'History' })
  await history.getByRole('button', { name: 'Undo' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await expect(page.getByRole('radio', { name: 'As the system' })).toBeChecked()
})

test('choices move by arrow keys and are kept by the core', async ({ page, core }) => {
  await open(page, core, '#/settings')
  await page.getByRole('radio', { name: 'Regular' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact')
  expect((await core.rpc('settings.get', {})).density).toBe('compact')
  await core.rpc('history.undo', {})
  await expect(page.locator('html')).toHaveAttribute('data-density', 'regular')
})

test('switches change what happens in the background', async ({ page, core }) => {
  const before = await core.rpc('settings.get', {})
  await open(page, core, '#/settings')
  const notifies = page.getByRole('switch', { name: 'Notify of failed and restating syncs' })
  await expect(notifies).toHaveAttribute('aria-checked', String(before.notifies))
  await notifies.click()
  await expect(notifies).toHaveAttribute('aria-checked', String(!before.notifies))
  await core.rpc('history.undo', {})
  await expect(notifies).toHaveAttribute('aria-checked', String(before.notifies))
})

test('the doctor says what it checked', async ({ page, core }) => {
  const report = await core.rpc('workspace.doctor', {})
  await open(page, core, '#/settings')
  await page.getByRole('button', { name: 'Run the checks' }).click()
  await expect(page.getByRole('list', { name: 'Checks' }).getByRole('listitem')).toHaveCount(report.checks.length, {
    timeout: 60_000,
  })
})

test('the key sheet opens from Settings', async ({ page, core }) => {
  await open(page, core, '#/settings')
  await page.getByRole('button', { name: 'Show every key' }).click()
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test('a restored backup brings back what was there', async ({ page, emptyCore }) => {
  const { baseUrl, key } = emptyCore.simulator.openai
  await emptyCore.rpc('connections.add', {
    source: 'openai',
    label: 'Before the backup',
    baseUrl,
    secret: key,
    backfillFrom: '2026-10-12',
    schedule: { kind: 'manual' },
  })
  await untilIdle(emptyCore)
  const { path } = await emptyCore.rpc('workspace.backup', { path: null })
  const [connection] = await emptyCore.rpc('connections.list', {})
  await emptyCore.rpc('connections.update', {
    id: connection?.id ?? 0,
    label: 'After the backup',
    schedule: null,
    isPaused: null,
    backfillFrom: null,
  })
  await open(page, emptyCore, '#/settings')
  await page.getByRole('button', { name: 'Restore a backup' }).click()
  await page.getByLabel('Path of the backup').fill(path)
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText('Restored the backup')).toBeVisible()
  await page.goto(`${emptyCore.url}/#/sources`)
  await expect(page.getByRole('row', { name: /Before the backup/ })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`Settings are accessible in ${colorScheme}`, async ({ page, core }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, core, '#/settings')
    await page.getByRole('button', { name: 'Run the checks' }).click()
    await expect(page.getByRole('list', { name: 'Checks' })).toBeVisible({ timeout: 60_000 })
    await expectAccessible(page)
  })
}
