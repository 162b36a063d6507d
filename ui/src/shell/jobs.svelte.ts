import { call } from '../ipc'
import type { Job } from '../ipc/types'
import { report } from './toasts.svelte'

const MAX_KEPT = 50

class Jobs {
  private byId = $state.raw<ReadonlyMap<number, Job>>(new Map())
  private dismissed = $state.raw<ReadonlySet<number>>(new Set())
  isOpen = $state(false)

  /** Newest first, without those that were put away. */
  get list(): readonly Job[] {
    return [...this.byId.values()].filter((job) => !this.dismissed.has(job.id)).sort((a, b) => b.id - a.id)
  }

  get running(): readonly Job[] {
    return this.list.filter((job) => job.state === 'running')
  }

  /** Takes a job as it stands. */
  update(job: Job): void {
    const next = new Map(this.byId)
    next.set(job.id, job)
    for (const id of [...next.keys()].sort((a, b) => a - b).slice(0, Math.max(0, next.size - MAX_KEPT))) next.delete(id)
    this.byId = next
  }

  /** Reads all jobs, for a window that opens while work is under way. */
  async load(): Promise<void> {
    try {
      const jobs = await call('jobs.list', {})
      // Only work under way is shown: what ended before the window opened is in the run history.
      this.dismissed = new Set(jobs.filter((job) => job.state !== 'running').map((job) => job.id))
      this.byId = new Map(jobs.map((job) => [job.id, job]))
    } catch (thrown) {
      report(thrown)
    }
  }

  dismiss(id: number): void {
    this.dismissed = new Set([...this.dismissed, id])
  }

  /** Puts away everything that ended. */
  clear(): void {
    this.dismissed = new Set(this.list.filter((job) => job.state !== 'running').map((job) => job.id))
    this.isOpen = this.running.length > 0 && this.isOpen
  }

  async cancel(job: Job): Promise<void> {
    try {
      if (job.connectionId !== null) await call('sync.cancel', { id: job.connectionId })
      else if (job.previewId !== null) await call('imports.discard', { id: job.previewId })
    } catch (thrown) {
      report(thrown)
    }
  }
}

/** Long work of the core: what runs and what ended since the window opened. */
export const jobs = new Jobs()

/** Starts a sync now: of one connection, or of all that are not paused. */
export async function syncNow(connectionIds: number[] = []): Promise<void> {
  try {
    for (const job of await call('sync.start', { connectionIds })) jobs.update(job)
  } catch (thrown) {
    report(thrown)
  }
}
