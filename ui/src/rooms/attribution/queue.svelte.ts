/** Groups of the queue for forms that offer what is known. */

import { query } from '../../ipc'
import type { QueueGroupView } from '../../ipc/types'
import { useSession } from '../../shell/session.svelte'
import { shownCurrency, shownDimension } from './route'

/** The groups with most of the money; empty until they are read. To be called while a component is made. */
export function useGroups(): { readonly list: readonly QueueGroupView[] } {
  const session = useSession()
  const read = query(
    'attribution.queue',
    () =>
      session.today === ''
        ? null
        : {
            dimension: shownDimension(),
            range: session.range,
            currency: shownCurrency(),
            search: null,
            includesSnoozed: true,
            page: { offset: 0, limit: 200 },
          },
    { keepsPrevious: true },
  )
  return {
    get list() {
      return read.data?.groups ?? []
    },
  }
}
