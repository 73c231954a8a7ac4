import { describe, expect, test } from 'vitest'
import { digestOf, formatToken, isTokenId, parseToken, tokenIdOf } from '#bank/consents/token.ts'

describe('a token of a world', () => {
  test('names its kind, its world and its secret, and is stored by the digest of the secret', () => {
    expect(parseToken('ctl_default_hackathon')).toEqual({
      kind: 'ctl',
      worldId: 'wld_default',
      secret: 'hackathon',
      digest: digestOf('hackathon'),
    })
  })

  test('is formatted as it is parsed', () => {
    expect(formatToken({ kind: 'dev', worldId: 'wld_abc1', secret: 'a-secret-of-it' })).toBe('dev_abc1_a-secret-of-it')
  })

  test.each([
    '',
    'dev_default',
    'dev_default_short',
    'tok_default_hackathon',
    'dev_DEFAULT_hackathon',
    ' dev_a_hackathon',
  ])('is not %j', (text) => {
    expect(parseToken(text)).toBeNull()
  })

  test('has an id that does not contain its secret', () => {
    const id = tokenIdOf(digestOf('hackathon'))
    expect([isTokenId(id), id.includes('hackathon')]).toEqual([true, false])
  })
})
