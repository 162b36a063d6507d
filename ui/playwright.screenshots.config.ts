import { defineConfig } from '@playwright/test'
import { browser } from './tests/browser'

/** Pictures of every room from the sample workspace: `npm run screenshots`. */
export default defineConfig({
  testDir: 'tests/screenshots',
  testMatch: '*.shots.ts',
  globalSetup: './tests/prepare.ts',
  timeout: 120_000,
  workers: 1,
  reporter: [['list']],
  use: browser,
})
