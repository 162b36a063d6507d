/** Follows a pointer from where it went down until it is let go; tells how many pixels it moved to the right. */
export function followDrag(event: PointerEvent, onmove: (moved: number) => void): void {
  event.preventDefault()
  event.stopPropagation()
  const handle = event.currentTarget as HTMLElement
  const from = event.clientX
  const move = (next: PointerEvent) => onmove(next.clientX - from)
  handle.setPointerCapture(event.pointerId)
  handle.addEventListener('pointermove', move)
  handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), { once: true })
}
