import type { Page } from '@playwright/test'
import type { CommandName, Commands } from '../../src/ipc/generated/commands'
import type { Shot } from './list'

const RANGE = { from: '2026-07-01', to: '2026-10-15' }
const PERIOD = 'from=2026-07-01&to=2026-10-15'
const ASKED = { dimension: 'team', range: RANGE, currency: null }

const TRIAGE = '#/attribution?from=2026-09-01&to=2026-10-01'

const RULES = `# Agreed with the teams on 2026-09-30
[[rule]]
id = "growth"
when.project_name = { prefix = "Growth" }
set.team = "Growth"
set.cost_centre = "4711"
note = "Budget of marketing"

[[rule]]
id = "lab-since-the-move"
from = 2026-08-01
when.project_name = { glob = "*lab*" }
set.team = "Research"
mode = "force"

[[rule]]
id = "support-keys"
when.key_name = { prefix = "support" }
set.team = "Support"

[[test]]
name = "keys of Growth are Growth's"
with = { project_name = "Growth and marketing" }
on = 2026-10-01
expect = { team = "Growth" }
`

/** Runs a command as the webview does. */
async function rpc<K extends CommandName>(
  page: Page,
  command: K,
  request: Commands[K]['request'],
): Promise<Commands[K]['response']> {
  const { origin } = new URL(page.url())
  const token = await page.evaluate(async () => {
    const meta = document.querySelector<HTMLMetaElement>('meta[name="showback-bridge"]')
    return meta?.content || ((await (await fetch('/bridge.json')).json()) as { token: string }).token
  })
  const headers = { Authorization: `Bearer ${token}` }
  const answer = await page.request.post(`${origin}/rpc/${command}`, { headers, data: request })
  if (!answer.ok()) throw new Error(`${command}: ${await answer.text()}`)
  return (await answer.json()) as Commands[K]['response']
}

/** The desk of an analyst after some weeks. Only the first of the pictures arranges it; the others find it so. */
async function arrange(page: Page): Promise<void> {
  const registry = await rpc(page, 'attribution.registry', { dimension: 'team' })
  if (registry.values.some((one) => one.value.name === 'Platform' && one.isRegistered)) return
  const always = { from: null, until: null }
  const value = { dimension: 'team', renames: null, parent: null, aliases: [], dates: always }
  await rpc(page, 'attribution.valuePut', { ...value, name: 'Platform', owner: 'M. Okafor', colour: '#8a4fc4' })
  await rpc(page, 'attribution.valuePut', { ...value, name: 'Search', owner: 'A. Lindqvist', colour: '#3f68d8' })
  await rpc(page, 'attribution.valuePut', {
    ...value,
    name: 'Support',
    owner: 'J. Ferreira',
    colour: '#11948b',
    aliases: ['help desk', 'cx'],
  })
  const queue = await rpc(page, 'attribution.queue', {
    ...ASKED,
    search: null,
    includesSnoozed: false,
    page: { offset: 0, limit: 40 },
  })
  const named = (word: string) =>
    queue.groups.filter((one) => one.title.toLowerCase().includes(word)).map((one) => one.id)
  for (const [word, team] of [
    ['platform', 'Platform'],
    ['search', 'Search'],
  ] as const) {
    const groups = { ids: named(word).slice(0, 4), search: null }
    if (groups.ids.length > 0) {
      await rpc(page, 'attribution.tag', { ...ASKED, groups, value: team, from: null, until: null })
    }
  }
  const key = queue.groups.find((one) => one.key?.name?.startsWith('research'))?.key
  if (key) {
    const owner = { column: 'key', text: key.id, dimension: 'team', value: 'Search', dates: always }
    await rpc(page, 'attribution.ownerPut', { owner, replaces: null, takesOver: false })
    const moved = { ...owner, value: 'Support', dates: { from: '2026-10-12', until: null } }
    await rpc(page, 'attribution.ownerPut', { owner: moved, replaces: null, takesOver: true })
  }
  await rpc(page, 'attribution.splitPut', {
    id: null,
    split: {
      name: 'Shared gateway',
      dimension: 'team',
      source: 'Platform',
      spreadsUnattributed: false,
      method: 'percent',
      currency: null,
      targets: [
        { value: 'Search', weight: '62.5' },
        { value: 'Support', weight: '37.5' },
      ],
      dates: { from: '2026-08-01', until: null },
    },
  })
  const { hash } = await rpc(page, 'attribution.rules', { range: RANGE, currency: null })
  await rpc(page, 'attribution.rulesApply', { text: RULES, replaces: hash })
}

const desk = (act?: (page: Page) => Promise<void>) => async (page: Page) => {
  await arrange(page)
  await page.reload()
  await page.waitForTimeout(1200)
  await act?.(page)
}

/** Another rule in the text, not saved yet. */
async function writeRule(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Text' }).click()
  const text = page.getByLabel('Text of the rules')
  const more = '\n[[rule]]\nid = "research"\nwhen.project_name = { glob = "Research*" }\nset.team = "Research"\n'
  await text.fill(`${await text.inputValue()}${more}`)
  await page.waitForTimeout(900)
}

/** Pictures of the places of Attribution. They leave tags behind, so that they come after every other picture. */
export const ATTRIBUTION_SHOTS: readonly Shot[] = [
  { name: 'attribution-triage', address: TRIAGE },
  {
    name: 'attribution-triage-selected',
    address: TRIAGE,
    act: async (page) => {
      await page.getByRole('grid', { name: 'Groups without an owner' }).waitFor()
      for (const key of ['j', 'x', 'Shift+J', 'Shift+J', 't', 'p', 'l']) await page.keyboard.press(key)
    },
  },
  {
    name: 'attribution-triage-rule',
    address: TRIAGE,
    act: async (page) => {
      await page.getByRole('region', { name: 'Suggestions' }).getByRole('listitem').first().waitFor()
      await page.keyboard.press('r')
      await page.getByRole('table', { name: 'Effect on team' }).waitFor()
    },
  },
  {
    name: 'attribution-why',
    address: TRIAGE,
    act: async (page) => {
      await page.getByRole('grid', { name: 'Groups without an owner' }).waitFor()
      await page.keyboard.press('w')
      await page.getByRole('region', { name: 'What decides' }).waitFor()
    },
  },
  { name: 'attribution-rules', address: `#/attribution/rules?${PERIOD}&rule=lab-since-the-move`, act: desk() },
  { name: 'attribution-rules-text', address: `#/attribution/rules?${PERIOD}`, act: desk(writeRule) },
  {
    name: 'attribution-rules-review',
    address: `#/attribution/rules?${PERIOD}`,
    act: desk(async (page) => {
      await writeRule(page)
      await page.getByRole('radio', { name: 'Review' }).click()
      await page.getByRole('grid', { name: 'Effects on Team', exact: true }).waitFor()
    }),
  },
  { name: 'attribution-splits', address: `#/attribution/splits?${PERIOD}`, act: desk() },
  {
    name: 'attribution-split',
    address: `#/attribution/splits?${PERIOD}`,
    act: desk(async (page) => {
      await page.getByRole('button', { name: 'Change Shared gateway' }).click()
    }),
  },
  { name: 'attribution-owners', address: `#/attribution/owners?${PERIOD}&value=Support`, act: desk() },
  { name: 'attribution-owners-keys', address: `#/attribution/owners?${PERIOD}&view=owners`, act: desk() },
  {
    name: 'attribution-directory',
    address: '#/attribution/owners?view=import',
    act: desk(async (page) => {
      const text = 'project,team,cost_centre,from\nproj_checkout,Search,4711,2026-10-01\n'
      await page.getByLabel('The directory as CSV').fill(text)
      await page.getByRole('button', { name: 'Look at it' }).click()
      await page.getByRole('region', { name: 'What it would bring' }).waitFor()
    }),
  },
  { name: 'attribution-coverage', address: `#/attribution/coverage?${PERIOD}`, act: desk() },
  {
    name: 'attribution-coverage-by-value',
    address: `#/attribution/coverage?${PERIOD}`,
    act: desk((page) =>
      page.getByRole('heading', { name: 'By value' }).evaluate((heading) => {
        heading.closest('section')?.scrollIntoView()
      }),
    ),
  },
  {
    name: 'attribution-history',
    address: '#/attribution/history',
    act: desk(async (page) => {
      await page
        .getByRole('button', { name: /^Restore to here/ })
        .nth(1)
        .click()
    }),
  },
]
