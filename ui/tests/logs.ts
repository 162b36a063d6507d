import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ImportPreviewView } from '../src/ipc/types'
import type { Core } from './bridge'

/** A call as a LiteLLM callback writes it; seconds are after 2026-10-12 08:00 UTC. */
export interface LoggedCall {
  id: string
  after: number
  task?: string
  call?: string
  failed?: boolean
  model?: string
  tokens?: [input: number, output: number] | null
}

const START = Date.parse('2026-10-12T08:00:00Z') / 1000

function payload({
  id,
  after,
  task = id,
  call = id,
  failed = false,
  model = 'gpt-5.5',
  tokens = [1200, 300],
}: LoggedCall) {
  const [input, output] = tokens ?? [0, 0]
  return {
    id,
    litellm_call_id: call,
    trace_id: task,
    session_id: task,
    call_type: 'acompletion',
    stream: null,
    status: failed ? 'failure' : 'success',
    custom_llm_provider: 'openai',
    startTime: START + after,
    endTime: START + after + 2,
    model,
    model_group: model,
    api_base: 'https://api.openai.com/v1',
    response_cost: failed ? 0 : 0.004,
    prompt_tokens: failed ? 0 : input,
    completion_tokens: failed ? 0 : output,
    total_tokens: failed ? 0 : input + output,
    messages: [{ role: 'user', content: 'a prompt that must not be kept' }],
    metadata: {
      user_api_key_hash: '88dc28',
      user_api_key_alias: 'search',
      user_api_key_team_alias: 'Search',
      user_api_key_request_route: '/chat/completions',
      requester_metadata: { feature: 'answers' },
      usage_object: failed
        ? null
        : {
            prompt_tokens: input,
            completion_tokens: output,
            total_tokens: input + output,
            prompt_tokens_details: { cached_tokens: 200 },
          },
    },
    ...(failed ? { error_information: { error_code: '429', error_class: 'RateLimitError' } } : {}),
  }
}

/** A folder of its own for files to import. */
export function logFolder(): string {
  return mkdtempSync(join(tmpdir(), 'showback-logs-'))
}

/** Writes a LiteLLM log; text among the calls stands there as it is. Answers the path. */
export function writeLiteLlm(folder: string, name: string, calls: readonly (LoggedCall | string)[]): string {
  const path = join(folder, name)
  const lines = calls.map((call) => (typeof call === 'string' ? call : JSON.stringify(payload(call))))
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

/** Calls of one log: single ones, one with a retry, and a task that fails again and again. */
export const CALLS: readonly LoggedCall[] = [
  { id: 'a1', after: 10 },
  { id: 'a2', after: 70, task: 'session-1' },
  { id: 'a3-0', call: 'a3', after: 90, task: 'session-1', failed: true },
  { id: 'a3-1', call: 'a3', after: 95, task: 'session-1' },
  ...[0, 1, 2, 3, 4].map((n) => ({
    id: `loop-${n}`,
    call: 'loop',
    after: 300 + n * 30,
    task: 'agent-run-7',
    failed: true,
  })),
]

/** Writes a CSV of unknown make. */
export function writeOwnCsv(folder: string, name: string, rows = 3): string {
  const path = join(folder, name)
  const lines = Array.from(
    { length: rows },
    (_, row) => `2026-10-12T09:0${row}:00Z,gpt-5.5,${1000 + row},${200 + row},0.0${row + 1},r-${name}-${row}`,
  )
  writeFileSync(path, `ts,model,prompt_tokens,completion_tokens,cost,request_id\n${lines.join('\n')}\n`)
  return path
}

async function until(core: Core, id: number, state: ImportPreviewView['state']): Promise<ImportPreviewView> {
  for (let waited = 0; waited < 240; waited += 1) {
    const view = await core.rpc('imports.preview', { id })
    if (view.state === state) return view
    if (view.state === 'failed') throw new Error(view.problem?.message)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the dry run did not become ${state}`)
}

/** Imports a file as the screen does, without it. */
export async function importFile(core: Core, path: string): Promise<ImportPreviewView> {
  const { files, suggestedLabel, sources } = await core.rpc('imports.recognise', { paths: [path] })
  const { id } = await core.rpc('imports.dryRun', {
    files: files.map(({ format, variant, mappingId }) => ({ path, format, variant, mappingId })),
    sourceId: sources[0]?.id ?? null,
    label: suggestedLabel,
    carried: [],
    isSubscription: false,
  })
  await until(core, id, 'ready')
  await core.rpc('imports.apply', { id })
  return until(core, id, 'applied')
}
