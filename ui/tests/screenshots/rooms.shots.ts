import type { Browser } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Core } from '../bridge'
import { test } from '../support'
import type { Shot } from './list'
import { SHOTS } from './list'

const FOLDER = process.env.SHOWBACK_SCREENSHOTS_DIR ?? resolve(import.meta.dirname, '../../../docs/screenshots')
const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { colorScheme, viewport: { width: 1440, height: 900 } },
  { colorScheme, viewport: { width: 1100, height: 720 } },
])

mkdirSync(FOLDER, { recursive: true })

/** The folder of a test has another name each time; a picture shows a usual one. */
function usualPath() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const text = texts.currentNode as Text
    text.data = text.data
      .replace(/\/\S+\/run-\w+(?:\/data)?\//, '/home/analyst/Showback/')
      .replace(/\/\S+\/showback-logs-\w+/, '/var/log/gateway')
  }
}

async function draw(browser: Browser, core: Core, shot: Shot, look: (typeof LOOKS)[number], file: string) {
  const page = await browser.newPage({ ...look, reducedMotion: 'reduce', locale: 'en-US', timezoneId: 'UTC' })
  await page.goto(`${core.url}/${shot.address}`)
  // Figures come from the core beside it; the events stay open, so that the network is never idle.
  await page.waitForFunction(() => (document.querySelector('main')?.innerText.length ?? 0) > 80)
  await page.waitForTimeout(1200)
  await shot.act?.(page)
  await page.waitForTimeout(400)
  await page.evaluate(usualPath)
  await page.screenshot({ path: join(FOLDER, file), animations: 'disabled' })
  await page.close()
}

for (const shot of SHOTS) {
  for (const look of LOOKS) {
    const file = `${shot.name}-${look.colorScheme}-${look.viewport.width}x${look.viewport.height}.png`
    if (shot.isEmpty) test(file, ({ browser, emptyCore }) => draw(browser, emptyCore, shot, look, file))
    else test(file, ({ browser, core }) => draw(browser, core, shot, look, file))
  }
}
