import type { Page } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from './bridge'
import { CALLS, importFile, logFolder, writeLiteLlm, writeOwnCsv } from './logs'
import { expect, expectAccessible, open, test } from './support'

async function look(page: Page, core: Core, path: string): Promise<void> {
  await open(page, core, '#/imports/new')
  await page.getByLabel(/^Path of a file/).fill(path)
  await page.getByRole('button', { name: 'Look at it' }).click()
}

const figure = (page: Page, name: string) =>
  page
    .locator('dl.counts > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd')

test('a dry run tells what a log is and holds, and discarding leaves no trace', async ({ page, emptyCore }) => {
  const path = writeLiteLlm(logFolder(), 'gateway.jsonl', [...CALLS, '{"id": "cut off'])
  await look(page, emptyCore, path)
  const file = page.getByRole('table', { name: 'Chosen files' }).getByRole('row', { name: /gateway\.jsonl/ })
  await expect(file).toContainText('LiteLLM, standard-logging')
  await expect(file).toContainText('standard logging payload')
  await expect(figure(page, 'New')).toHaveText(String(CALLS.length))
  await expect(figure(page, 'Rejected')).toHaveText('1')
  await expect(page.getByText('nothing is changed yet')).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
  await page.getByRole('button', { name: 'Save rejects' }).click()
  const saved = await page
    .getByText(/rejects-.*\.csv/)
    .first()
    .textContent()
  const rejects = readFileSync((saved ?? '').trim().replace(/\.$/, ''), 'utf8')
  expect(rejects.split('\n')).toHaveLength(3)
  expect(rejects).not.toContain('cut off')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByRole('heading', { name: 'Drop logs anywhere' })).toBeVisible()
  expect((await emptyCore.rpc('imports.list', { sourceId: null, page: { offset: 0, limit: 10 } })).total).toBe(0)
  expect(await emptyCore.rpc('requests.sources', {})).toEqual([])
})

test('what is imported is linked to, and the same file again changes nothing', async ({ page, emptyCore }) => {
  const folder = logFolder()
  const path = writeLiteLlm(folder, 'gateway.jsonl', CALLS)
  await look(page, emptyCore, path)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByText('In the workspace')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Requests of this import' }).click()
  await expect(page.getByText(`${CALLS.length} requests`)).toBeVisible()

  await open(page, emptyCore, '#/imports/new')
  await page.getByRole('button', { name: 'Import more files' }).click()
  await page.getByLabel(/^Path of a file/).fill(path)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await expect(page.getByText(/importing it again changes nothing/)).toBeVisible()
  await expect(figure(page, 'Same')).toHaveText(String(CALLS.length))
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toHaveAttribute(
    'title',
    'Everything in it is known already',
  )
})

test('an import opens from the history to its files', async ({ page, emptyCore }) => {
  await importFile(emptyCore, writeLiteLlm(logFolder(), 'gateway.jsonl', [...CALLS, 'not json']))
  await open(page, emptyCore, '#/imports')
  const table = page.getByRole('grid', { name: 'Imports, newest first' })
  await expect(table).toContainText('gateway.jsonl')
  await expectAccessible(page)
  await table.getByText('gateway.jsonl').click()
  await expect(page.getByRole('table', { name: 'Files of the import' })).toContainText('LiteLLM, standard-logging')
  await expect(page.getByRole('grid', { name: 'Records that could not be read' })).toContainText('not_json')
  await expectAccessible(page)
})

test('a file of unknown make is mapped once and read by itself from then on', async ({ page, emptyCore }) => {
  const folder = logFolder()
  await look(page, emptyCore, writeOwnCsv(folder, 'usage-1.csv'))
  await page.getByRole('button', { name: 'Map its columns' }).click()
  const columns = page.getByRole('table', { name: 'Columns' })
  await expect(columns.getByRole('row', { name: /prompt_tokens/ })).toContainText('Input tokens')
  await expect(columns.getByRole('row', { name: /^ts/ })).toContainText('Start')
  await expect(page.getByText('3 requests', { exact: false }).first()).toBeVisible()
  await expect(page.getByLabel('Zone where none is written')).toHaveCount(0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
  await page.getByLabel('Name of the mapping').fill('Own gateway')
  await page.getByRole('button', { name: 'Save and use' }).click()
  await expect(figure(page, 'New')).toHaveText('3')

  await page.getByRole('button', { name: 'Discard' }).click()
  await look(page, emptyCore, writeOwnCsv(folder, 'usage-2.csv'))
  await expect(page.getByText('Read by the mapping "Own gateway"')).toBeVisible()
})

test('a zone is asked for only where a time names none', async ({ page, emptyCore }) => {
  const path = join(logFolder(), 'naive.csv')
  const times = ['2026-10-12T09:00:00Z', '2026-10-12T09:01:00Z', '2026-10-12 09:02:00']
  writeFileSync(path, `ts,model,prompt_tokens\n${times.map((time) => `${time},gpt-5.5,1000`).join('\n')}\n`)
  await look(page, emptyCore, path)
  await page.getByRole('button', { name: 'Map its columns' }).click()
  await expect(page.getByLabel('Zone where none is written')).toBeVisible()
  await expectAccessible(page)
})

test('a watched folder is looked through, rests and goes on', async ({ page, emptyCore }) => {
  const folder = logFolder()
  writeLiteLlm(folder, 'gateway.jsonl', CALLS)
  await open(page, emptyCore, '#/imports/watched')
  await page.getByRole('button', { name: 'Watch a folder' }).click()
  await page.getByLabel('Folder', { exact: true }).fill(folder)
  await page.getByLabel('Name of the source').fill('LiteLLM')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Watch it' }).click()
  const row = page.getByRole('table', { name: 'Watched folders' }).getByRole('row', { name: new RegExp(folder) })
  await expect(row).toContainText('Watching')
  await row.getByRole('button', { name: /^Look through/ }).click()
  await expect(row).toContainText('just now')
  await row.getByRole('button', { name: /^Pause/ }).click()
  await expect(row).toContainText('Paused')
  await row.getByRole('button', { name: /^Resume/ }).click()
  await expect(row).toContainText('Watching')
  await row.getByRole('button', { name: /^Stop watching/ }).click()
  await expect(page.getByRole('heading', { name: 'No folder is watched' })).toBeVisible()
})
