/** Settings in words. Pure. */

import { counted } from '../../format'
import type { DoctorState, DoctorView, SecretStoreKind } from '../../ipc/types'

/** What each secret store is called. */
export const SECRET_STORE_WORDS: Record<SecretStoreKind, string> = {
  keychain: 'The keychain of the system',
  vault: 'An encrypted vault file',
  none: 'No secret store',
}

/** What each outcome of a check is called. */
export const DOCTOR_WORDS: Record<DoctorState, string> = {
  good: 'Good',
  warning: 'Look at it',
  broken: 'Broken',
}

/** The report in one sentence: `9 checks, 1 broken`. */
export function doctorSentence(report: DoctorView): string {
  const count = (state: DoctorState) => report.checks.filter((check) => check.state === state).length
  const parts = [counted(report.checks.length, 'check')]
  if (count('broken') > 0) parts.push(`${count('broken')} broken`)
  if (count('warning') > 0) parts.push(`${count('warning')} to look at`)
  return parts.length === 1 ? `${parts[0]}, all good` : parts.join(', ')
}
