/** What can be done to groups, as the queue runs it. */

import { longDay } from '../../../format'
import { call } from '../../../ipc'
import type { SplitDraft } from '../../../ipc/types'
import type { Deed } from './queue.svelte'

/** A tag as it is repeated. */
export interface Tag {
  /** `null`: there is none, whatever rules say. */
  value: string | null
  /** First day on which it holds; `null`: without beginning. */
  from: string | null
  /** First day on which it no longer holds; `null`: without end. */
  until: string | null
}

/** Tags by hand; `what` is the dimension in the middle of a sentence. */
export function tagging(tag: Tag, groups: string, what: string): Deed {
  return {
    doing: tag.value === null ? `Saying that ${groups} has no ${what}` : `Tagging ${groups} as ${tag.value}`,
    leaves: true,
    run: (decision) => call('attribution.tag', { ...decision, ...tag }),
  }
}

/** Hides until a day; `null` shows again. */
export function snoozing(until: string | null, groups: string, leaves: boolean): Deed {
  return {
    doing: until === null ? `Showing ${groups} again` : `Hiding ${groups} until ${longDay(until)}`,
    leaves,
    run: (decision) => call('attribution.snooze', { ...decision, until }),
  }
}

/** Notes something; an empty text takes the note away. */
export function noting(text: string, groups: string): Deed {
  return {
    doing: text === '' ? `Taking the note of ${groups} away` : `Noting it on ${groups}`,
    leaves: false,
    run: (decision) => call('attribution.note', { ...decision, text }),
  }
}

/** Splits what groups spent. */
export function splitting(split: SplitDraft, groups: string): Deed {
  return {
    doing: `Splitting ${groups}`,
    leaves: true,
    run: (decision) => call('attribution.splitGroups', { ...decision, split }),
  }
}
