/** What is said of imports. */

import { counted, dayRange, addDays, longDay } from '../../format'
import type { ImportFileAsk, ImportSummary, RecognisedFileView } from '../../ipc/types'

/** What each basis of told money is called. */
export const TOLD_WORDS: Record<string, { name: string; means: string }> = {
  reported: { name: 'Charged by the gateway', means: 'The source says that it charged this' },
  estimated: { name: 'Estimated by the gateway', means: 'The source computed it from a price list of its own' },
  notional: {
    name: 'Notional',
    means: 'What it would have cost: answered from a response cache, or paid by a subscription',
  },
}

/** `412 new requests, 3 changed`: what an import brings in a sentence. */
export function broughtSentence(summary: ImportSummary): string {
  const parts = [
    summary.requestsNew > 0 ? counted(summary.requestsNew, 'new request') : '',
    summary.requestsChanged > 0 ? `${counted(summary.requestsChanged, 'request')} told otherwise` : '',
    summary.outcomesNew > 0 ? counted(summary.outcomesNew, 'new outcome') : '',
  ].filter((part) => part !== '')
  if (parts.length > 0) return parts.join(', ')
  if (summary.requestsSame > 0) return `${counted(summary.requestsSame, 'request')}, all known already`
  return 'no request in it'
}

/** One count of an import. */
export interface ImportCount {
  name: string
  value: number
  means: string
  /** Whether it is to be looked at. */
  isLoud: boolean
}

/** What an import holds, the counts that there are; new requests stand there when nothing else does. */
export function countsOf(summary: ImportSummary): ImportCount[] {
  const count = (name: string, value: number, means: string, isLoud = false) => ({ name, value, means, isLoud })
  const fresh = count('New', summary.requestsNew, 'Requests not known before')
  const found = [
    fresh,
    count('Same', summary.requestsSame, 'Told before, word for word: they change nothing'),
    count('Changed', summary.requestsChanged, 'Told otherwise before: the old telling is kept beside'),
    count('Collisions', summary.collisions, 'One id told for two different calls: both are kept', true),
    count('Outcomes', summary.outcomesNew, 'New outcomes: success, failure, missing or a score'),
    count('Rejected', summary.rejected, 'Records that could not be read', true),
  ].filter((one) => one.value > 0)
  return found.length > 0 ? found : [fresh]
}

/** First and last day, the last one included. */
export function daysOf({ firstDay, lastDay }: Pick<ImportSummary, 'firstDay' | 'lastDay'>): string {
  if (firstDay === null || lastDay === null) return ''
  return firstDay === lastDay ? longDay(firstDay) : dayRange(firstDay, addDays(lastDay, 1))
}

/** Why a dry run brings nothing that could be imported; `undefined` when it brings something. */
export function nothingToImport(summary: ImportSummary): string | undefined {
  if (summary.requestsNew + summary.requestsChanged + summary.outcomesNew > 0) return undefined
  return summary.requestsSame > 0 ? 'Everything in it is known already' : 'There is no request in it'
}

/** What the analyst chose for a file by hand. */
export interface FileChoice {
  /** Format id; empty for what it was recognised as. */
  format: string
  variant: string
}

/** How the files are to be read; those that cannot be are left out. */
export function askOf(files: readonly RecognisedFileView[], choices: ReadonlyMap<string, FileChoice>): ImportFileAsk[] {
  return files
    .filter((file) => isReadable(file, choices.get(file.path)))
    .map((file) => {
      const choice = choices.get(file.path)
      return {
        path: file.path,
        format: choice?.format ?? file.format,
        variant: choice === undefined ? file.variant : choice.variant || null,
        mappingId: choice === undefined ? file.mappingId : null,
      }
    })
}

/** Whether a file can be read as it stands or by what was chosen. */
export function isReadable(file: RecognisedFileView, choice: FileChoice | undefined): boolean {
  return file.problem === null && (choice !== undefined || file.format !== null)
}

/** Keys as typed, apart by commas. */
export function readKeys(text: string): string[] {
  return [...new Set(text.split(',').map((key) => key.trim()))].filter((key) => key !== '')
}
