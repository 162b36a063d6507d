import { expect, test } from 'vitest'
import { partsOf } from './parts'

const grade = (name: string, shareBasisPoints: number | null) => ({
  grade: name,
  label: name,
  value: '1',
  shareBasisPoints,
})

test('parts stand in the order of their evidence and carry a letter where it fits', () => {
  expect(partsOf([grade('E', 5000), grade('A', 300), grade('C', 1200)])).toEqual([
    { grade: 'A', percent: 3, hasLetter: false },
    { grade: 'C', percent: 12, hasLetter: true },
    { grade: 'E', percent: 50, hasLetter: true },
  ])
})

test('parts never stand higher than their bar, and what is below zero is not drawn', () => {
  const parts = partsOf([grade('A', 9000), grade('B', 4000), grade('C', -3000), grade('D', null)])
  expect(parts.map((one) => one.percent)).toEqual([90, 10])
})
