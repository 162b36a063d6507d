import { expect, it } from 'vitest'
import { InOrder } from './inOrder'

it('runs one after another, whatever each takes', async () => {
  const line = new InOrder()
  const said: string[] = []
  const slow = line.add(async () => {
    said.push('first begins')
    await new Promise((resolve) => setTimeout(resolve, 10))
    said.push('first ends')
  })
  const fast = line.add(async () => void said.push('second'))
  expect(line.size).toBe(2)
  await Promise.all([slow, fast])
  expect(said).toEqual(['first begins', 'first ends', 'second'])
  expect(line.size).toBe(0)
})

it('goes on after a failure, which stays with who asked', async () => {
  const line = new InOrder()
  const failed = line.add(() => Promise.reject(new Error('refused')))
  const after = line.add(async () => 'done')
  await expect(failed).rejects.toThrow('refused')
  await expect(after).resolves.toBe('done')
})
