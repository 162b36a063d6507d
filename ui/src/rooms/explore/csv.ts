/** An answer as CSV: what was asked in lines before the table, ISO days, points in decimals, every digit. */

import type { ExploreRow, ExploreView } from '../../ipc/types'

function field(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}

function percent(basisPoints: number | null): string {
  return basisPoints === null ? '' : String(basisPoints)
}

/** The lines that say what the table is. `madeAt` is an instant in UTC. */
export function headLines(view: ExploreView, conditions: readonly string[], madeAt: string): string[] {
  const bases = view.measures.map((one) => `${one.label}: ${one.basis ?? one.kind}. ${one.note}`)
  return [
    'Showback, Explore',
    `Question: ${view.text}`,
    `Period, UTC days: ${view.range.from} until ${view.range.to}, that day left out`,
    ...(view.compare === null
      ? []
      : [`Compared with: ${view.compare.from} until ${view.compare.to}, that day left out`]),
    ...(view.currency === null ? [] : [`Currency: ${view.currency}`]),
    `Filters: ${conditions.length === 0 ? 'none' : conditions.join('; ')}`,
    ...bases.map((basis) => `Basis of ${basis}`),
    `Made at: ${madeAt}`,
    ...view.notes.map((note) => `Note: ${note}`),
  ]
}

/** The whole text. Cells that are not known are empty; changes and shares are in ten-thousandths. */
export function toCsv(view: ExploreView, rows: readonly ExploreRow[], head: readonly string[]): string {
  const keys = view.dimensions.flatMap((one) => [one.name, `${one.name}_name`])
  const figures = view.measures.flatMap((one) => [
    one.name,
    ...(view.compare === null ? [] : [`${one.name}_before`, `${one.name}_change`, `${one.name}_change_basis_points`]),
    ...(one.isAdditive ? [`${one.name}_share_basis_points`] : []),
  ])
  const lines = rows.map((row) => [
    ...row.keys.flatMap((key) => [key.value ?? '', key.label]),
    ...view.measures.flatMap((one, place) => {
      const cell = row.cells[place]
      return [
        cell?.now ?? '',
        ...(view.compare === null
          ? []
          : [cell?.before ?? '', cell?.change ?? '', percent(cell?.changeBasisPoints ?? null)]),
        ...(one.isAdditive ? [percent(cell?.shareBasisPoints ?? null)] : []),
      ]
    }),
  ])
  return [
    ...head.map((line) => `# ${line.replace(/[\r\n]+/g, ' ')}`),
    ...[[...keys, ...figures], ...lines].map((line) => line.map(field).join(',')),
    '',
  ].join('\r\n')
}
