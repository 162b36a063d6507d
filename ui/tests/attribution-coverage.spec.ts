import { addDecimals, subtractDecimals } from '../src/format/decimal'
import type { AttributionCoverageView, AttributionTotalsView } from '../src/ipc/types'
import { expect, expectAccessible, open, test } from './support'

const COVERAGE = '#/attribution/coverage?from=2026-08-01&to=2026-10-15'
const RANGE = { from: '2026-08-01', to: '2026-10-15' }

test('coverage tells each month, and its table foots to the meter of the period', async ({ page, core }) => {
  const told = await core.rpc('attribution.coverage', { dimension: 'team', range: RANGE, currency: null })
  await open(page, core, COVERAGE)
  const months = page.getByRole('grid', { name: 'Coverage by month' })
  await expect(months.getByRole('row')).toHaveCount(told.months.length + 2)
  await expect(months.getByRole('row').last()).toContainText('Whole period')
  await expect(page.getByRole('list', { name: /^Attributed share of Team/ }).getByRole('listitem')).toHaveCount(3)
  await expect(months.getByRole('gridcell', { name: 'October 2026, partial' })).toBeVisible()
})

test('a month leads to its own queue', async ({ page, core }) => {
  await open(page, core, COVERAGE)
  await page.getByRole('link', { name: /^August 2026:/ }).click()
  await expect(page).toHaveURL(/#\/attribution\?from=2026-08-01&to=2026-09-01/)
})

test('the next actions say what they add and lead to their groups', async ({ page, core }) => {
  const { next } = await core.rpc('attribution.coverage', { dimension: 'team', range: RANGE, currency: null })
  await open(page, core, COVERAGE)
  const table = page.getByRole('table', { name: 'Next actions' })
  await expect(table.getByRole('row')).toHaveCount(next.actions + 1)
  await expect(page.getByText(/^5 actions would add [\d.]+\spoints$/)).toBeVisible()
  const [first] = next.groups
  await table.getByRole('link').first().click()
  await expect(
    page
      .getByRole('searchbox')
      .or(page.getByRole('textbox', { name: /search/i }))
      .first(),
  ).toHaveValue(first?.title ?? '')
})

test('a tag is seen in the coverage of its dimension and of no other', async ({ page, core }) => {
  const asked = { dimension: 'product', range: RANGE, currency: null }
  const { next } = await core.rpc('attribution.coverage', asked)
  await open(page, core, COVERAGE)
  const product = page.getByRole('table', { name: 'Coverage of all dimensions' }).getByRole('row', { name: /^Product/ })
  await expect(product).toContainText('0.0')
  await product.getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Product by month' })).toBeVisible()
  const groups = { ids: next.groups.slice(0, 1).map((one) => one.id), search: null }
  await core.rpc('attribution.tag', { ...asked, groups, value: 'Assistant', from: null, until: null })
  await expect(page.getByRole('list', { name: 'Grades of evidence' })).toContainText('By hand')
  await core.rpc('history.undo', {})
  await expect(page.getByRole('list', { name: 'Grades of evidence' })).not.toContainText('By hand')
})

test('spend by value foots to spend of record by month, whatever splits moved', async ({ page, core }) => {
  const asked = { dimension: 'team', range: RANGE, currency: null }
  const { next, months } = await core.rpc('attribution.coverage', asked)
  const groups = { ids: next.groups.map((one) => one.id), search: null }
  await core.rpc('attribution.tag', { ...asked, groups, value: 'Platform', from: null, until: null })
  const split = {
    name: 'Shared gateway',
    dimension: 'team',
    source: 'Platform',
    spreadsUnattributed: false,
    method: 'percent' as const,
    currency: null,
    targets: [
      { value: 'Search', weight: '33.3' },
      { value: 'Support', weight: '66.7' },
    ],
    dates: { from: '2026-09-01', until: null },
  }
  await core.rpc('attribution.splitPut', { id: null, split })
  const { totals, total } = await core.rpc('attribution.totals', asked)
  expect(subtractDecimals(addDecimals(totals.map((one) => one.amount.value)), total.value)).toBe('0')
  expect(addDecimals(totals.map((one) => one.received))).toMatch(/^0(\.0+)?$/)
  months.forEach((month, at) => {
    const sum = addDecimals(totals.map((one) => one.months[at] ?? '0'))
    expect(subtractDecimals(sum, month.meter.total.value)).toBe('0')
  })

  await open(page, core, COVERAGE)
  const table = page.getByRole('grid', { name: 'Spend by value' })
  await expect(table.getByRole('row')).toHaveCount(totals.length + 2)
  await expect(table.getByRole('row', { name: /^Platform/ })).toContainText('\u2212')
  await expect(table.getByRole('row').last()).toContainText('Spend of record')
  await expect(page.getByText('No month of the period is closed: every change reaches all of it.')).toBeVisible()
  await core.rpc('history.undo', {})
  await core.rpc('history.undo', {})
})

test('what a closed month would have elsewhere is posted in an open one, with a reason', async ({ page, core }) => {
  // Months are closed with the statements; what the core says of a closed one stands in for that here.
  const amount = { value: '412.5', currency: 'USD', basis: 'billed' }
  const moved = { closedMonth: '2026-08', from: 'Platform', to: 'Search', amount }
  await page.route('**/rpc/attribution.coverage', async (asked) => {
    const view = (await (await asked.fetch()).json()) as AttributionCoverageView
    const months = view.months.map((one) => ({ ...one, isClosed: one.month === '2026-08' }))
    await asked.fulfill({ json: { ...view, months } })
  })
  await page.route('**/rpc/attribution.totals', async (asked) => {
    const view = (await (await asked.fetch()).json()) as AttributionTotalsView
    await asked.fulfill({ json: { ...view, pending: [moved] } })
  })
  const requests: unknown[] = []
  await page.route('**/rpc/attribution.correct', async (asked) => {
    requests.push(asked.request().postDataJSON())
    const problem = { code: 'not_allowed_now', message: '2026-09 is closed', hint: 'choose an open month', subject: '' }
    await asked.fulfill({ status: 422, json: problem })
  })

  await open(page, core, COVERAGE)
  await expect(page.getByRole('gridcell', { name: 'August 2026, closed' })).toBeVisible()
  const pending = page.getByRole('grid', { name: 'Corrections not posted yet' })
  await expect(pending.getByRole('row').last()).toContainText('August 2026')
  await expect(pending.getByRole('row').last()).toContainText('412.50')
  const form = page.getByRole('group', { name: 'Post a correction' })
  await form.getByRole('button', { name: 'Post a correction' }).click()
  await expect(form.getByText('Say why: it stands on the statement')).toBeVisible()
  expect(requests).toEqual([])
  await form.getByLabel('Why').fill('Key 1 moved to Search on the 12th')
  await form.getByRole('button', { name: 'Post a correction' }).click()
  await expect(page.getByRole('alert')).toContainText('2026-09 is closed')
  const asked = { dimension: 'team', closedMonth: '2026-08', postedMonth: '2026-09', currency: 'USD' }
  expect(requests).toEqual([{ ...asked, note: 'Key 1 moved to Search on the 12th' }])
  await expectAccessible(page)
})

test('a period without spend says so', async ({ page, core }) => {
  await open(page, core, '#/attribution/coverage?from=2019-01-01&to=2019-02-01')
  await expect(page.getByRole('heading', { name: 'No spend in this period' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`coverage can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, core, COVERAGE)
    await expect(page.getByRole('table', { name: 'Next actions' })).toBeVisible()
    await expectAccessible(page)
  })
}
