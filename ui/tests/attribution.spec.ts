import type { Page } from '@playwright/test'
import type { QueueView } from '../src/ipc/types'
import type { Core } from './bridge'
import { expect, expectAccessible, open, test } from './support'

const SEPTEMBER = { from: '2026-09-01', to: '2026-10-01' }
const PERIOD = 'from=2026-09-01&to=2026-10-01'
const TRIAGE = `#/attribution?${PERIOD}`

function queue(core: Core, search: string | null = null, includesSnoozed = false): Promise<QueueView> {
  const page = { offset: 0, limit: 200 }
  return core.rpc('attribution.queue', {
    dimension: 'team',
    range: SEPTEMBER,
    currency: null,
    search,
    includesSnoozed,
    page,
  })
}

const groups = (page: Page) => page.getByRole('grid', { name: 'Groups without an owner' })
const side = (page: Page) => page.getByRole('complementary', { name: 'The selected group' })
const said = (page: Page, text: RegExp) => expect(page.getByRole('status').filter({ hasText: text })).toBeVisible()

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** Waits until the list stands with so many groups. */
async function expectGroups(page: Page, count: number): Promise<void> {
  await expect(groups(page)).toHaveAttribute('aria-rowcount', String(count + 2))
}

test('a whole triage session needs no pointer, and undo takes all of it back', async ({ page, ownCore: core }) => {
  const start = await queue(core)
  const open20 = start.totalGroups
  expect(open20, 'the sample has work to do').toBeGreaterThan(20)
  let left = open20
  let steps = 0
  /** One decision was made: the list is shorter, and the core agrees. */
  const leaves = async (count: number) => {
    left -= count
    steps += 1
    await expectGroups(page, left)
  }

  await open(page, core, `#/overview?${PERIOD}`)
  await press(page, 'g', 'a')
  await expectGroups(page, left)
  await expect(side(page).getByRole('heading', { level: 2 })).toContainText(start.groups[0]?.key?.name ?? '')

  // Typed, a new value; the next group is selected by itself.
  await press(page, 't')
  await page.keyboard.type('Customer support')
  await press(page, 'Enter')
  await leaves(1)
  await expect(side(page).getByRole('heading', { level: 2 })).toContainText(start.groups[1]?.key?.name ?? '')
  await press(page, '.')
  await leaves(1)
  await press(page, '.')
  await leaves(1)
  await press(page, '.')
  await leaves(1)

  // Some one by one, and a range.
  await press(page, 'x', 'j', 'j', 'x')
  await expect(page.getByRole('status').filter({ hasText: '2 groups selected' })).toBeVisible()
  await press(page, 't')
  await page.keyboard.type('Platform')
  await press(page, 'Enter')
  await leaves(2)
  await press(page, 'Shift+J', 'Shift+ArrowDown', 'Shift+J', '.')
  await leaves(4)

  // All that a search finds.
  const research = await queue(core, 'research')
  expect(research.totalGroups).toBeGreaterThan(3)
  await press(page, '/')
  await page.keyboard.type('research')
  await press(page, 'Enter')
  await expectGroups(page, research.totalGroups)
  await press(page, 'Control+a')
  await expect(page.getByText(`All ${research.totalGroups} that match are selected`)).toBeVisible()
  await press(page, 't')
  await page.keyboard.type('Research')
  await press(page, 'Enter')
  await expect(page.getByRole('heading', { name: 'No group matches' })).toBeVisible()
  await press(page, '/', 'Escape')
  await leaves(research.totalGroups)

  // That there is none, hidden, noted.
  await press(page, 'u')
  await leaves(1)
  await press(page, 'h')
  await expect(page.getByRole('menuitem', { name: /^Tomorrow/ })).toBeFocused()
  await press(page, 'Enter')
  await leaves(1)
  await press(page, 'n')
  await page.keyboard.type('Ask the platform team')
  await press(page, 'Enter')
  await expect(side(page).getByText('Ask the platform team')).toBeVisible()
  steps += 1

  // Why, and away again.
  await press(page, 'w')
  await expect(side(page).getByRole('region', { name: 'Why this team' })).toContainText('Nothing says what it is.')
  await press(page, 'Escape')

  // A split by percent; what is missing is said beside it.
  await press(page, 's')
  for (const team of ['Platform', 'Research']) {
    await page.keyboard.type(team)
    await press(page, 'Enter')
  }
  await press(page, 'Control+Enter')
  await leaves(1)

  // A rule from two groups, with what it would do before it is saved.
  await press(page, 'x', 'j', 'x', 'r')
  const drawer = side(page).getByRole('region', { name: 'A rule for 2 groups' })
  const team = drawer.getByRole('combobox', { name: 'Gives the team' })
  if ((await team.inputValue()) === '') {
    await page.keyboard.type('Growth')
    await press(page, 'Enter')
  }
  await expect(drawer.getByRole('option').first()).toBeVisible()
  await expect(
    drawer.getByRole('table', { name: 'Effect on team' }).getByRole('row', { name: /^Gained/ }),
  ).toBeVisible()
  await expect(drawer.getByRole('button', { name: /^Save the rule/ })).not.toHaveAttribute('aria-disabled')
  await press(page, 'Enter')
  await expect(drawer).toBeHidden()
  steps += 1
  await expect.poll(async () => (await queue(core)).totalGroups).toBeLessThanOrEqual(left - 2)
  left = (await queue(core)).totalGroups
  await expectGroups(page, left)

  const middle = await queue(core)
  expect(middle.totalGroups).toBe(left)
  expect(open20 - left).toBeGreaterThanOrEqual(20)
  expect(middle.meter.shareBasisPoints ?? 0).toBeGreaterThan(start.meter.shareBasisPoints ?? 0)

  for (let step = 0; step < steps; step += 1) await press(page, 'z')
  await expectGroups(page, open20)
  await expect.poll(async () => (await queue(core)).meter).toEqual(start.meter)
  for (let step = 0; step < steps; step += 1) await press(page, 'Shift+Z')
  await expectGroups(page, left)
  await expect.poll(async () => (await queue(core)).meter).toEqual(middle.meter)
  await expect(page.getByTestId('attributed-share')).not.toHaveText('0.0\u00a0%')
})

test('a suggestion is applied by its number, and says how often it was right', async ({ page, ownCore: core }) => {
  const [first] = (await queue(core)).groups
  const asked = { dimension: 'team', range: SEPTEMBER, currency: null }
  const chosen = { ids: first === undefined ? [] : [first.id], search: null }
  await core.rpc('attribution.tag', { ...asked, groups: chosen, value: 'Support', from: null, until: null })
  const rest = await queue(core)
  const alike = rest.groups.findIndex((group) => group.key?.id === first?.key?.id)
  expect(alike, 'another group has the same key').toBeGreaterThanOrEqual(0)
  await open(page, core, TRIAGE)
  await expectGroups(page, rest.totalGroups)
  for (let step = 0; step < alike; step += 1) await press(page, 'j')
  const suggestions = side(page).getByRole('region', { name: 'Suggestions' })
  await expect(suggestions.getByRole('button').first()).toContainText('Support')
  await expect(suggestions.getByRole('button').first()).toContainText(/right \d+ of \d+|not tried yet/)
  await press(page, '1')
  await expectGroups(page, rest.totalGroups - 1)
  await said(page, /tagged as Support/)
})

test('what the core refuses comes back, with the reason', async ({ page, core }) => {
  const start = await queue(core)
  await page.route('**/rpc/attribution.tag', (route) =>
    route.fulfill({
      status: 409,
      json: {
        code: 'conflict',
        message: 'the workspace is being restored',
        hint: 'try again in a minute',
        subject: null,
      },
    }),
  )
  await open(page, core, TRIAGE)
  await expectGroups(page, start.totalGroups)
  await press(page, 't')
  await page.keyboard.type('Support')
  await press(page, 'Enter')
  await expect(page.getByText('The workspace is being restored.')).toBeVisible()
  await expectGroups(page, start.totalGroups)
  expect((await queue(core)).totalGroups).toBe(start.totalGroups)
})

test('keys typed faster than the core answers are all done, in their order', async ({ page, ownCore: core }) => {
  const start = await queue(core)
  await page.route('**/rpc/attribution.tag', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    await route.continue()
  })
  await open(page, core, TRIAGE)
  await expectGroups(page, start.totalGroups)
  await press(page, 't')
  await page.keyboard.type('Support')
  await press(page, 'Enter', '.', '.', '.', 'z')
  // The list is ahead of the core already.
  await expectGroups(page, start.totalGroups - 3)
  await expect.poll(async () => (await queue(core)).totalGroups).toBe(start.totalGroups - 3)
  await expectGroups(page, start.totalGroups - 3)
})

test('a link leads to its group, and to groups that are hidden', async ({ page, ownCore: core }) => {
  const start = await queue(core)
  const third = start.groups[2]
  await open(page, core, `${TRIAGE}&group=${third?.id}`)
  await expect(side(page).getByRole('heading', { level: 2 })).toContainText(third?.modelFamily ?? '')
  await press(page, 'h', 'Enter')
  await expectGroups(page, start.totalGroups - 1)
  await page.getByRole('switch', { name: '1 hidden' }).click()
  await expectGroups(page, start.totalGroups)
  await expect(groups(page).getByText(/until Oct 15/)).toBeVisible()
})

test('what has a value already is explained and tagged anew', async ({ page, ownCore: core }) => {
  const [first] = (await queue(core)).groups
  const asked = { dimension: 'team', range: SEPTEMBER, currency: null }
  const chosen = { ids: first === undefined ? [] : [first.id], search: null }
  await core.rpc('attribution.tag', { ...asked, groups: chosen, value: 'Search', from: null, until: null })
  await open(page, core, `${TRIAGE}&of=Search`)
  const tagged = page.getByRole('grid', { name: 'Groups whose team is Search' })
  await expect(tagged).toHaveAttribute('aria-rowcount', '3')
  await press(page, 'w')
  const why = side(page).getByRole('region', { name: 'What decides' })
  await expect(why).toContainText('Search')
  await expect(why).toContainText('By hand')
  await press(page, 't')
  await page.keyboard.type('Support')
  await press(page, 'Enter')
  await expect(page.getByRole('heading', { name: 'No group is Search' })).toBeVisible()
})

test('the trust meter of Overview opens the queue', async ({ page, core }) => {
  await open(page, core, `#/overview?${PERIOD}`)
  await page.getByRole('link', { name: /^Attributed: / }).click()
  await expect(page).toHaveURL(/#\/attribution\?from=2026-09-01&to=2026-10-01/)
  await expect(groups(page)).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`triage can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
    await page.emulateMedia({ colorScheme })
    await open(page, core, TRIAGE)
    await expect(groups(page)).toBeVisible()
    await press(page, 'x', 'Shift+J')
    await expectAccessible(page)
    await press(page, 'Escape', 't')
    await page.keyboard.type('s')
    await expectAccessible(page)
    await press(page, 'Escape', 'w')
    await expect(side(page).getByRole('region', { name: 'Why this team' })).toBeVisible()
    await expectAccessible(page)
    await press(page, 's')
    await expect(side(page).getByRole('region', { name: 'Split this group' })).toBeVisible()
    await expectAccessible(page)
    await press(page, 'Escape', 'r')
    const drawer = side(page).getByRole('region', { name: 'A rule for this group' })
    const team = drawer.getByRole('combobox', { name: 'Gives the team' })
    await expect(team).toBeVisible()
    if ((await team.inputValue()) === '') {
      await page.keyboard.type('Growth')
      await press(page, 'Enter')
    }
    await expect(drawer.getByRole('table', { name: 'Effect on team' })).toBeVisible()
    await expectAccessible(page)
  })
}
