import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

/** Where a running bridge answers during development: its address and token come from the environment. */
const bridge = process.env.SHOWBACK_BRIDGE_URL ?? 'http://127.0.0.1:5199'
const token = process.env.SHOWBACK_BRIDGE_TOKEN

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  build: {
    target: 'es2023',
    sourcemap: false,
    // A data: address would need a wider content security policy than the app has.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ['/rpc', '/events', '/bridge.json'].map((path) => [
        path,
        { target: bridge, headers: token ? { Authorization: `Bearer ${token}` } : {} },
      ]),
    ),
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
  },
})
