/**
 * Lays out a JSON body in lines without reading its values: every number, string and escape stays as the provider
 * wrote it. A body that is not JSON, or is cut, is shown as far as it goes.
 */

/** What a piece of a line is, for its colour. */
export type PieceKind = 'name' | 'text' | 'number' | 'word' | 'sign'

/** A piece of a line. */
export interface Piece {
  kind: PieceKind
  text: string
}

/** One line: how deep it is indented, and what it says. */
export interface BodyLine {
  depth: number
  pieces: Piece[]
}

/** A body in lines. */
export interface PrettyBody {
  lines: BodyLine[]
  /** Whether the body was recognised as JSON. */
  isJson: boolean
}

const SPACES_PER_LEVEL = 2
const TOKEN = /\s+|"(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|[A-Za-z_]+|[{}[\],:]|[^\s]/gsu

/** Lays out a body. */
export function prettyBody(body: string): PrettyBody {
  const start = body.trimStart().charAt(0)
  if (start !== '{' && start !== '[') return { lines: plainLines(body), isJson: false }
  return { lines: new Layout(body).lines, isJson: true }
}

/** The text of a line, with its indentation. */
export function lineText(line: BodyLine): string {
  return ' '.repeat(line.depth * SPACES_PER_LEVEL) + line.pieces.map((piece) => piece.text).join('')
}

function plainLines(body: string): BodyLine[] {
  return body.split(/\r\n|\n|\r/).map((text) => ({ depth: 0, pieces: text === '' ? [] : [{ kind: 'word', text }] }))
}

/** Walks the tokens once; holds the line at hand and the depth. */
class Layout {
  readonly lines: BodyLine[] = []
  private line: BodyLine = { depth: 0, pieces: [] }
  private depth = 0

  constructor(body: string) {
    const tokens = (body.match(TOKEN) ?? []).filter((token) => token.trim() !== '')
    tokens.forEach((token, index) => this.take(token, tokens[index + 1], tokens[index - 1]))
    this.endLine()
  }

  private take(token: string, next: string | undefined, before: string | undefined): void {
    if (token === '{' || token === '[') this.open(token, next)
    else if (token === '}' || token === ']') this.close(token, before)
    else if (token === ',') {
      this.add('sign', ',')
      this.endLine()
    } else if (token === ':') this.add('sign', ': ')
    else this.add(kindOf(token, next), token)
  }

  private open(token: string, next: string | undefined): void {
    this.add('sign', token)
    this.depth += 1
    if (next !== '}' && next !== ']') this.endLine()
  }

  private close(token: string, before: string | undefined): void {
    this.depth = Math.max(0, this.depth - 1)
    if (before !== '{' && before !== '[') this.endLine()
    this.add('sign', token)
  }

  private add(kind: PieceKind, text: string): void {
    this.line.pieces.push({ kind, text })
  }

  private endLine(): void {
    if (this.line.pieces.length > 0) this.lines.push(this.line)
    this.line = { depth: this.depth, pieces: [] }
  }
}

function kindOf(token: string, next: string | undefined): PieceKind {
  if (token.startsWith('"')) return next === ':' ? 'name' : 'text'
  return /^-?\d/.test(token) ? 'number' : 'word'
}

/** A request's path and its parameters, decoded for reading; order and repetition kept. */
export function requestParts(requestUrl: string): { path: string; parameters: { name: string; value: string }[] } {
  const at = requestUrl.indexOf('?')
  if (at < 0) return { path: requestUrl, parameters: [] }
  const parameters = [...new URLSearchParams(requestUrl.slice(at + 1)).entries()].map(([name, value]) => ({
    name,
    value,
  }))
  return { path: requestUrl.slice(0, at), parameters }
}
