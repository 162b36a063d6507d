import type { Page } from '@playwright/test'
import { CALLS, logFolder, writeLiteLlm, writeOwnCsv } from '../logs'
import { ATTRIBUTION_SHOTS } from './attribution'
import { EXPLORE_SHOTS } from './explore'

/** One picture: a place of the window, and what is done there before it is taken. */
export interface Shot {
  /** File name: the room, with what it shows when it is more than the room itself. */
  name: string
  /** Address in the sample workspace. */
  address: string
  /** Whether the picture is of a new workspace and not of the sample. */
  isEmpty?: boolean
  /** Brings the room into the state to be shown. */
  act?: (page: Page) => Promise<void>
}

/** A contract with every kind of entry an analyst writes first. */
const CONTRACT = `# Order form of 2026-07-01
[[discount]]
id = "anthropic-2026"
reason = "Order form of 2026-07-01, section 3"
from = 2026-07-01
channel = "anthropic"
percent = "12.5"

# Mail of the account manager, 2026-08-28
[[rate]]
id = "sol-negotiated"
reason = "Volume tier agreed by mail"
from = 2026-09-01
channel = "openai"
model = "gpt-5.6-sol"
price = { input = "3.20", output = "16" }

[[alias]]
id = "support-deployment"
reason = "Name of the deployment of the support team"
channel = "azure-openai"
name = "support-prod"
model = "gpt-5.5"
`

/** Writes the contract and leaves it to be saved. */
async function writeContract(page: Page, view: 'Entries' | 'Text'): Promise<void> {
  await page.getByRole('radio', { name: 'Text' }).click()
  await page.getByLabel('Text of the contract').fill(CONTRACT)
  await page.getByRole('radio', { name: view }).click()
  await page.waitForTimeout(900)
}

/** Has the window look at files, as if they were dropped. */
async function lookAt(page: Page, path: string): Promise<void> {
  await page.getByLabel(/^Path of a file/).fill(path)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('table', { name: 'Chosen files' }).waitFor()
}

/** Two files of one gateway and one that only a mapping can read. */
function severalLogs(): string {
  const folder = logFolder()
  writeLiteLlm(folder, 'gateway-2026-10-12.jsonl', [...CALLS, '{"id": "cut off'])
  writeLiteLlm(
    folder,
    'gateway-2026-10-13.jsonl',
    [1, 2, 3].map((n) => ({ id: `b${n}`, after: 86_400 + n * 40 })),
  )
  writeOwnCsv(folder, 'spend-export.csv')
  return folder
}

const ASKED = encodeURIComponent(
  JSON.stringify([
    { kind: 'batch', model: null, project: null, percent: 60 },
    { kind: 'ratesOn', day: '2026-08-01' },
  ]),
)

const SEPTEMBER = 'from=2026-09-01&to=2026-10-01'

/** Every picture, in the order of the rooms. */
export const SHOTS: readonly Shot[] = [
  { name: 'overview', address: '#/overview' },
  { name: 'overview-by-model', address: `#/overview?${SEPTEMBER}&split=model` },
  {
    name: 'overview-spend-of-record',
    address: '#/overview',
    act: (page) =>
      page.getByRole('heading', { name: 'Spend of record' }).evaluate((heading) => {
        heading.closest('section')?.scrollIntoView()
      }),
  },
  {
    name: 'rows',
    address: `#/rows?measure=billed&${SEPTEMBER}`,
    act: async (page) => {
      await page.getByRole('grid').focus()
      await page.keyboard.press('j')
      await page.keyboard.press('j')
    },
  },
  { name: 'groups', address: `#/groups/model?measure=billed&${SEPTEMBER}` },
  ...EXPLORE_SHOTS,
  { name: 'first-run', address: '', isEmpty: true },
  {
    name: 'connect',
    address: '',
    isEmpty: true,
    act: async (page) => {
      await page.getByRole('button', { name: 'Connect a provider' }).click()
    },
  },
  {
    name: 'sources',
    address: '#/sources/1',
    act: async (page) => {
      await page.getByRole('grid', { name: 'Coverage by slot and day' }).hover({ position: { x: 500, y: 40 } })
    },
  },
  { name: 'sources-runs', address: '#/sources/1?tab=runs' },
  {
    name: 'sources-run',
    address: '#/sources/1?tab=runs',
    act: async (page) => {
      await page.getByRole('grid', { name: /^Runs of/ }).focus()
      await page.keyboard.press('Enter')
      await page.getByRole('grid', { name: 'Daily readings changed by this run' }).waitFor()
    },
  },
  { name: 'sources-raw', address: '#/sources/1?tab=raw' },
  { name: 'sources-tells', address: '#/sources/2?tab=tells' },
  {
    name: 'raw',
    address: '#/sources/1?tab=raw',
    act: async (page) => {
      await page.getByRole('grid', { name: /Stored answers/ }).focus()
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.getByLabel('Find in the body').waitFor()
    },
  },
  { name: 'imports-empty', address: '#/imports/new', isEmpty: true },
  {
    name: 'imports-recognised',
    address: '#/imports/new',
    isEmpty: true,
    act: (page) => lookAt(page, severalLogs()),
  },
  {
    name: 'imports-dry-run',
    address: '#/imports/new',
    isEmpty: true,
    act: async (page) => {
      await lookAt(page, writeLiteLlm(logFolder(), 'gateway.jsonl', [...CALLS, '{"id": "cut off']))
      await page.getByRole('button', { name: 'Import', exact: true }).waitFor()
    },
  },
  {
    name: 'imports-mapping',
    address: '#/imports/new',
    isEmpty: true,
    act: async (page) => {
      await lookAt(page, writeOwnCsv(logFolder(), 'spend-export.csv'))
      await page.getByRole('button', { name: 'Map its columns' }).click()
      await page.getByText('3 requests').first().waitFor()
    },
  },
  {
    name: 'imports-mapping-brings',
    address: '#/imports/new',
    isEmpty: true,
    act: async (page) => {
      await lookAt(page, writeOwnCsv(logFolder(), 'spend-export.csv', 6))
      await page.getByRole('button', { name: 'Map its columns' }).click()
      await page.getByText('6 requests').first().waitFor()
      await page
        .getByRole('heading', { name: 'What it brings' })
        .evaluate((heading) => heading.closest('section')?.scrollIntoView(false))
    },
  },
  {
    name: 'imports-done',
    address: '#/imports/new',
    isEmpty: true,
    act: async (page) => {
      await lookAt(page, writeLiteLlm(logFolder(), 'gateway.jsonl', [...CALLS, '{"id": "cut off']))
      await page.getByRole('button', { name: 'Import', exact: true }).click()
      await page.getByText('In the workspace').waitFor()
    },
  },
  { name: 'imports', address: '#/imports' },
  { name: 'import', address: '#/imports/1' },
  {
    name: 'imports-watched',
    address: '#/imports/watched',
    isEmpty: true,
    act: async (page) => {
      const folder = logFolder()
      writeLiteLlm(folder, 'gateway.jsonl', CALLS)
      await page.getByRole('button', { name: 'Watch a folder' }).click()
      await page.getByLabel('Folder', { exact: true }).fill(folder)
      await page.getByLabel('Name of the source').fill('LiteLLM')
      await page.getByRole('button', { name: 'Watch it' }).click()
      await page.getByRole('button', { name: /^Look through/ }).click()
      await page.getByText('just now').first().waitFor()
    },
  },
  { name: 'requests', address: '#/requests' },
  {
    name: 'requests-inspector',
    address: '#/requests?retry=retry',
    act: async (page) => {
      await page.getByRole('grid', { name: 'Requests, newest first' }).focus()
      await page.keyboard.press('j')
      await page.getByText('Attempts of its request').waitFor()
    },
  },
  { name: 'requests-loops', address: '#/requests/loops' },
  { name: 'prices', address: '#/prices' },
  {
    name: 'prices-model',
    address: '#/prices/model?channel=openai&model=gpt-5.6-sol',
    act: async (page) => {
      await page.getByRole('application', { name: /^Rates of/ }).hover({ position: { x: 620, y: 90 } })
    },
  },
  { name: 'prices-unpriced', address: `#/prices/unpriced?${SEPTEMBER}` },
  { name: 'prices-contract', address: '#/prices/contract', act: (page) => writeContract(page, 'Entries') },
  {
    name: 'prices-entry',
    address: '#/prices/contract?add=rate&channel=openai&model=gpt-5.6-sol',
    act: async (page) => {
      await page.getByLabel('Why it is there').fill('Volume tier agreed by mail')
    },
  },
  { name: 'prices-contract-text', address: '#/prices/contract', act: (page) => writeContract(page, 'Text') },
  { name: 'prices-months', address: '#/prices/contract?view=months' },
  { name: 'prices-what-if', address: `#/prices/what-if?${SEPTEMBER}&changes=${ASKED}` },
  { name: 'prices-compare', address: `#/prices/compare?${SEPTEMBER}` },
  { name: 'prices-book', address: '#/prices/book' },
  { name: 'settings', address: '#/settings' },
  {
    name: 'palette',
    address: '#/overview',
    act: async (page) => {
      await page.keyboard.press('Control+k')
    },
  },
  // Last: it saves a contract, which the rooms before it do not have.
  {
    name: 'prices-rerate',
    address: '#/prices/contract',
    act: async (page) => {
      await writeContract(page, 'Text')
      await page.keyboard.press('Control+s')
      await page.getByRole('link', { name: 'Review' }).click()
      await page.getByRole('grid', { name: 'Causes of the re-rate' }).waitFor()
      // Only the first of the pictures saves; the others find it saved.
      const message = page.getByRole('button', { name: 'Close the message' }).first()
      if (await message.isVisible()) await message.click()
    },
  },
  ...ATTRIBUTION_SHOTS,
]
