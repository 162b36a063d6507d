import { CALLS, importFile, logFolder, writeLiteLlm } from './logs'
import { expect, expectAccessible, open, test } from './support'

const DAYS = 'from=2026-10-01&to=2026-11-01'

test('attempts are listed newest first and narrowed by chips', async ({ page, emptyCore }) => {
  await importFile(emptyCore, writeLiteLlm(logFolder(), 'gateway.jsonl', CALLS))
  await open(page, emptyCore, `#/requests?${DAYS}`)
  const table = page.getByRole('grid', { name: 'Requests, newest first' })
  await expect(table).toHaveAttribute('aria-rowcount', String(CALLS.length + 1))
  await expect(table.getByRole('row').nth(1)).toContainText('failed, RateLimitError')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('menuitem', { name: 'Status: succeeded' }).click()
  await expect(table).toHaveAttribute('aria-rowcount', '4')
  await expect(page).toHaveURL(/status=success/)
  await page.getByRole('button', { name: 'Take away: succeeded' }).click()
  await expect(table).toHaveAttribute('aria-rowcount', String(CALLS.length + 1))
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
})

test('a narrow window leaves columns out instead of cutting them', async ({ page, emptyCore }) => {
  await importFile(emptyCore, writeLiteLlm(logFolder(), 'gateway.jsonl', CALLS))
  await page.setViewportSize({ width: 1100, height: 720 })
  await open(page, emptyCore, `#/requests?${DAYS}`)
  const table = page.getByRole('grid', { name: 'Requests, newest first' })
  await expect(table.getByRole('columnheader', { name: 'Rated, USD' })).toBeInViewport({ ratio: 1 })
  await expect(table.getByRole('columnheader', { name: 'Cache write' })).toHaveCount(0)
  expect(await table.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0)
  await page.setViewportSize({ width: 1600, height: 900 })
  await expect(table.getByRole('columnheader', { name: 'Cache write' })).toBeVisible()
})

test('an attempt opens to all that is known of it, and no prompt', async ({ page, emptyCore }) => {
  await importFile(emptyCore, writeLiteLlm(logFolder(), 'gateway.jsonl', CALLS))
  await open(page, emptyCore, `#/requests?${DAYS}&status=success&task=session-1`)
  await page.getByRole('grid', { name: 'Requests, newest first' }).focus()
  const inspector = page.getByRole('complementary', { name: /Request|Inspector/ })
  await page.keyboard.press('Home')
  await expect(inspector).toContainText('Attempts of its request')
  await expect(inspector).toContainText('gateway.jsonl')
  await expect(inspector).toContainText('None is told of it. That is not a success.')
  await expect(page.getByText('a prompt that must not be kept')).toHaveCount(0)
  await expectAccessible(page)
})

test('a task that never succeeded stands first and opens to its attempts', async ({ page, emptyCore }) => {
  await importFile(emptyCore, writeLiteLlm(logFolder(), 'gateway.jsonl', CALLS))
  await open(page, emptyCore, `#/requests/loops?${DAYS}`)
  const table = page.getByRole('grid', { name: 'Retry loops, never succeeded first' })
  const first = table.getByRole('row').nth(1)
  await expect(first).toContainText('agent-run-7')
  await expect(first).toContainText('never succeeded')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page)
  }
  await first.click()
  await expect(page).toHaveURL(/task=agent-run-7/)
  await expect(page.getByRole('grid', { name: 'Requests, newest first' })).toHaveAttribute('aria-rowcount', '6')
})
