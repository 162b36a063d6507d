import type { AttributionMeter, DayRange } from '../../ipc/types'

/** What a meter is about. */
interface Asked {
  dimension: string
  range: DayRange
  currency: string | null
}

class MovedMeter {
  private moved = $state.raw<{ asked: string; meter: AttributionMeter } | null>(null)

  /** Takes the meter that a decision answered, until the queue is read again. */
  move(asked: Asked, meter: AttributionMeter): void {
    this.moved = { asked: JSON.stringify(asked), meter }
  }

  /** The meter after the newest decision on the same figures; nothing when none is newer than what was read. */
  of(asked: Asked): AttributionMeter | undefined {
    return this.moved?.asked === JSON.stringify(asked) ? this.moved.meter : undefined
  }

  /** The queue was read again: what it says is newer. */
  settle(): void {
    this.moved = null
  }
}

/** How much is attributed, as decisions answer it before everything is read again. */
export const movedMeter = new MovedMeter()
