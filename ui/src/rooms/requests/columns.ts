/** Columns of attempts, shared by the list and by what is shown of one logical request. */

import {
  compactQuantity,
  exactMoment,
  exactMoneyRange,
  exactQuantity,
  money,
  moneyHeading,
  precise,
  UNKNOWN,
} from '../../format'
import type { RequestRow, RequestTokens } from '../../ipc/types'
import type { Column } from '../../table'
import { ATTEMPT_UNKNOWN, attemptWords, RATING_WORDS, statusWords } from './words'

const NO_USAGE = 'Its log does not tell the usage: unknown, not free'

function dimension(
  id: string,
  header: string,
  width: number,
  read: (row: RequestRow) => string | null,
): Column<RequestRow> {
  return {
    id,
    header,
    width,
    text: (row) => read(row) || UNKNOWN,
    exact: (row) => {
      const value = read(row)
      return value === null ? 'Its log does not tell' : value === '' ? 'Told that there is none' : value
    },
    copy: (row) => read(row) ?? '',
  }
}

function tokens(id: string, header: string, read: (tokens: RequestTokens) => number): Column<RequestRow> {
  return {
    id,
    header,
    width: 72,
    align: 'end',
    text: (row) => (row.tokens === null ? UNKNOWN : compactQuantity(read(row.tokens))),
    exact: (row) => (row.tokens === null ? NO_USAGE : exactQuantity(read(row.tokens))),
    copy: (row) => (row.tokens === null ? '' : String(read(row.tokens))),
  }
}

/** Rated amount of a row as it is shown: a dash where nothing is known. */
export function ratedText(row: RequestRow): string {
  if (row.rated === null) return UNKNOWN
  const low = money(row.rated.value, row.rated.currency)
  return row.rating === 'partial' ? `≥${low}` : low
}

/** Every digit of it, or why there is none. */
export function ratedExact(row: RequestRow): string {
  const means = RATING_WORDS[row.rating]?.means ?? row.rating
  if (row.rated === null) return means
  const amount = exactMoneyRange(row.rated.value, row.ratedHigh?.value ?? null, row.rated.currency)
  return row.rating === 'priced' ? amount : `${amount}. ${means}`
}

/** Columns with the currency of the amounts. */
export function attemptColumns(currency: string): Column<RequestRow>[] {
  return [
    {
      id: 'started',
      header: 'Started',
      width: 138,
      text: (row) => precise(row.startedAt),
      exact: (row) => `${exactMoment(row.startedAt)}${row.isCounted ? '' : '; another row tells the same charge'}`,
      copy: (row) => row.startedAt,
    },
    { ...dimension('model', 'Model', 150, (row) => row.model), minWidth: 150, isGrowing: true },
    { ...dimension('team', 'Team', 92, (row) => row.team), leaves: 4 },
    { ...dimension('feature', 'Feature', 140, (row) => row.feature), minWidth: 116, isGrowing: true, leaves: 8 },
    {
      id: 'status',
      header: 'Status',
      width: 164,
      text: statusWords,
      exact: (row) => (row.status === 'unknown' ? 'Its log does not tell how it ended' : statusWords(row)),
    },
    {
      id: 'attempt',
      header: 'Attempt',
      width: 80,
      leaves: 7,
      text: attemptWords,
      exact: (row) => (attemptWords(row) === UNKNOWN ? ATTEMPT_UNKNOWN : attemptWords(row)),
    },
    { ...tokens('input', 'Input', (one) => one.input), leaves: 6 },
    { ...tokens('cache-read', 'Cache read', (one) => one.cacheRead), width: 90, leaves: 3 },
    { ...tokens('cache-write', 'Cache write', (one) => one.cacheWrite), width: 92, leaves: 1 },
    { ...tokens('output', 'Output', (one) => one.output), leaves: 5 },
    {
      id: 'rated',
      header: moneyHeading('Rated', currency),
      width: 102,
      align: 'end',
      text: ratedText,
      exact: ratedExact,
      copy: (row) => row.rated?.value ?? '',
    },
    {
      id: 'evidence',
      header: 'Price',
      width: 124,
      leaves: 2,
      text: (row) => (row.isCounted ? (RATING_WORDS[row.rating]?.word ?? row.rating) : 'told twice'),
      exact: (row) =>
        row.isCounted ? RATING_WORDS[row.rating]?.means : 'Another row tells the same charge; only that one counts',
    },
  ]
}
