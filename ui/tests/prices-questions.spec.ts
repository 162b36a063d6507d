import { exactMoney, exactMoneyRange } from '../src/format'
import { expect, expectAccessible, open, test } from './support'

const SEPTEMBER = { from: '2026-09-01', to: '2026-10-01' }
const PERIOD = 'from=2026-09-01&to=2026-10-01'
const BATCH = [{ kind: 'batch' as const, model: null, project: null, percent: 100 }]
const ASKED = `#/prices/what-if?${PERIOD}&changes=${encodeURIComponent(JSON.stringify(BATCH))}`

test('every figure of an answer is called hypothetical', async ({ page, core }) => {
  const view = await core.rpc('prices.whatIf', { range: SEPTEMBER, changes: BATCH })
  await open(page, core, ASKED)
  await expect(page.getByText('HYPOTHETICAL', { exact: true })).toBeVisible()
  const low = exactMoneyRange(view.hypothetical.low, view.hypothetical.high, view.currency)
  await expect(page.getByTitle(`Hypothetical: ${low}`).first()).toBeVisible()
  const bridge = page.getByRole('table', { name: 'Bridge from actual to hypothetical' })
  await expect(bridge.getByRole('row')).toHaveCount(view.bridge.length + 3)
  await expect(bridge.getByTitle(exactMoney(view.actual.low, view.currency), { exact: true })).toBeVisible()
})

test('a question is put together and asked', async ({ page, core }) => {
  await open(page, core, `#/prices/what-if?${PERIOD}`)
  await page.getByRole('button', { name: 'Add a change' }).click()
  await page.getByRole('menuitem', { name: 'Rates of another day' }).click()
  await page.getByLabel('Day', { exact: true }).fill('2026-08-01')
  await expect(page.getByRole('table', { name: 'Bridge from actual to hypothetical' })).toBeVisible()
  await expect(page).toHaveURL(/2026-08-01/)
  await page.getByRole('button', { name: 'Take away: Rates of another day' }).click()
  await expect(page.getByRole('heading', { name: 'What if something cost otherwise' })).toBeVisible()
})

test('the rows of rated against billed foot to the totals', async ({ page, core }) => {
  const view = await core.rpc('prices.compare', {
    range: SEPTEMBER,
    by: ['model'],
    filters: [],
    page: { offset: 0, limit: 200 },
  })
  await open(page, core, `#/prices/compare?${PERIOD}`)
  const table = page.getByRole('grid', { name: 'Rated against billed' })
  await expect(table).toHaveAttribute('aria-rowcount', String(view.totalRows + 2))
  const foot = table.getByRole('row').last()
  await expect(foot.getByTitle(exactMoney(view.totals.billed ?? '0', view.currency)).first()).toBeVisible()
  await page.getByRole('button', { name: 'Meter', exact: true }).click()
  await expect(page).toHaveURL(/by=model%2Cmeter/)
  await expect(table.getByRole('columnheader', { name: 'Meter' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, place] of [
    ['a what-if', ASKED],
    ['an empty what-if', `#/prices/what-if?${PERIOD}`],
    ['rated against billed', `#/prices/compare?${PERIOD}`],
    ['the re-rate review', '#/prices/rerate'],
  ] as const) {
    test(`${name} can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
      await page.emulateMedia({ colorScheme })
      await open(page, core, place)
      await expect(page.getByRole('heading').or(page.getByRole('grid')).first()).toBeVisible()
      await page.waitForTimeout(600)
      await expectAccessible(page)
    })
  }
}
