import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { CommandName, Commands } from '../src/ipc/generated/commands'

/** The instant every test happens at. */
export const NOW = '2026-10-14T10:40:00Z'
/** When the sample workspace was synced before them. */
export const SYNCED_AT = '2026-10-14T09:30:00Z'
/** Seed of the invented company. */
export const SEED = 7

/** Invented keys of one provider, and where it answers. */
export interface ProviderKeys {
  baseUrl: string
  key: string
  [kind: string]: string
}

/** A running core with a provider simulator beside it. */
export interface Core {
  url: string
  token: string
  simulator: { openai: ProviderKeys; anthropic: ProviderKeys }
  /** Runs a command as the webview does. */
  rpc<K extends CommandName>(command: K, request: Commands[K]['request']): Promise<Commands[K]['response']>
  stop(): Promise<void>
}

/** The bridge: named by the environment, or where a plain cargo build leaves it. */
export function bridgeProgram(): string {
  const named = process.env.SHOWBACK_BRIDGE_BIN
  const root = resolve(import.meta.dirname, '../..')
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target')
  const program = named ?? join(target, 'debug', 'showback-bridge')
  if (!existsSync(program)) {
    throw new Error(`${program} does not exist: run "cargo build -p showback-bridge", or set SHOWBACK_BRIDGE_BIN`)
  }
  return program
}

/** Where the whole suite keeps what its tests leave behind, for the scan for keys; a test run by itself keeps nothing. */
const KEPT = process.env.SHOWBACK_TEST_ARTIFACTS

/** A folder of its own for a workspace. */
export function makeFolder(): string {
  const parent = KEPT === undefined ? join(tmpdir(), 'showback-browser-tests') : join(KEPT, 'browser')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'run-'))
}

/** Starts a core over a workspace file in the folder. */
export async function startCore(folder: string, now = NOW, more: readonly string[] = []): Promise<Core> {
  const program = spawn(
    bridgeProgram(),
    [
      ...['--workspace', join(folder, 'own.showback')],
      ...['--data-dir', join(folder, 'data')],
      ...['--ui', resolve(import.meta.dirname, '../dist')],
      ...['--simulator-seed', String(SEED)],
      ...['--now', now],
      ...more,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const said = await firstLine(program)
  const { url, token, simulator } = JSON.parse(said) as Pick<Core, 'url' | 'token' | 'simulator'>
  return {
    url,
    token,
    simulator,
    async rpc(command, request) {
      const answer = await fetch(`${url}/rpc/${command}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify(request),
      })
      const body: unknown = await answer.json()
      if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(body)}`)
      return body as never
    },
    stop: () => stop(program),
  }
}

/** The line the bridge says when it listens. */
function firstLine(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (program.stdout === null) return reject(new Error('the bridge has no output'))
    createInterface({ input: program.stdout }).once('line', resolve)
    program.once('error', reject)
    program.once('exit', (code) => reject(new Error(`the bridge ended with ${code} before it listened`)))
  })
}

function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    program.once('exit', () => resolve())
    program.kill()
  })
}

/** Waits until no job runs; fails when one failed. */
export async function untilIdle(core: Core, seconds = 900): Promise<void> {
  for (let waited = 0; waited < seconds * 4; waited += 1) {
    const jobs = await core.rpc('jobs.list', {})
    const failed = jobs.find((job) => job.state === 'failed')
    if (failed !== undefined) throw new Error(`${failed.label}: ${failed.outcome}`)
    if (jobs.length > 0 && jobs.every((job) => job.state !== 'running')) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`a job still runs after ${seconds} s`)
}

/** Removes a folder made by `makeFolder`, unless the suite keeps it. */
export async function removeFolder(folder: string): Promise<void> {
  if (KEPT === undefined) await rm(folder, { recursive: true, force: true })
}
