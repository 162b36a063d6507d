import type { UnpricedView } from '../src/ipc/types'
import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const SEPTEMBER = { from: '2026-09-01', to: '2026-10-01' }
const PLACE = '#/prices/unpriced?from=2026-09-01&to=2026-10-01'

function queue(core: Core): Promise<UnpricedView> {
  return core.rpc('prices.unpriced', { range: SEPTEMBER, page: { offset: 0, limit: 200 } })
}

test('each group says why it has no exact price', async ({ page, core }) => {
  const view = await queue(core)
  await open(page, core, PLACE)
  const table = page.getByRole('grid', { name: 'Usage not priced exactly' })
  await expect(table).toHaveAttribute('aria-rowcount', String(view.totalRows + 1))
  await table.focus()
  await page.keyboard.press('Home')
  const detail = page.getByRole('region', { name: 'The selected group' })
  await expect(detail.getByRole('heading', { level: 2 })).toHaveText(view.rows[0]?.model ?? 'No model told')
  await page.keyboard.press('j')
  await expect(detail.getByRole('heading', { level: 2 })).toHaveText(view.rows[1]?.model ?? 'No model told')
})

test('a group is priced by keys alone, and undo takes it back', async ({ page, core }) => {
  const before = await queue(core)
  const at = before.rows.findIndex((row) => row.fixes.some((fix) => fix.isComplete))
  const fix = before.rows[at]?.fixes.findIndex((one) => one.isComplete) ?? -1
  expect(at, 'the sample has a group that one key prices').toBeGreaterThanOrEqual(0)
  await open(page, core, PLACE)
  const table = page.getByRole('grid', { name: 'Usage not priced exactly' })
  await expect(table.getByRole('row').nth(1)).toBeVisible()
  await table.focus()
  await page.keyboard.press('Home')
  for (let step = 0; step < at; step += 1) await page.keyboard.press('j')
  await page.keyboard.press(String(fix + 1))
  await expect(page.getByText(/rated again/)).toBeVisible()
  await expect.poll(async () => (await queue(core)).totalRows).toBeLessThan(before.totalRows)
  await page.keyboard.press('z')
  await expect.poll(async () => (await queue(core)).totalRows).toBe(before.totalRows)
  expect((await core.rpc('prices.contract', {})).entries).toEqual([])
})

test('prices are filled in beside the fix that needs them', async ({ page, core }) => {
  const view = await queue(core)
  const at = view.rows.findIndex((row) => row.fixes.some((fix) => !fix.isComplete))
  const fix = view.rows[at]?.fixes.findIndex((one) => !one.isComplete) ?? -1
  test.skip(at < 0, 'no group of the sample asks for prices')
  await open(page, core, PLACE)
  const table = page.getByRole('grid', { name: 'Usage not priced exactly' })
  await expect(table.getByRole('row').nth(1)).toBeVisible()
  await table.focus()
  await page.keyboard.press('Home')
  for (let step = 0; step < at; step += 1) await page.keyboard.press('j')
  await page.keyboard.press(String(fix + 1))
  const form = page.getByRole('form', { name: 'Prices of the fix' })
  await expect(form.locator('input').first()).toBeFocused()
  await page.keyboard.type('0')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(form).toBeHidden()
})

test('the rail counts what is not priced exactly', async ({ page, core }) => {
  const view = await queue(core)
  await open(page, core, PLACE)
  await expect(
    page
      .getByRole('navigation', { name: 'Rooms' })
      .getByRole('link', { name: `Prices, ${view.totalRows} not priced exactly` }),
  ).toBeVisible()
})

test('the trust meter of Overview opens the queue', async ({ page, core }) => {
  await open(page, core, '#/overview?from=2026-09-01&to=2026-10-01')
  await page.getByRole('link', { name: /^Priced: / }).click()
  await expect(page).toHaveURL(/#\/prices\/unpriced\?from=2026-09-01&to=2026-10-01/)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the queue can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, core, PLACE)
    await expect(page.getByRole('grid').first()).toBeVisible()
    await expectAccessible(page)
  })
}
