/** What is done with workspace files, from Settings and from the first run. */

import { call } from '../../ipc'
import { href } from '../../shell/route'
import { go } from '../../shell/router.svelte'
import { notify } from '../../shell/toasts.svelte'

/** Opens or makes the file at `path` and shows it from its first room. Throws a `ProblemError`. */
export async function openFile(
  command: 'workspace.open' | 'workspace.create' | 'workspace.restore',
  path: string,
): Promise<void> {
  const opened = await call(command, { path })
  notify(
    command === 'workspace.restore'
      ? { level: 'note', title: 'Restored the backup', text: 'The former file is kept beside it.' }
      : { level: 'note', title: `Opened ${opened.name}`, text: '' },
  )
  if (opened.hasConnections) go(href('overview'))
}

/** Opens the analyst's own workspace or the sample. Throws a `ProblemError`. */
export async function openKnown(command: 'workspace.openOwn' | 'workspace.openSample'): Promise<void> {
  const opened = await call(command, {})
  notify({ level: 'note', title: `Opened ${opened.name}`, text: '' })
  if (opened.hasConnections) go(href('overview'))
}
