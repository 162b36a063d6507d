/** Runs work one after another, in the order it was asked for; a failure stops nothing that comes after it. */
export class InOrder {
  private last: Promise<void> = Promise.resolve()
  private waiting = 0

  /** How much is under way or waits. */
  get size(): number {
    return this.waiting
  }

  /** Puts work at the end; what it throws is its caller's. */
  add<Result>(work: () => Promise<Result>): Promise<Result> {
    this.waiting += 1
    const done = this.last.then(work).finally(() => (this.waiting -= 1))
    this.last = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }
}
