import { addDecimals, compareDecimals, exactMoney } from '../src/format'
import type { OverviewView } from '../src/ipc/types'
import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const SEPTEMBER = { from: '2026-09-01', to: '2026-10-01' }
const AUGUST = { from: '2026-08-01', to: '2026-09-01' }
const PLACE = '#/overview?from=2026-09-01&to=2026-10-01'

function september(core: Core, split = 'provider'): Promise<OverviewView> {
  return core.rpc('overview.get', { range: SEPTEMBER, compare: AUGUST, split })
}

test('the headline is the total of the ledger to the last digit', async ({ page, core }) => {
  const total = await core.rpc('spend.query', {
    measure: 'billed',
    by: [],
    range: SEPTEMBER,
    filters: [],
    page: { offset: 0, limit: 0 },
  })
  const billed = total.totals.find((one) => one.amount?.currency === 'USD')?.amount
  await open(page, core, PLACE)
  const figure = page.getByRole('main').getByRole('link', { name: /^Billed: / })
  await expect(figure).toHaveAttribute('title', exactMoney(billed?.value ?? '', 'USD'))
  expect(billed?.value).toMatch(/^\d/)
})

test('rows of each breakdown and values of each day foot to the headline', async ({ core }) => {
  const view = await september(core, 'model')
  for (const breakdown of view.breakdowns) {
    expect(compareDecimals(addDecimals(breakdown.rows.map((row) => row.amount.value)), view.billed.value)).toBe(0)
  }
  const days = view.days.map((day) => day.total).filter((total) => total !== null)
  expect(compareDecimals(addDecimals(days), view.billed.value)).toBe(0)
})

test('a figure opens to its rows, a row to the stored answer, and the way back is the same', async ({ page, core }) => {
  const view = await september(core)
  await open(page, core, PLACE)
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Billed: / })
    .click()
  await expect(page).toHaveURL(/#\/rows\?measure=billed&from=2026-09-01&to=2026-10-01/)
  const table = page.getByRole('grid', { name: 'Billed rows' })
  const foot = table.getByRole('row').last()
  await expect(foot.getByTitle(exactMoney(view.billed.value, 'USD'))).toBeVisible()
  await table.focus()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByText('As told')).toBeVisible()
  await inspector.getByRole('link', { name: /Open the provider's answer/ }).click()
  await expect(page).toHaveURL(/#\/raw\/\d+\?back=/)
  await page.goBack()
  await expect(table).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/#\/overview\?from=2026-09-01/)
})

test('a line of a breakdown opens to exactly its own rows', async ({ page, core }) => {
  const view = await september(core)
  const line = view.breakdowns.find((one) => one.dimension === 'project')?.rows[0]
  await open(page, core, PLACE)
  await page
    .getByRole('grid', { name: 'Billed by Project' })
    .getByRole('gridcell', { name: line?.key.label ?? '', exact: true })
    .click()
  await expect(page).toHaveURL(/f=project/)
  const foot = page.getByRole('grid', { name: 'Billed rows' }).getByRole('row').last()
  await expect(foot.getByTitle(exactMoney(line?.amount.value ?? '', 'USD'))).toBeVisible()
})

test('every group is behind a short list', async ({ page, core }) => {
  const models = await core.rpc('spend.query', {
    measure: 'billed',
    by: ['model'],
    range: SEPTEMBER,
    filters: [],
    page: { offset: 0, limit: 0 },
  })
  await open(page, core, PLACE)
  await page.getByRole('link', { name: 'Show all by model' }).click()
  await expect(page.getByText(`${models.totalRows} groups`)).toBeVisible()
  const foot = page.getByRole('grid', { name: 'Billed by Model' }).getByRole('row').last()
  await expect(foot.getByTitle(exactMoney(models.totals[0]?.amount?.value ?? '', 'USD'))).toBeVisible()
})

test('the table beside the chart holds the same numbers', async ({ page, core }) => {
  const view = await september(core, 'model')
  await open(page, core, `${PLACE}&split=model`)
  await page.getByRole('radio', { name: 'Table', exact: true }).click()
  const table = page.getByRole('grid', { name: /Billed by day/ })
  const [first] = view.days
  const row = table.getByRole('row').nth(1)
  await expect(row.getByRole('gridcell').last()).toHaveText(/\d/)
  await expect(row.getByTitle(exactMoney(first?.total ?? '0', 'USD')).last()).toBeVisible()
})

test('arrows walk the chart day by day and Enter opens the day', async ({ page, core }) => {
  await open(page, core, PLACE)
  const chart = page.getByRole('application', { name: /Billed by day/ })
  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByText('Tue, Sep 29, 2026').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/rows\?measure=billed&from=2026-09-29&to=2026-09-30/)
})

test('days are split by key press', async ({ page, core }) => {
  await open(page, core, PLACE)
  await expect(page.getByRole('radio', { name: 'Provider' })).toBeChecked()
  await page.keyboard.press('d')
  await page.keyboard.press('k')
  await expect(page.getByRole('radio', { name: 'Key' })).toBeChecked()
  await expect(page).toHaveURL(/split=key/)
})

test('copied rows carry every digit', async ({ page, core, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const view = await september(core)
  await open(page, core, PLACE)
  await page.getByRole('grid', { name: 'Billed by Provider' }).focus()
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Control+c')
  await expect(page.getByText(/^Copied 2 rows/)).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  const rows = view.breakdowns.find((one) => one.dimension === 'provider')?.rows ?? []
  expect(copied.split('\n').map((line) => line.split('\t')[1])).toEqual([
    'Billed, USD',
    ...rows.slice(0, 2).map((row) => row.amount.value),
  ])
})

test('retries that no log tells are never a zero', async ({ page, core }) => {
  const { currencies } = await core.rpc('spend.record', SEPTEMBER)
  const usd = currencies.find((one) => one.currency === 'USD')
  const retry = usd?.amount.classes.find((one) => one.name === 'retry')
  expect(retry?.value).toBeNull()
  await open(page, core, PLACE)
  const record = page.getByRole('region', { name: 'Spend of record' })
  await expect(record.locator('dl > div').filter({ hasText: 'Retry' })).toContainText('unknown')
  await expect(record.getByText(`Retry is not known: ${retry?.reason}.`)).toBeVisible()
})

test('differences between books tell what sets them apart', async ({ page, core }) => {
  await open(page, core, PLACE)
  const record = page.getByRole('region', { name: 'Spend of record' })
  await record.getByRole('button', { name: /^Show all/ }).click()
  const lines = await record.getByRole('listitem').allInnerTexts()
  expect(lines.length).toBeGreaterThan(4)
  expect(new Set(lines.map((line) => line.replace(/^\S+\s+/, ''))).size).toBe(lines.length)
})

test('an empty workspace says what Overview is for and offers the next step', async ({ page, emptyCore }) => {
  await page.goto(`${emptyCore.url}/#/overview`)
  await expect(page.getByRole('heading').first()).toBeVisible()
  await expectAccessible(page)
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const place of [
    PLACE,
    '#/rows?measure=billed&from=2026-09-01&to=2026-10-01',
    '#/groups/model?from=2026-09-01&to=2026-10-01',
  ]) {
    test(`${place.split('?')[0]} is accessible in ${colorScheme}`, async ({ page, core }) => {
      await page.emulateMedia({ colorScheme })
      await open(page, core, place)
      await expect(page.getByRole('grid').first()).toBeVisible()
      await expectAccessible(page)
    })
  }
}

test('the month stands as the forecast tells it, with its range and past error', async ({ page, core }) => {
  const { forecasts } = await core.rpc('forecast.get', {
    range: null,
    month: '2026-10',
    filters: [],
    currency: 'USD',
    priceChanges: [],
  })
  await open(page, core, PLACE)
  const month = page.getByRole('region', { name: 'October 2026' })
  await expect(month.getByTitle(exactMoney(forecasts[0]?.known.value ?? '', 'USD'), { exact: true })).toBeVisible()
  await expect(month.getByTitle(exactMoney(forecasts[0]?.expected?.value ?? '', 'USD'))).toBeVisible()
  await expect(month.getByText('four times of five')).toBeVisible()
  const chart = month.getByRole('application')
  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  const last = forecasts[0]?.days.at(-1)
  await expect(month.getByText(`${exactMoney(last?.cumulated ?? '', 'USD')} foreseen`)).toBeVisible()
})

test('an anomaly says what normal was, opens its causes, and feedback keeps the like of it quiet until undone', async ({
  page,
  core,
}) => {
  const range = { from: '2026-10-01', to: '2026-10-15' }
  const { anomalies } = await core.rpc('anomalies.list', { range, currency: 'USD', includesDismissed: false })
  const first = anomalies[0]
  if (first === undefined) throw new Error('the sample has a spike on its last full day')
  await open(page, core, '#/overview')
  const section = page.getByRole('region', { name: 'Anomalies' })
  const line = section.getByRole('listitem').first()
  await expect(line.getByTitle(exactMoney(first.impact.value, 'USD'))).toBeVisible()
  await expect(line.getByTitle(exactMoney(first.actual.value, 'USD'))).toBeVisible()
  await expect(
    line.getByText(`Caused by ${first.causes[0]?.layer ?? ''} ${first.causes[0]?.label ?? ''}`),
  ).toBeVisible()
  await line.getByRole('button', { name: 'Expected' }).click()
  await expect(line.getByTitle(exactMoney(first.impact.value, 'USD'))).toBeHidden()
  await page.keyboard.press('z')
  await expect(line.getByTitle(exactMoney(first.impact.value, 'USD'))).toBeVisible()
  await line.getByRole('link', { name: 'Why' }).click()
  await expect(page).toHaveURL(/#\/explore\?.*why=shapley/)
  await expect(page.getByRole('heading', { name: 'Why it changed' })).toBeVisible()
})
