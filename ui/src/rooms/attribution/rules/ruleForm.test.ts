import { describe, expect, test } from 'vitest'
import type { RuleFields } from './ruleForm'
import { emptyRule, listed, ruleFaults, writeRule } from './ruleForm'

const RULE: RuleFields = {
  ...emptyRule('team'),
  id: 'search-keys',
  conditions: [
    { column: 'key', test: 'one_of', value: 'key_1, key_2' },
    { column: 'project_name', test: 'glob', value: 'search-*' },
    { column: 'meta.squad', test: 'not_told', value: 'left from before' },
  ],
  sets: [{ dimension: 'team', value: 'Search' }],
}

describe('the text of a rule', () => {
  test('has one line for each condition and each dimension', () => {
    expect(writeRule({ ...RULE, from: '2026-10-12', isForced: true, stops: true, note: 'moved' })).toBe(
      [
        '[[rule]]',
        'id = "search-keys"',
        'from = 2026-10-12',
        'when.key = ["key_1", "key_2"]',
        'when.project_name = { glob = "search-*" }',
        'when."meta.squad" = { told = false }',
        'set.team = "Search"',
        'mode = "force"',
        'stop = true',
        'note = "moved"',
        '',
      ].join('\n'),
    )
  })

  test('escapes what a text may not hold bare', () => {
    const text = writeRule({ ...RULE, note: 'says "no"\nand \\ \u007f' })
    expect(text).toContain('note = "says \\"no\\"\\nand \\\\ \\u007f"')
  })

  test('keeps a regex as it was typed', () => {
    const conditions = [{ column: 'key_name', test: 'regex', value: '^a\\d+$' } as const]
    expect(writeRule({ ...RULE, conditions })).toContain('when.key_name = { regex = "^a\\\\d+$" }')
  })
})

describe('what is missing', () => {
  test('nothing in a full form', () => {
    expect(ruleFaults(RULE, ['other'])).toEqual({})
  })

  test('a name that is taken, a column said twice and a dimension said twice are refused', () => {
    const faults = ruleFaults(
      {
        ...RULE,
        conditions: [...RULE.conditions, { column: 'key', test: 'is', value: 'x' }],
        sets: [...RULE.sets, { dimension: 'team', value: 'Other' }],
      },
      ['search-keys'],
    )
    expect(Object.keys(faults)).toEqual(['id', 'column 3', 'set 1'])
  })

  test('a rule without conditions says so instead of matching everything', () => {
    expect(ruleFaults({ ...RULE, conditions: [] }, []).conditions).toBe('A rule needs a condition')
  })

  test('an end before the beginning is refused', () => {
    expect(ruleFaults({ ...RULE, from: '2026-10-12', until: '2026-10-12' }, []).dates).toBe('Until must be after From')
  })
})

test('a list is read by commas and lines', () => {
  expect(listed('a, b\nc,,')).toEqual(['a', 'b', 'c'])
})
