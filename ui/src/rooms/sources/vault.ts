/** What makes a passphrase fit for the vault. Pure. */

/** Fewest characters of a new passphrase. */
export const SHORTEST_PASSPHRASE = 8

/** What is wrong with a passphrase; `null` when nothing. */
export function passphraseFault(
  passphrase: string,
  again: string,
  isNew: boolean,
): { field: 'passphrase' | 'again'; reason: string } | null {
  if (passphrase === '') return { field: 'passphrase', reason: 'type the passphrase first' }
  if (isNew && passphrase.length < SHORTEST_PASSPHRASE) {
    return { field: 'passphrase', reason: `a passphrase has at least ${SHORTEST_PASSPHRASE} characters` }
  }
  if (passphrase !== again) return { field: 'again', reason: 'the two passphrases differ' }
  return null
}
