import type { Page } from '@playwright/test'
import { createHash } from 'node:crypto'
import type { ConnectionView } from '../src/ipc/types'
import { CONNECTION_WORDS } from '../src/rooms/sources/words'
import type { Core } from './bridge'
import { untilIdle } from './bridge'
import { expect, expectAccessible, open, test } from './support'

async function firstOf(core: Core, source: string): Promise<ConnectionView> {
  const connections = await core.rpc('connections.list', {})
  const found = connections.find((connection) => connection.source === source)
  if (found === undefined) throw new Error(`the sample has no connection of ${source}`)
  return found
}

/** A workspace of its own with one synced connection. */
async function connect(core: Core, label: string): Promise<ConnectionView> {
  const { baseUrl, key } = core.simulator.openai
  const connection = await core.rpc('connections.add', {
    source: 'openai',
    label,
    baseUrl,
    secret: key,
    backfillFrom: '2026-10-11',
    schedule: { kind: 'every_hours', hours: 6 },
  })
  await untilIdle(core)
  return connection
}

const row = (page: Page, label: string) =>
  page.getByRole('table', { name: 'Connections' }).getByRole('row', { name: label })

test('each connection says how it is doing, when it reads next and how far it has read', async ({ page, core }) => {
  await open(page, core, '#/sources')
  for (const connection of await core.rpc('connections.list', {})) {
    const line = row(page, connection.label)
    await expect(line).toContainText(CONNECTION_WORDS[connection.state])
    await expect(line).toContainText('every 6 hours')
  }
})

test('the calendar is walked by arrows and Enter opens the answers of the day', async ({ page, core }) => {
  const connection = await firstOf(core, 'openai')
  await open(page, core, `#/sources/${connection.id}`)
  const calendar = page.getByRole('grid', { name: 'Coverage by slot and day' })
  await calendar.focus()
  await expect(page.getByText('Wed, Oct 14, 2026').first()).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByText('Tue, Oct 13, 2026').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/tab=raw&day=2026-10-13/)
  const { total } = await core.rpc('raw.list', {
    connectionId: connection.id,
    runId: null,
    day: '2026-10-13',
    stream: null,
    page: { offset: 0, limit: 1 },
  })
  await expect(page.getByText(`${total} pages`)).toBeVisible()
  await page.getByRole('link', { name: /Show every day/ }).click()
  await expect(page).not.toHaveURL(/day=/)
})

test('a stored answer is shown whole, with the hash of its bytes', async ({ page, core }) => {
  const connection = await firstOf(core, 'openai')
  const { pages } = await core.rpc('raw.list', {
    connectionId: connection.id,
    runId: null,
    day: null,
    stream: 'costs.line_item',
    page: { offset: 0, limit: 1 },
  })
  const id = pages[0]?.id ?? 0
  const { body } = await core.rpc('raw.get', { id })
  await open(page, core, `#/sources/${connection.id}?tab=raw&stream=costs.line_item`)
  const table = page.getByRole('grid', { name: /Stored answers/ })
  await table.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`#/raw/${id}`))
  await expect(page.getByText(createHash('sha256').update(body).digest('hex'))).toBeVisible()
  await expect(page.getByRole('region', { name: /^Body/ })).toContainText('"object": "page"')
  await page.getByLabel('Find in the body').fill('line_item')
  await expect(page.getByText(/^1 of [\d,]+ lines?$/)).toBeVisible()
  await page.getByLabel('Find in the body').press('Enter')
  await expect(page.getByText(/^2 of [\d,]+ lines?$/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(table).toBeVisible()
})

test('a run opens to its log and the days it changed', async ({ page, core }) => {
  const connection = await firstOf(core, 'anthropic')
  const runs = await core.rpc('sync.runs', { connectionId: connection.id, page: { offset: 0, limit: 1000 } })
  await open(page, core, `#/sources/${connection.id}?tab=runs`)
  const table = page.getByRole('grid', { name: /^Runs of/ })
  await expect(table).toHaveAttribute('aria-rowcount', String(runs.length + 1))
  await table.getByRole('row').nth(1).click()
  await expect(page).toHaveURL(new RegExp(`run=${runs[0]?.id}`))
  await expect(page.getByRole('heading', { name: /^Run of/ })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Daily readings changed by this run' })).toBeVisible()
  await page.getByRole('link', { name: 'All runs' }).click()
  await expect(table).toBeVisible()
})

test('what a source cannot tell is said', async ({ page, core }) => {
  const connection = await firstOf(core, 'anthropic')
  const source = (await core.rpc('sources.list', {})).find((each) => each.id === 'anthropic')
  await open(page, core, `#/sources/${connection.id}?tab=tells`)
  for (const slot of source?.slots ?? [])
    await expect(page.getByRole('rowheader', { name: slot.label, exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'What Anthropic cannot tell' })).toBeVisible()
})

test('a cron expression that cannot be read says why, and a good one its next run', async ({ page, core }) => {
  const connection = await firstOf(core, 'openai')
  await open(page, core, `#/sources/${connection.id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveAttribute('title', 'Nothing is changed yet.')
  await page.getByRole('radio', { name: 'Cron' }).click()
  await page.getByLabel('Cron expression').fill('0 25 * * *')
  await expect(page.getByText('The hour cannot be read: "25".')).toBeVisible()
  await page.getByLabel('Cron expression').fill('0 6 * * 1-5')
  await expect(page.getByText(/Next run: Oct 15, 06:00/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
})

test('a changed schedule is kept and can be undone', async ({ page, core }) => {
  const connection = await firstOf(core, 'openai')
  await open(page, core, `#/sources/${connection.id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('radio', { name: 'Daily' }).click()
  await page.getByLabel('Local time').fill('21:30')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(row(page, connection.label)).toContainText('daily at 21:30')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page, connection.label)).toContainText('every 6 hours')
})

test('a paused connection can be resumed, and undo does so too', async ({ page, core }) => {
  const connection = await firstOf(core, 'anthropic')
  await open(page, core, '#/sources')
  const line = row(page, connection.label)
  await line.getByRole('button', { name: `Pause ${connection.label}` }).click()
  await expect(line.getByRole('button', { name: `Resume ${connection.label}` })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(line.getByRole('button', { name: `Pause ${connection.label}` })).toBeVisible()
})

test('the sample says why nothing can be connected to it', async ({ page, core }) => {
  await open(page, core, '#/sources')
  const button = page.getByRole('button', { name: 'Connect a provider' })
  await expect(button).toHaveAttribute('title', /open your own workspace/)
  await button.click({ force: true })
  await expect(page).not.toHaveURL(/connect/)
})

test('a removed connection leaves the list, and undo asks for its key again', async ({ page, emptyCore }) => {
  const connection = await connect(emptyCore, 'Pilot')
  await open(page, emptyCore, `#/sources/${connection.id}`)
  await page.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Removed Pilot')).toBeVisible()
  await expect(page.getByRole('row', { name: /Pilot.*Removed/ })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row(page, 'Pilot')).toContainText('Key needed')
  await page.getByRole('button', { name: 'Replace the key' }).click()
  await page.getByRole('textbox', { name: 'Admin key' }).fill(emptyCore.simulator.openai.key)
  await page.getByRole('button', { name: 'Check and replace' }).click()
  await expect(row(page, 'Pilot')).toContainText('Up to date')
  expect(await page.content()).not.toContain(emptyCore.simulator.openai.key)
})

test('a second sync of the same days says that nothing changed', async ({ page, emptyCore }) => {
  const connection = await connect(emptyCore, 'Pilot')
  await open(page, emptyCore, `#/sources/${connection.id}`)
  await page.getByRole('button', { name: 'Sync Pilot now' }).click()
  await untilIdle(emptyCore)
  await expect(row(page, 'Pilot')).toContainText('nothing changed')
  await expect(page.getByRole('region', { name: 'Jobs' })).toContainText(/\d daily readings, no new rows/)
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const tab of ['coverage', 'runs', 'raw', 'tells']) {
    test(`the tab ${tab} is accessible in ${colorScheme}`, async ({ page, core }) => {
      const connection = await firstOf(core, 'openai')
      await page.emulateMedia({ colorScheme })
      await open(page, core, `#/sources/${connection.id}?tab=${tab}`)
      await expect(page.getByRole('heading', { name: connection.label })).toBeVisible()
      await page.waitForTimeout(300)
      await expectAccessible(page)
    })
  }
}
