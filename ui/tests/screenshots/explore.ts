import type { Page } from '@playwright/test'
import type { Shot } from './list'

const SEPTEMBER = 'from=2026-09-01&to=2026-10-01'

/** Has a row selected and the inspector open. */
async function inspect(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('grid').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
}

/** Has the chart's tenth bucket under the pointer. */
async function hover(page: Page): Promise<void> {
  const box = await page.getByRole('application').boundingBox()
  if (box !== null) await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.8)
}

/** Pictures of Explore: each kind of chart, a comparison, a row in full, what is picked, and what is left of a filter. */
export const EXPLORE_SHOTS: readonly Shot[] = [
  { name: 'explore', address: `#/explore?${SEPTEMBER}&by=model`, act: hover },
  {
    name: 'explore-compared',
    address: `#/explore?${SEPTEMBER}&m=spend&m=tokens&by=project&by=model&vs=yes&grain=week&chart=area`,
    act: inspect,
  },
  { name: 'explore-classes', address: `#/explore?m=spend&by=class` },
  { name: 'explore-treemap', address: `#/explore?${SEPTEMBER}&by=model&chart=treemap` },
  { name: 'explore-line', address: `#/explore?${SEPTEMBER}&m=cost_per_million&by=model&chart=line&vs=yes` },
  {
    name: 'explore-measures',
    address: `#/explore?${SEPTEMBER}`,
    act: async (page) => {
      await page.keyboard.press('m')
      await page.getByRole('combobox', { name: 'Add a measure' }).waitFor()
    },
  },
  { name: 'explore-why', address: `#/explore?${SEPTEMBER}&why=shapley` },
  { name: 'explore-one-day', address: '#/explore?from=2026-09-09&to=2026-09-10&by=none&vs=yes' },
  { name: 'explore-nothing', address: `#/explore?${SEPTEMBER}&f=model%3Dno-such-model&by=project` },
]
