import type { Page } from '@playwright/test'
import { expect, expectAccessible, open, test } from './support'

const RULES = '#/attribution/rules?from=2026-08-01&to=2026-10-15'
const ASKED = { dimension: 'team', range: { from: '2026-08-01', to: '2026-10-15' }, currency: null }
const RULE = `# Agreed with Support on 2026-09-30
[[rule]]
id = "support-keys"
when.key_name = { prefix = "support" }
set.team = "Support"
`

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('radio', { name: 'Text' }).click()
  await page.getByLabel('Text of the rules').fill(text)
}

test('a rule made in the form is seen in all its effects before it is saved, and undone as one', async ({
  page,
  core,
}) => {
  const meter = async () => (await core.rpc('attribution.coverage', ASKED)).meter.attributed
  const start = await meter()
  await open(page, core, RULES)
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const form = page.getByRole('complementary', { name: 'New rule' })
  await form.getByRole('button', { name: 'Add to the text' }).click()
  await expect(form.getByText('A name of letters, digits, - and _')).toBeVisible()
  await form.getByLabel('Name', { exact: true }).fill('support-keys')
  await form.getByRole('combobox', { name: 'Column' }).fill('key_name')
  await form.getByRole('combobox', { name: /^Test/ }).click()
  await page.getByRole('option', { name: 'begins with' }).click()
  await form.getByRole('combobox', { name: 'Value', exact: true }).first().fill('support')
  await form.getByRole('combobox', { name: 'Value', exact: true }).last().fill('Support')
  await form.getByRole('button', { name: 'Add to the text' }).click()
  await expect(page.getByRole('grid', { name: 'Rules' }).getByRole('row', { name: /support-keys/ })).toBeVisible()
  await expect(page.getByText('Not saved')).toBeVisible()
  expect(await meter()).toBe(start)

  await page.getByRole('button', { name: 'Review and save' }).click()
  const effects = page.getByRole('grid', { name: 'Effects on Team', exact: true })
  await expect(effects.getByRole('row')).toHaveCount(6)
  await expect(page.getByRole('grid', { name: 'Effects on Team by month' })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Effects on Team by value' })).toContainText('Support')
  await expect(page.getByRole('grid', { name: 'Effects on Team by rule' })).toContainText('support-keys')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved the rules')).toBeVisible()
  await expect(page.getByText('In force')).toBeVisible()
  expect(await meter()).not.toBe(start)
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(page.getByRole('heading', { name: 'There are no rules yet' })).toBeVisible()
  expect(await meter()).toBe(start)
})

test('errors stand at their line and keep the text from being saved', async ({ page, core }) => {
  await open(page, core, RULES)
  await write(page, `${RULE}when.wrong = "a"\n`)
  const findings = page.getByRole('complementary', { name: 'Findings' })
  await expect(findings).toContainText('the column "wrong" is not known')
  await findings.getByRole('button', { name: /^line 6/ }).click()
  await expect(page.getByLabel('Text of the rules')).toBeFocused()
  await page.getByRole('button', { name: 'Review and save' }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveAttribute(
    'title',
    '1 error must be mended first',
  )
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('In force')).toBeVisible()
})

test('doubts and failed tests stand beside the text, and a test that fails keeps it from being saved', async ({
  page,
  core,
}) => {
  await open(page, core, RULES)
  const dead = '\n[[rule]]\nid = "dead"\nwhen.project_name = "no such project"\nset.team = "Nobody"\n'
  const failing =
    '\n[[test]]\nname = "support is Platform"\nwith = { key_name = "support-bot" }\non = 2026-09-01\nexpect = { team = "Platform" }\n'
  await write(page, RULE + dead + failing)
  const findings = page.getByRole('complementary', { name: 'Findings' })
  await expect(findings).toContainText('it matches nothing that is known')
  await expect(findings).toContainText('support is Platform')
  await expect(page.getByText('1 test failing')).toBeVisible()
  await page.getByRole('radio', { name: 'List' }).click()
  const rows = page.getByRole('grid', { name: 'Rules' }).getByRole('row')
  await expect(rows.filter({ hasText: 'dead' })).toContainText('1 finding')
  await page.getByRole('button', { name: 'Review and save' }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveAttribute(
    'title',
    'The tests must hold first',
  )
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('a rule moves, changes and goes in the text alone; its comments stay', async ({ page, core }) => {
  await open(page, core, RULES)
  const second = '\n[[rule]]\nid = "lab"\nwhen.project_name = { glob = "*lab*" }\nset.team = "Research"\n'
  await write(page, RULE + second)
  await page.getByRole('radio', { name: 'List' }).click()
  const rows = page.getByRole('grid', { name: 'Rules' }).getByRole('row')
  await rows.filter({ hasText: 'lab' }).last().click()
  const detail = page.getByRole('complementary', { name: 'Rule' })
  await expect(detail.getByRole('button', { name: 'Move lab down' })).toHaveAttribute('title', /last already/)
  await expectAccessible(page)
  await detail.getByRole('button', { name: 'Move lab up' }).click()
  await expect(rows.nth(1)).toContainText('lab')
  await detail.getByLabel('Its text').fill('[[rule]]\nid = "lab"\nwhen.nothing = 1\n')
  await detail.getByRole('button', { name: 'Change in the text' }).click()
  await expect(detail.getByRole('alert')).toBeVisible()
  await detail.getByRole('button', { name: 'Remove lab' }).click()
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Put it back' }).click()
  await expect(rows).toHaveCount(3)
  await page.getByRole('radio', { name: 'Text' }).click()
  await expect(page.getByLabel('Text of the rules')).toHaveValue(/# Agreed with Support on 2026-09-30\n\[\[rule\]\]/)
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('rules that came into force meanwhile are not overwritten unseen', async ({ page, core }) => {
  await open(page, core, RULES)
  await write(page, RULE)
  const { hash } = await core.rpc('attribution.rules', { range: ASKED.range, currency: null })
  await core.rpc('attribution.rulesApply', { text: RULE.replace('Support"', 'Help desk"'), replaces: hash })
  await expect(page.getByText('Other rules came into force since you began.')).toBeVisible()
  await page.getByRole('button', { name: 'Review and save' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('the rules were changed since this text was read', {
    ignoreCase: true,
  })
  await page.getByRole('button', { name: 'Discard' }).click()
  await core.rpc('history.undo', {})
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const view of ['List', 'Text', 'Tests', 'Review']) {
    test(`rules as ${view.toLowerCase()} can be used by everyone in ${colorScheme}`, async ({ page, core }) => {
      await page.emulateMedia({ colorScheme })
      await open(page, core, RULES)
      await write(page, RULE)
      await page.getByRole('radio', { name: view }).click()
      await page.waitForTimeout(600)
      await expectAccessible(page)
    })
  }
}
