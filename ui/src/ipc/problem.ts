import type { Problem } from './generated/Problem'
import type { ProblemCode } from './generated/ProblemCode'

/** A failed command: the core's sentence, what to do now, and the thing it is about. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  /** What to do now; empty when the message says it already. */
  readonly hint: string
  /** The field, file or connection it is about; empty when none. */
  readonly subject: string

  constructor(problem: Problem) {
    super(problem.message)
    this.name = 'ProblemError'
    this.code = problem.code
    this.hint = problem.hint
    this.subject = problem.subject
  }
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Problem).code === 'string' &&
    typeof (value as Problem).message === 'string'
  )
}

/** Whatever was thrown, as a problem. The core's own problems pass through unchanged. */
export function toProblem(thrown: unknown, command: string): ProblemError {
  if (thrown instanceof ProblemError) return thrown
  if (isProblem(thrown)) {
    return new ProblemError({
      code: thrown.code,
      message: thrown.message,
      hint: thrown.hint ?? '',
      subject: thrown.subject ?? '',
    })
  }
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  return new ProblemError({
    code: 'unreachable',
    message: `the core did not answer ${command}: ${said}`,
    hint: 'restart Showback; nothing that was saved is lost',
    subject: command,
  })
}
