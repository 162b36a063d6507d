import { resolve } from 'node:path'
import { build } from 'vite'
import { makeFolder, removeFolder, startCore, SYNCED_AT, untilIdle } from './bridge'

/** Builds the webview and syncs the sample workspace once; every test starts from a copy of it. */
export default async function prepare(): Promise<() => Promise<void>> {
  await build({ root: resolve(import.meta.dirname, '..'), logLevel: 'warn' })
  // A folder kept from an earlier run saves its sync while tests are being written.
  if (process.env.SHOWBACK_TEST_SAMPLE) return async () => undefined
  const folder = makeFolder()
  const core = await startCore(folder, SYNCED_AT)
  try {
    await core.rpc('workspace.openSample', {})
    await untilIdle(core)
  } finally {
    await core.stop()
  }
  process.env.SHOWBACK_TEST_SAMPLE = folder
  return () => removeFolder(folder)
}
