import { describe, expect, it } from 'vitest'

import { findLines, stepMatch } from './find'
import { lineText, prettyBody, requestParts } from './pretty'

function text(body: string): string {
  return prettyBody(body).lines.map(lineText).join('\n')
}

describe('pretty body', () => {
  it('indents like JSON.stringify does', () => {
    const value = { data: [{ a: 1, b: 'x, y: {z}', c: null, d: [], e: {} }, true], next: 'q\\"r' }
    expect(text(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
  })

  it('keeps every figure as it was written', () => {
    expect(text('{"amount":{"value":0.89587400000000000,"n":12345678901234567890,"e":1.50E-7}}')).toBe(
      '{\n  "amount": {\n    "value": 0.89587400000000000,\n    "n": 12345678901234567890,\n    "e": 1.50E-7\n  }\n}',
    )
  })

  it('tells names from texts', () => {
    const kinds = prettyBody('{"a":"b"}').lines[1]?.pieces.map((piece) => piece.kind)
    expect(kinds).toEqual(['name', 'sign', 'text'])
  })

  it('shows a cut body as far as it goes', () => {
    expect(text('{"data":[{"id":"ab')).toBe('{\n  "data": [\n    {\n      "id": "ab')
  })

  it('shows what is not JSON line by line', () => {
    expect(prettyBody('<html>\n<body>')).toMatchObject({ isJson: false, lines: [{ depth: 0 }, { depth: 0 }] })
  })

  it('lays out a megabyte', () => {
    const body = JSON.stringify({
      data: Array.from({ length: 12_000 }, (_, id) => ({ id, value: '0.000001', name: 'model' })),
    })
    expect(prettyBody(body).lines.length).toBe(12_000 * 5 + 4)
  })
})

describe('request parts', () => {
  it('keeps order and repetition', () => {
    expect(requestParts('/v1/organization/costs?start_time=1&group_by%5B%5D=a&group_by[]=b')).toEqual({
      path: '/v1/organization/costs',
      parameters: [
        { name: 'start_time', value: '1' },
        { name: 'group_by[]', value: 'a' },
        { name: 'group_by[]', value: 'b' },
      ],
    })
  })
})

describe('find', () => {
  it('finds lines without regard to case and steps around the ends', () => {
    const { lines } = prettyBody('{"Model":"gpt-5","n":1,"other":"GPT-5 mini"}')
    expect(findLines(lines, 'gpt-5')).toEqual([1, 3])
    expect(findLines(lines, '')).toEqual([])
    expect(stepMatch(2, 1, 1)).toBe(0)
    expect(stepMatch(2, 0, -1)).toBe(1)
    expect(stepMatch(0, 0, 1)).toBe(-1)
  })
})
