/** What the analyst does to a connection from a row or a heading. Each says what it did and offers undo. */

import { call } from '../../ipc'
import type { ConnectionView } from '../../ipc/types'
import { notify, report } from '../../shell/toasts.svelte'

/** Takes the newest change back. */
export async function undo(): Promise<void> {
  try {
    await call('history.undo', {})
    notify({ level: 'note', title: 'Undone', text: '' })
  } catch (thrown) {
    report(thrown)
  }
}

/** Holds or releases the schedule. */
export async function setPaused(connection: ConnectionView, isPaused: boolean): Promise<void> {
  try {
    await call('connections.update', {
      id: connection.id,
      label: null,
      schedule: null,
      isPaused,
      backfillFrom: null,
    })
    notify({
      level: 'note',
      title: isPaused ? `Paused ${connection.label}` : `Resumed ${connection.label}`,
      text: isPaused ? 'It syncs only when asked.' : '',
      action: { label: 'Undo', run: () => void undo() },
    })
  } catch (thrown) {
    report(thrown)
  }
}

/** Disconnects; figures stay. Answers whether it did. */
export async function removeConnection(connection: ConnectionView): Promise<boolean> {
  try {
    await call('connections.remove', { id: connection.id })
    notify({
      level: 'note',
      title: `Removed ${connection.label}`,
      text: 'Its figures stay. Its key is deleted: after an undo it has to be entered again.',
      action: { label: 'Undo', run: () => void undo() },
    })
    return true
  } catch (thrown) {
    report(thrown)
    return false
  }
}

/** Asks a running sync to stop after the page at hand. */
export async function cancelSync(connection: ConnectionView): Promise<void> {
  try {
    await call('sync.cancel', { id: connection.id })
  } catch (thrown) {
    report(thrown)
  }
}
