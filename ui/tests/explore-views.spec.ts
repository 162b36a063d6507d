import { expect, expectAccessible, open, test } from './support'

const DAYS = 'from=2026-09-01&to=2026-10-01'
const MODELS = `#/explore?${DAYS}&m=billed&by=model`

test('a question is kept, opened for other days, renamed, removed and brought back', async ({ page, core }) => {
  await open(page, core, MODELS)
  const main = page.getByRole('main')
  await main.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Keep this question' }).click()
  const dialog = page.getByRole('dialog', { name: 'Keep this question' })
  await dialog.getByLabel('Name').fill('Models of the month')
  await dialog.getByLabel('Folder').fill('Board')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(main.getByRole('button', { name: 'Models of the month' })).toBeVisible()

  // Other days, another question: the view asks its own question of these days.
  await open(page, core, '#/explore?from=2026-08-01&to=2026-09-01')
  await main.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Board / Models of the month' }).click()
  await expect(page).toHaveURL(/from=2026-08-01&to=2026-09-01&.*m=billed.*by=model/)
  await expect(main.getByRole('button', { name: 'Models of the month' })).toBeVisible()

  await main.getByRole('button', { name: 'Models of the month' }).click()
  await page.getByRole('menuitem', { name: 'Remove Models of the month' }).click()
  await expect(main.getByRole('button', { name: 'Views' })).toBeVisible()
  await expect(page.getByRole('menu')).toBeHidden()
  await page.keyboard.press('z')
  await expect(main.getByRole('button', { name: 'Models of the month' })).toBeVisible()
  const kept = await core.rpc('views.list', {})
  expect(kept.map((one) => [one.folder, one.name])).toEqual([['Board', 'Models of the month']])
  await core.rpc('views.remove', { id: kept[0]?.id ?? 0 })
})

test('a name that stands already is refused beside its field', async ({ page, core }) => {
  const text = 'billed by model from 2026-09-01 to 2026-10-01'
  const { id } = await core.rpc('views.put', { id: null, folder: '', name: 'Models', question: text, keepsDays: true })
  await open(page, core, MODELS)
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('keep this question')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Keep this question' })
  await dialog.getByLabel('Name').fill('models')
  await dialog.getByRole('button', { name: 'Keep' }).click()
  await expect(dialog.getByText('There is a view models already')).toBeVisible()
  await core.rpc('views.remove', { id })
})
