import { expect, it } from 'vitest'
import { sentence } from './toasts.svelte'

it('begins a sentence with a capital, but leaves an id as its owner writes it', () => {
  expect(sentence('no rate holds on this day')).toBe('No rate holds on this day.')
  expect(sentence('openai refused the key')).toBe('OpenAI refused the key.')
  expect(sentence('gpt-5.6-sol has no price in batch')).toBe('gpt-5.6-sol has no price in batch.')
  expect(sentence('omni-moderation-latest stays as it is')).toBe('omni-moderation-latest stays as it is.')
  expect(sentence('re-rate what is open')).toBe('Re-rate what is open.')
})
