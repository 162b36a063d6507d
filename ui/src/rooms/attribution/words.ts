/** Words of the Attribution room: grades of evidence. */

/** How sure attributed money is, the surest first. */
export const GRADES: readonly string[] = ['A', 'B', 'C', 'D', 'E', '']

/** Colour of a grade; its letter always stands beside it. */
export function gradeToken(grade: string): string {
  const at = GRADES.indexOf(grade)
  return at < 0 || grade === '' ? '--series-other' : `--series-${at + 1}`
}
