/** Words of the Prices room: meters, states and kinds as people read them. */

import type { BookOrigin, EntryKind } from '../../ipc/types'

const METERS: Readonly<Record<string, string>> = {
  input: 'Input',
  input_audio: 'Audio input',
  input_image: 'Image input',
  input_video: 'Video input',
  cache_read: 'Cache read',
  cache_read_audio: 'Audio cache read',
  cache_read_image: 'Image cache read',
  cache_write: 'Cache write',
  cache_write_5m: 'Cache write, 5 min',
  cache_write_30m: 'Cache write, 30 min',
  cache_write_1h: 'Cache write, 1 h',
  cache_write_12h: 'Cache write, 12 h',
  output: 'Output',
  output_audio: 'Audio output',
  output_image: 'Image output',
  output_video: 'Video output',
  cache_storage_token_hour: 'Cache storage',
  training_token: 'Training tokens',
  training_hour: 'Training hours',
  web_search_call: 'Web search',
  web_search_call_basic: 'Web search, basic',
  file_search_call: 'File search',
  stored_bytes: 'Stored bytes',
  transcribed_seconds: 'Transcribed seconds',
}

/** Meters a price is usually stated for, in the order of the closed list. */
export const COMMON_METERS: readonly string[] = [
  'input',
  'cache_read',
  'cache_write',
  'cache_write_5m',
  'cache_write_1h',
  'output',
  'input_audio',
  'input_image',
  'output_audio',
  'output_image',
  'images',
  'characters',
  'transcribed_seconds',
  'requests',
  'web_search_call',
  'file_search_call',
  'code_interpreter_session',
  'stored_bytes',
]

/** Every tier of the catalogue. */
export const TIERS: readonly string[] = [
  'standard',
  'batch',
  'flex',
  'priority',
  'fast',
  'ultrafast',
  'scale',
  'reserved',
  'provisioned',
]

/** A meter for people. */
export function meterName(meter: string): string {
  const known = METERS[meter]
  if (known !== undefined) return known
  const words = meter.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What one of a meter is called in a heading: tokens by the million, others by their own count. */
export function perWords(per: number, unit: string, count: string): string {
  if (per === 1) return `per ${unit}`
  return `per ${per === 1_000_000 ? 'million' : count} ${/(s|utes)$/.test(unit) ? unit : plural(unit)}`
}

function plural(unit: string): string {
  return unit.endsWith('query') ? `${unit.slice(0, -1)}ies` : `${unit}s`
}

/** How sure a price is. */
export const STATUS_WORDS: Readonly<
  Record<string, { word: string; means: string; tone: 'good' | 'neutral' | 'accent' | 'warn' }>
> = {
  confirmed: { word: 'Confirmed', means: "A copy of the seller's page, price list or notice shows it", tone: 'good' },
  corroborated: { word: 'Corroborated', means: 'Two independent catalogues agree; no page decides', tone: 'good' },
  single: { word: 'One source', means: 'One catalogue says so', tone: 'neutral' },
  announced: { word: 'Announced', means: 'Promised for later, or promised once and withdrawn', tone: 'accent' },
  disputed: {
    word: 'Disputed',
    means: 'Sources contradict each other; neither price is used until you choose',
    tone: 'warn',
  },
}

/** What each kind of contract entry is called, and what it is for. */
export const KIND_WORDS: Readonly<Record<EntryKind, { word: string; means: string }>> = {
  rate: { word: 'Negotiated rate', means: 'Prices of a model that win over the price book' },
  discount: { word: 'Discount', means: 'A share off the list price' },
  commitment: { word: 'Commitment', means: 'Money promised or paid in advance' },
  capacity: { word: 'Capacity', means: 'Capacity bought by time, such as provisioned throughput' },
  fee: { word: 'Fee', means: 'A fee on credit purchases, invoices or usage' },
  credit: { word: 'Credit', means: 'Money given by the seller; touches billed cost only' },
  model: { word: 'Private model', means: 'A model the price book does not know' },
  alias: { word: 'Alias', means: 'Another name of a model, such as an Azure deployment' },
  assume: { word: 'Assumption', means: 'What to take for granted where the source does not tell' },
}

/** Where a book came from. */
export const ORIGIN_WORDS: Readonly<
  Record<BookOrigin, { word: string; means: string; tone: 'good' | 'neutral' | 'warn' }>
> = {
  bundled: { word: 'Bundled', means: 'Part of this release', tone: 'neutral' },
  signed: { word: 'Signed', means: 'Signed by the project; the signature was checked', tone: 'good' },
  local: { word: 'Local, unverified', means: 'Without a signature: nobody but you vouches for it', tone: 'warn' },
}

/** What each state of a comparison is called. */
export const COMPARE_WORDS: Readonly<
  Record<string, { word: string; means: string; tone: 'good' | 'neutral' | 'warn' | 'bad' }>
> = {
  agrees: { word: 'Agrees', means: 'Billed is what the rates give', tone: 'good' },
  within_range: { word: 'Within range', means: 'Billed lies inside the range of the rates', tone: 'good' },
  differs: { word: 'Differs', means: 'Billed is not what the rates give', tone: 'bad' },
  only_billed: { word: 'Only billed', means: 'Billed, and no usage of it is known', tone: 'warn' },
  only_rated: { word: 'Only rated', means: 'Usage is known, and nothing was billed for it', tone: 'warn' },
  unpriced: { word: 'Unpriced', means: 'Its usage has no price', tone: 'neutral' },
}

/** Kinds of changes between two books. */
export const CHANGE_WORDS: Readonly<Record<string, string>> = {
  corrected: 'Corrected',
  added: 'Added',
  removed: 'Removed',
  restated: 'Restated',
}

const CLASS_COLOURS: readonly (readonly [RegExp, string])[] = [
  [/^input/, '--class-input'],
  [/^output/, '--class-output'],
  [/^cache_write/, '--class-cache-write'],
  [/^cache_read/, '--class-cache-read'],
]

/** Colours of other meters: those farthest from the colours of the classes first. */
const OTHERS: readonly string[] = [6, 7, 4, 8, 5, 3, 2, 1].map((number) => `--series-${number}`)

/** Colour tokens of meters: those of the token classes where they have one, each used once, series for the rest. */
export function meterColours(meters: readonly string[]): ReadonlyMap<string, string> {
  const used = new Set<string>()
  let next = 0
  const colours = new Map<string, string>()
  for (const meter of meters) {
    const own = CLASS_COLOURS.find(([pattern]) => pattern.test(meter))?.[1]
    const colour = own !== undefined && !used.has(own) ? own : (OTHERS[next++ % OTHERS.length] ?? '--series-other')
    used.add(colour)
    colours.set(meter, colour)
  }
  return colours
}
