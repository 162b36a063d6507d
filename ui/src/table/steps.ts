/** How many rows a key leads down, negative for up; nothing for a key that leads nowhere. */
export function stepOf(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  page: number,
  count: number,
): number | undefined {
  const steps: Record<string, number> = {
    j: 1,
    ArrowDown: 1,
    k: -1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  }
  return steps[event.shiftKey && event.key.length === 1 ? event.key.toLowerCase() : event.key]
}
