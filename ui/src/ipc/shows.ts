import type { CommandName } from './generated/commands'
import type { Tag } from './generated/Tag'

/** What each reading command shows, in the core's cache tags. A command that is not here is never cached. */
export const SHOWS: Partial<Record<CommandName, readonly Tag[]>> = {
  'workspace.get': ['workspace', 'connections'],
  'settings.get': ['settings'],
  'secrets.get': ['secrets'],
  'history.list': ['history'],
  'sources.list': [],
  'connections.list': ['connections', 'runs'],
  'sync.runs': ['runs'],
  'sync.run': ['runs'],
  'coverage.get': ['coverage'],
  'raw.list': ['rawPages'],
  'raw.get': [],
  'overview.get': ['spend', 'connections', 'coverage'],
  'spend.dimensions': [],
  'spend.query': ['spend'],
  'spend.rows': ['spend'],
  'spend.changes': ['spend'],
  'prices.book': ['prices', 'spend'],
  'prices.contract': ['prices', 'spend'],
  'prices.rating': ['prices', 'spend'],
  'prices.rerate': ['prices', 'spend'],
  'prices.models': ['prices', 'spend'],
  'prices.model': ['prices', 'spend'],
  'prices.unpriced': ['prices', 'spend'],
  'prices.whatIf': ['prices', 'spend'],
  'prices.compare': ['prices', 'spend'],
}
