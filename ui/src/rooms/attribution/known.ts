/** What forms offer while a key, a project or a name is typed: what the queue tells. Anything else may be typed too. */

import type { QueueGroupView } from '../../ipc/types'

/** Texts of a column with what people call them; empty where nothing is known. */
export function knownTexts(groups: readonly QueueGroupView[], column: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const group of groups) {
    const told = TOLD[column]?.(group)
    if (told !== undefined && told[0] !== '' && !found.has(told[0])) found.set(told[0], told[1])
  }
  return found
}

type Told = readonly [text: string, means: string]

const TOLD: Readonly<Record<string, (group: QueueGroupView) => Told | undefined>> = {
  key: ({ key }) => (key ? [key.id, key.name ?? ''] : undefined),
  key_name: ({ key }) => (key ? [key.name ?? '', key.id] : undefined),
  project: ({ project }) => (project ? [project.id, project.name ?? ''] : undefined),
  project_name: ({ project }) => (project ? [project.name ?? '', project.id] : undefined),
  provider: ({ provider }) => [provider, ''],
  model_family: ({ modelFamily }) => [modelFamily ?? '', ''],
}
