import { invalidate, listen } from '../ipc'
import { jobs } from './jobs.svelte'
import { notify, sentence } from './toasts.svelte'

/** Follows what the core tells without being asked; answers how to stop. */
export function followCore(): () => void {
  return listen((event) => {
    if (event.type === 'stale') invalidate(event.tags)
    else if (event.type === 'job') jobs.update(event.job)
    else notify({ level: event.level, title: event.title, text: sentence(event.text) })
  })
}
