/** Daily readings in words: what the tray of jobs and the run history count. */

import { counted, isZero } from '../format'
import type { Job } from '../ipc/types'

/** What a daily reading is, for hovers. */
export const READING_MEANS = 'A daily reading is what one slot tells about one day; a day with six slots makes six.'

/** A count of them: `1,752 daily readings`. */
export function readings(count: number): string {
  return counted(count, 'daily reading')
}

/** What a job has read, without the money it moved: `1,752 daily readings, 24,421 rows`. */
export function jobSentence(job: Pick<Job, 'state' | 'days' | 'rows' | 'amounts'>): string {
  if (job.days === 0 && job.rows === 0)
    return job.state === 'cancelled' ? 'stopped before it read anything' : 'nothing read'
  const isStill = job.rows === 0 && job.amounts.every((amount) => isZero(amount.value))
  const parts = [readings(job.days), isStill ? 'no new rows' : counted(job.rows, 'row')]
  if (job.state === 'cancelled') parts.unshift('stopped by hand')
  return parts.join(', ')
}
