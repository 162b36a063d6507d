import { defineConfig } from '@playwright/test'
import { browser } from './tests/browser'

/** Browser tests of the webview against the real core: `npm run test:browser`. */
export default defineConfig({
  testDir: 'tests',
  testMatch: '*.spec.ts',
  globalSetup: './tests/prepare.ts',
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // The core runs beside the browser on the same few processors.
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    ...browser,
    viewport: { width: 1440, height: 900 },
    // A colour on its way from one scheme to the other is none of either.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
  },
})
