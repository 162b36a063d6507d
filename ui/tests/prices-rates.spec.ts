import { expect, expectAccessible, open, test } from './support'

const MODEL = '#/prices/model?channel=openai&model=gpt-5.6-sol'

test('a slash leads to the search, and Enter on a row opens the model', async ({ page, core }) => {
  await open(page, core, '#/prices')
  const table = page.getByRole('grid', { name: 'Models and their rates' })
  await expect(table).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('gpt-5.6-sol')
  const found = await core.rpc('prices.models', {
    text: 'gpt-5.6-sol',
    channel: null,
    isUsedOnly: false,
    page: { offset: 0, limit: 10 },
  })
  await expect(table).toHaveAttribute('aria-rowcount', String(found.totalRows + 1))
  await expect(page).toHaveURL(/q=gpt-5\.6-sol/)
  await table.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/prices\/model\?/)
  await expect(page.getByRole('heading', { name: found.rows[0]?.model, exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(table).toBeVisible()
})

test('only models used here are shown when asked for', async ({ page, core }) => {
  const used = await core.rpc('prices.models', {
    text: '',
    channel: null,
    isUsedOnly: true,
    page: { offset: 0, limit: 1 },
  })
  await open(page, core, '#/prices')
  await page.getByRole('switch', { name: 'Used here' }).click()
  await expect(page.getByText(`${used.totalRows} models`)).toBeVisible()
})

test('words that no model has lead back to every model', async ({ page, core }) => {
  await open(page, core, '#/prices?q=no-such-model')
  await expect(page.getByRole('heading', { name: 'No model found' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Show every model' }).click()
  await expect(page.getByRole('grid', { name: 'Models and their rates' }).getByRole('row').nth(1)).toBeVisible()
})

test('keys walk the steps of a model, and Enter selects the rate in the table of the same rows', async ({
  page,
  core,
}) => {
  const view = await core.rpc('prices.model', { channel: 'openai', model: 'gpt-5.6-sol' })
  await open(page, core, MODEL)
  const chart = page.getByRole('application', { name: /^Rates of gpt-5.6-sol/ })
  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  const table = page.getByRole('grid', { name: 'Rates of gpt-5.6-sol' })
  await expect(table.locator('[role=row][aria-selected=true]')).toHaveCount(1)
  const drawn = view.rates.filter((rate) => rate.tier === 'standard' && rate.bandOver === 0 && rate.unit === 'token')
  await expect(table).toHaveAttribute('aria-rowcount', String(drawn.length + 1))
  await page.getByRole('switch', { name: 'Every tier, place and length' }).click()
  await expect(table).toHaveAttribute('aria-rowcount', String(view.rates.length + 1))
})

test('the inspector sums up the selected model', async ({ page, core }) => {
  await open(page, core, '#/prices?used=yes')
  const table = page.getByRole('grid', { name: 'Models and their rates' })
  await expect(table.getByRole('row').nth(1)).toBeVisible()
  await table.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('link', { name: 'Rate history and other sellers' })).toBeVisible()
})

test('a model that no book knows says so', async ({ page, core }) => {
  await open(page, core, '#/prices/model?channel=openai&model=no-such-model')
  await expect(page.getByRole('alert')).toBeVisible()
  await expectAccessible(page)
})

test('the version in use and its origin are told', async ({ page, core }) => {
  const { active } = await core.rpc('prices.book', {})
  await open(page, core, '#/prices/book')
  await expect(page.getByRole('heading', { name: active.version })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Versions of the price book' }).getByTitle(active.hash)).toBeVisible()
  await page.getByRole('button', { name: 'Import a price book' }).click()
  await page.getByLabel('Path of the price book').fill('/no/such/file.json')
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expectAccessible(page)
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, place] of [
    ['rates', '#/prices'],
    ['a model', MODEL],
    ['the price book', '#/prices/book'],
  ] as const) {
    test(`${name} can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
      await page.emulateMedia({ colorScheme })
      await open(page, core, place)
      await expect(page.getByRole('grid').first()).toBeVisible()
      await expectAccessible(page)
    })
  }
}
