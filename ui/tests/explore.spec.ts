import type { Page } from '@playwright/test'
import { addDecimals, compareDecimals, exactMoney, isZero } from '../src/format'
import type { ExploreRequest, ExploreView } from '../src/ipc/types'
import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const SEPTEMBER = { from: '2026-09-01', to: '2026-10-01' }
const AUGUST = { from: '2026-08-01', to: '2026-09-01' }
const DAYS = 'from=2026-09-01&to=2026-10-01'
const PLACE = `#/explore?${DAYS}`

function ask(core: Core, more: Partial<ExploreRequest> = {}): Promise<ExploreView> {
  return core.rpc('spend.explore', {
    measures: ['spend'],
    by: ['provider'],
    grain: null,
    range: SEPTEMBER,
    compare: null,
    filters: [],
    currency: null,
    order: null,
    page: { offset: 0, limit: 1000 },
    ...more,
  })
}

const grid = (page: Page) => page.getByRole('main').getByRole('grid')
const foot = (page: Page) => grid(page).getByRole('row').last()
const crumbs = (page: Page) => page.getByRole('navigation', { name: 'Breadcrumbs' })

/** Waits until the answer to the question of the address is shown. */
async function settled(page: Page): Promise<void> {
  await expect(grid(page)).toBeVisible()
  await expect(page.getByRole('main').locator('.room[aria-busy]')).toHaveCount(0)
}

test('the totals of Overview are those of Explore, to the last digit', async ({ page, core }) => {
  const overview = await core.rpc('overview.get', { range: SEPTEMBER, compare: AUGUST, split: 'provider' })
  const record = await core.rpc('spend.record', SEPTEMBER)
  const view = await ask(core, { measures: ['billed', 'spend', 'tokens'] })
  expect(compareDecimals(view.totals[0]?.now ?? '', overview.billed.value)).toBe(0)
  expect(compareDecimals(view.totals[2]?.now ?? '', overview.tokens)).toBe(0)
  const usd = record.currencies.find((one) => one.currency === 'USD')
  expect(compareDecimals(view.totals[1]?.now ?? '', usd?.amount.value ?? '')).toBe(0)
  await open(page, core, `${PLACE}&m=billed`)
  await settled(page)
  await expect(foot(page).getByTitle(exactMoney(overview.billed.value, 'USD'))).toBeVisible()
})

test('rows foot four levels down, each level to the row it was opened from', async ({ core }) => {
  let filters: ExploreRequest['filters'] = []
  let total = (await ask(core)).totals[0]?.now ?? ''
  for (const dimension of ['provider', 'project', 'key', 'model']) {
    const level = await ask(core, { by: [dimension], filters })
    expect(level.rows.length).toBe(level.totalRows)
    const sum = addDecimals(level.rows.flatMap((row) => row.cells[0]?.now ?? []))
    expect(compareDecimals(sum, total)).toBe(0)
    expect(compareDecimals(level.totals[0]?.now ?? '', total)).toBe(0)
    const [largest] = level.rows
    total = largest?.cells[0]?.now ?? ''
    filters = [...filters, { dimension, value: largest?.keys[0]?.value ?? null }]
  }
  expect(compareDecimals((await ask(core, { by: [], filters })).totals[0]?.now ?? '', total)).toBe(0)
})

test('the keys alone open three levels and come back to where they began', async ({ page, core }) => {
  await open(page, core)
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await settled(page)
  await page.goto(`${core.url}/${PLACE}`)
  await settled(page)
  const before = page.url()
  await grid(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/by=project/)
  await settled(page)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/by=key/)
  await settled(page)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/by=model/)
  await settled(page)
  await expect(crumbs(page).getByRole('listitem')).toHaveCount(4)
  // A level is footed with the row it was opened from.
  await page.keyboard.press('Space')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('heading', { name: 'What is kept' })).toBeVisible()
  await page.keyboard.press('Escape')
  for (const level of [3, 2, 1]) {
    await page.keyboard.press('Backspace')
    await expect(crumbs(page).getByRole('listitem')).toHaveCount(level)
  }
  await expect(page).toHaveURL(before)
})

test("a row of a provider's book leads to its ledger rows", async ({ page, core }) => {
  await open(page, core, `${PLACE}&m=billed`)
  await settled(page)
  await grid(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await inspector.getByRole('link', { name: 'Open rows' }).click()
  await expect(page).toHaveURL(/#\/rows\?measure=billed&from=2026-09-01&to=2026-10-01&f=provider/)
  const view = await ask(core, { measures: ['billed'] })
  await expect(foot(page).getByTitle(exactMoney(view.rows[0]?.cells[0]?.now ?? '', 'USD'))).toBeVisible()
})

test('measures, dimensions, filters and kinds of chart are picked by typing', async ({ page, core }) => {
  await open(page, core, PLACE)
  await settled(page)
  await page.keyboard.press('m')
  await page.getByRole('combobox', { name: /Add a measure/ }).pressSequentially('Tokens')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/m=spend&m=tokens/)
  await page.keyboard.press('b')
  await page.getByRole('combobox', { name: /Add a dimension/ }).pressSequentially('Model')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/by=provider&by=model/)
  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: /Filter by/ }).pressSequentially('Provider')
  await page.keyboard.press('Enter')
  const values = page.getByRole('combobox', { name: /Provider, values/ })
  await values.pressSequentially('openai')
  await expect(page.getByRole('option', { name: /openai/i }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/f=provider%3Dopenai/)
  await page.keyboard.press('Escape')
  await settled(page)
  await page.keyboard.press('v')
  await expect(page).toHaveURL(/chart=area/)
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/vs=yes/)
  await settled(page)
  await expect(grid(page).getByRole('columnheader', { name: 'Before', exact: true })).toBeVisible()
  await page.keyboard.press('Shift+X')
  await expect(page).toHaveURL(new RegExp(`#/explore\\?${DAYS}$`))
})

test('a press on a series keeps it, and the rest leads to the table', async ({ page, core }) => {
  await open(page, core, `${PLACE}&by=model`)
  await settled(page)
  const view = await ask(core, { by: ['model'] })
  const first = view.series[0]
  const legend = page.getByRole('list', { name: 'Series' })
  await legend.getByRole('button', { name: first?.label ?? '', exact: true }).click()
  await expect(page).toHaveURL(/f=model%3D/)
  await settled(page)
  await expect(foot(page).getByTitle(exactMoney(view.rows[0]?.cells[0]?.now ?? '', 'USD'))).toBeVisible()
  await page.goBack()
  await settled(page)
  if (view.series.some((one) => one.isOther)) {
    await legend.getByRole('button', { name: 'other', exact: true }).click()
    await expect(grid(page).getByRole('row', { selected: true })).toHaveAttribute(
      'aria-rowindex',
      String(view.series.length - 1 + 2),
    )
  }
})

test('a bar is reached and kept by the arrows', async ({ page, core }) => {
  await open(page, core, PLACE)
  await settled(page)
  const chart = page.getByRole('application')
  await expect(chart).toHaveAccessibleName(/^Spend of record, USD\. Stacked bars of 30 days split into /)
  await chart.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/f=provider%3D/)
})

test('a heading orders the rows, and the other way when pressed again', async ({ page, core }) => {
  await open(page, core, `${PLACE}&by=model`)
  await settled(page)
  const heading = () => grid(page).getByRole('columnheader', { name: /^Model/ })
  await heading().getByRole('button').click()
  await expect(page).toHaveURL(/order=name&dir=up/)
  await settled(page)
  await expect(heading()).toHaveAttribute('aria-sort', 'ascending')
  const view = await ask(core, { by: ['model'], order: { by: 'name', isAscending: true } })
  await expect(grid(page).getByRole('row').nth(1)).toContainText(view.rows[0]?.keys[0]?.label ?? '')
  await heading().getByRole('button').click()
  await expect(heading()).toHaveAttribute('aria-sort', 'descending')
})

test('a copied question has the same address where it is pasted', async ({ page, core, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const address = `${PLACE}&m=billed&m=tokens&by=provider&by=model&f=provider%3Dopenai&not=model%3Dnone&grain=week&vs=yes&order=change`
  await open(page, core, address)
  await settled(page)
  const before = page.url()
  await page.keyboard.press('Shift+C')
  await expect(page.getByText('Copied the question')).toBeVisible()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto(`${core.url}/#/explore`)
  await settled(page)
  await page.keyboard.press('Shift+V')
  await page.getByRole('textbox', { name: 'Question' }).fill(`${text} nonsense`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('nonsense')
  await page.getByRole('textbox', { name: 'Question' }).fill(text)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await settled(page)
  expect(new URLSearchParams(page.url().split('?')[1]).toString()).toBe(
    new URLSearchParams(before.split('?')[1]).toString(),
  )
})

test('CSV holds every row with every digit and says what was asked', async ({ page, core, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, core, `${PLACE}&by=model`)
  await settled(page)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Copy every row as CSV' }).click()
  await expect(page.getByText(/Copied \d+ rows? as CSV/)).toBeVisible()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  const view = await ask(core, { by: ['model'] })
  const lines = text.split('\r\n').filter((line) => line !== '')
  expect(lines).toContain(`# Question: ${view.text}`)
  expect(lines.filter((line) => !line.startsWith('#'))).toHaveLength(view.totalRows + 1)
  const [row] = view.rows
  expect(text).toContain(`${row?.keys[0]?.value},${row?.keys[0]?.label},${row?.cells[0]?.now}`)
})

test('the chart is taken along as a picture that says what it shows', async ({ page, core, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, core, `${PLACE}&by=model`)
  await settled(page)
  const view = await ask(core, { by: ['model'] })
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Copy the chart as SVG' }).click()
  await expect(page.getByText('Copied the chart as SVG')).toBeVisible()
  const svg = await page.evaluate(() => navigator.clipboard.readText())
  expect(svg).toMatch(/^<svg /)
  expect(svg).toContain(`Question: ${view.text}`)
  expect(svg).not.toContain('var(--')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Copy the chart as PNG' }).click()
  await expect(page.getByText('Copied the chart as PNG')).toBeVisible()
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types))
  expect(types).toContain('image/png')
})

test('a question that cannot be asked says so beside it, and its controls stay', async ({ page, core }) => {
  await open(page, core, `${PLACE}&by=nothing_like_it`)
  await expect(page.getByRole('alert')).toContainText('nothing_like_it')
  await page.keyboard.press('Shift+X')
  await settled(page)
})

test('why it changed sums to the change by each method, and a part opens what it is about', async ({ page, core }) => {
  await open(page, core, PLACE)
  await settled(page)
  const before = page.url()
  await page.keyboard.press('w')
  const why = page.getByRole('region', { name: 'Why it changed' })
  for (const [method, name] of [
    ['shapley', 'Shapley'],
    ['sequential', 'Sequential'],
    ['lmdi', 'LMDI'],
  ] as const) {
    await why.getByRole('radio', { name }).click()
    await expect(page).toHaveURL(new RegExp(`why=${method}`))
    const view = await core.rpc('spend.why', { range: SEPTEMBER, compare: AUGUST, method })
    expect(compareDecimals(addDecimals(view.bars.map((bar) => bar.amount)), view.change)).toBe(0)
    await expect(why.locator('.body:not(.dimmed)')).toBeVisible()
    for (const bar of view.bars.filter((one) => !isZero(one.amount))) {
      await expect(why.getByTitle(exactMoney(bar.amount, 'USD'), { exact: true }).first()).toBeVisible()
    }
  }
  await expectAccessible(page)
  const details = why.locator('details', { has: page.getByRole('link', { includeHidden: true }) }).first()
  await details.locator('summary').click()
  await details.getByRole('link').first().click()
  await expect(page).toHaveURL(/vs=yes/)
  await expect(page).toHaveURL(/f=/)
  await settled(page)
  await page.goBack()
  await expect(why).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(before)
})

test('nothing here breaks a rule of accessibility, in both schemes', async ({ page, core }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const more of [
      '',
      '&by=project&by=model&vs=yes&m=spend&m=retry_share&chart=line',
      '&by=model&chart=treemap',
    ]) {
      await open(page, core, `${PLACE}${more}`)
      await settled(page)
      await expectAccessible(page)
    }
    await page.keyboard.press('m')
    await expect(page.getByRole('combobox', { name: /Add a measure/ })).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
  }
})
