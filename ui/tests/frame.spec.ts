import { KEYMAP } from '../src/shell/keymap'
import { expect, expectAccessible, open, test } from './support'

test('the rail shows the rooms that exist, in their order', async ({ page, core }) => {
  await open(page, core)
  const rooms = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link')
  await expect(rooms).toHaveText([/Overview/, /Explore/, /Attribution/, /Sources/, /Prices/, /Settings/])
  await expect(page.getByText('SAMPLE', { exact: true })).toBeVisible()
})

test('keys lead from room to room', async ({ page, core }) => {
  await open(page, core)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/#\/sources/)
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await expect(page).toHaveURL(/#\/overview/)
  await page.keyboard.press('g')
  await page.keyboard.press(',')
  await expect(page).toHaveURL(/#\/settings/)
})

test('the palette finds a command by name, says its key and runs it', async ({ page, core }) => {
  await open(page, core)
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await palette.getByRole('combobox').fill('last 30')
  const option = palette.getByRole('option', { name: /Last 30 days/ })
  await expect(option).toContainText('P')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/from=2026-09-15&to=2026-10-15/)
  await expect(palette).toBeHidden()
})

test('a command that cannot run stays in the palette and says why', async ({ page, core }) => {
  await open(page, core)
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Type a command').fill('later')
  await expect(page.getByRole('option', { name: /Later period/ })).toContainText('This period reaches today')
})

test('the key sheet lists every key', async ({ page, core }) => {
  await open(page, core)
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  for (const binding of KEYMAP) await expect(sheet.getByText(binding.title, { exact: true })).toBeVisible()
  await expectAccessible(page, '[role=dialog]')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('keys typed into a field stay there', async ({ page, core }) => {
  await open(page, core)
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Type a command').pressSequentially('gs?')
  await expect(page.getByPlaceholder('Type a command')).toHaveValue('gs?')
  await expect(page).toHaveURL(/#\/overview/)
})

test('collapsing the rail is kept by the core and can be undone', async ({ page, core }) => {
  await open(page, core)
  await page.keyboard.press('[')
  await expect(page.getByRole('button', { name: 'Expand the rail' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Expand the rail' })).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByRole('button', { name: 'Collapse the rail' })).toBeVisible()
  await expect(page.getByText('Undone')).toBeVisible()
  await page.keyboard.press('Shift+Z')
  await expect(page.getByRole('button', { name: 'Expand the rail' })).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByRole('button', { name: 'Collapse the rail' })).toBeVisible()
})

test('space opens and closes the inspector', async ({ page, core }) => {
  await open(page, core)
  await page.getByRole('main').focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeHidden()
})

test('the period is stepped, chosen and kept in the address', async ({ page, core }) => {
  await open(page, core)
  await page.getByRole('button', { name: 'Earlier period' }).click()
  await expect(page).toHaveURL(/from=2026-09-01&to=2026-10-01/)
  await expect(page.getByRole('button', { name: 'September 2026' })).toBeVisible()
  await page.getByRole('button', { name: 'September 2026' }).click()
  await page.getByLabel('First day').fill('2026-09-07')
  await page.getByLabel('Last day').fill('2026-09-09')
  await page.getByRole('button', { name: 'Show these days' }).click()
  await expect(page).toHaveURL(/from=2026-09-07&to=2026-09-10/)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.goBack()
  await expect(page).toHaveURL(/from=2026-09-07&to=2026-09-10/)
})

test('an address that names no room says so', async ({ page, core }) => {
  await open(page, core, '#/nowhere')
  await expect(page.getByText('There is no such place')).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the frame and its overlays are accessible in ${colorScheme}`, async ({ page, core }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, core)
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    await page.getByRole('button', { name: /October 2026/ }).click()
    await expectAccessible(page, '.picker-panel')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
    await expectAccessible(page, '[role=dialog]')
  })
}

test('at 200 % zoom the frame still fits', async ({ page, core }) => {
  await page.setViewportSize({ width: 720, height: 450 })
  await open(page, core)
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeInViewport()
  await expect(page.getByRole('button', { name: 'Later period' })).toBeInViewport()
})
