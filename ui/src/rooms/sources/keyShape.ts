/** Compares a typed key with what the source's keys look like, before anything is sent. Pure; repeats no key. */

import type { SourceView } from '../../ipc/types'

/** What the shape of a typed key tells. */
export type KeyShape =
  { state: 'empty' } | { state: 'fits' } | { state: 'unlike'; reason: string } | { state: 'broken'; reason: string }

/** Beginnings that providers document, and what such a key is. Longest first. */
const KNOWN_BEGINNINGS: readonly (readonly [string, string])[] = [
  ['sk-ant-admin', 'an Anthropic admin key'],
  ['sk-ant-api', 'an Anthropic workspace key'],
  ['sk-ant-oat', 'an Anthropic OAuth token'],
  ['sk-admin-', 'an OpenAI admin key'],
  ['sk-proj-', 'an OpenAI project key'],
  ['sk-svcacct-', 'an OpenAI service account key'],
  ['sk-or-', 'an OpenRouter key'],
]

/** The fixed beginning of a sample such as `sk-admin-...`. */
export function beginningOf(looksLike: string): string {
  return looksLike.replace(/(\.{2,}|…).*$/, '').trim()
}

/** What the shape of `key` tells for this source. Advice only: the provider decides. */
export function keyShape(key: string, source: Pick<SourceView, 'name' | 'keyKind' | 'keyLooksLike'>): KeyShape {
  if (key === '') return { state: 'empty' }
  const text = key.trim()
  if (text === '') return { state: 'broken', reason: 'the key is blank' }
  if (/\s/.test(text)) return { state: 'broken', reason: 'a key has no spaces or line breaks inside' }
  if (!/^[\x21-\x7e]+$/.test(text)) {
    return { state: 'broken', reason: 'a key has only plain letters, digits and signs: copy it again' }
  }
  const wanted = beginningOf(source.keyLooksLike)
  if (wanted === '' || text.startsWith(wanted)) return { state: 'fits' }
  const known = KNOWN_BEGINNINGS.find(([beginning]) => text.startsWith(beginning))
  const found = known === undefined ? 'this key starts otherwise' : `this looks like ${known[1]}`
  return {
    state: 'unlike',
    reason: `${found}; the ${lowerFirst(source.keyKind)} of ${source.name} starts with ${wanted}`,
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
