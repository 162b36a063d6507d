import { describe, expect, it } from 'vitest'

import type { DoctorState } from '../../ipc/types'
import { doctorSentence } from './words'

function report(...states: DoctorState[]) {
  return { checks: states.map((state, index) => ({ name: `check ${index}`, state, detail: '', hint: '' })) }
}

describe('doctor', () => {
  it('says first what is broken', () => {
    expect(doctorSentence(report('good', 'good'))).toBe('2 checks, all good')
    expect(doctorSentence(report('good', 'warning', 'broken'))).toBe('3 checks, 1 broken, 1 to look at')
    expect(doctorSentence(report('good'))).toBe('1 check, all good')
  })
})
