import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findContentKind, objectIdOf, prefixesOf, sections, worldContent } from '#actions/worlds/world-content.ts'

/** The paths of a world's two partitions, as the page of the database in records.ts lists them. */
const documented = (() => {
  const text = readFileSync(new URL('../../../functions/store/records.ts', import.meta.url), 'utf8')
  const page = text.slice(text.indexOf('world/<world>  '), text.indexOf('*/', text.indexOf('world/<world>  ')))
  return [...page.matchAll(/^ {1,3}(?:\*)?(?: {3}world\/\S+)? {3,}([a-z-]+(?:\/\S*)?)(?= {2}|$)/gm)].map(
    ([, path]) => path as string,
  )
})()

describe('the parts of a world', () => {
  /** What never leaves its world: secrets, and requests that are under way. */
  const staying = [
    'world',
    'token/',
    'keys',
    'registered/',
    'request/',
    'snapshot/',
    'subscription/',
    'request/',
    'copying/',
    'authorising/',
    'signing-off/',
    'elsewhere/',
    'session/',
    'attempts/',
    'faults',
    'fault/',
    'logged/',
    'looked',
    'delivery/',
    'resend/',
    'oidc/',
    'oidc-of/',
  ]

  test('are every kind of record, or are named here as staying in their world', () => {
    const known = [...worldContent.map(({ prefix }) => prefix), ...staying]
    expect(documented.length).toBeGreaterThan(25)
    expect(documented.filter((path) => !known.some((prefix) => path.startsWith(prefix)))).toEqual([])
  })

  test('do not include what stays', () => {
    for (const path of staying) expect(findContentKind(`${path}a/b/c`.replace('//', '/')), path).toBeUndefined()
  })

  test('are listed by ascending prefix, so that they can be read in one pass', () => {
    for (const section of sections) expect(prefixesOf(section)).toEqual(prefixesOf(section).toSorted())
  })
})

test.each([
  ['partner/tpp_1', 'partner', 'tpp_1'],
  ['account/acc_0_current/leg/000000001', 'leg', 'acc_0_current/000000001'],
  ['order/pay_1', 'order', 'pay_1'],
  ['order/pay_1/000001', 'payment', 'pay_1/000001'],
  ['edits', 'custom-data', 'edits'],
  ['used/aac_1/2026-11-24/balances', 'consent-use', 'aac_1/2026-11-24/balances'],
  ['given/cus_0/aac_1', undefined, 'cus_0/aac_1'],
])('%s is a %s with the id %s', (path, word, id) => {
  const kind = findContentKind(path)
  expect(kind?.word).toBe(word)
  expect(kind && objectIdOf(kind, { path })).toBe(id)
})

test.each(['order/', 'order/a/b', 'order/a/000001/c', 'account/a/leg/1', 'edits/x', 'world', 'unknown/x', ''])(
  '"%s" is no part of a world',
  (path) => {
    expect(findContentKind(path)).toBeUndefined()
  },
)
