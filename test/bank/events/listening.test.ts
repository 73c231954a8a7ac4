import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computedKinds, eventKindNames } from '#bank/events/kinds.ts'
import { buildListening } from '#bank/events/listening.ts'
import type { Subscription } from '#bank/events/subscription.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'

const webhook = (kinds: Subscription['kinds']): Subscription => ({
  way: 'webhook',
  id: 'whk_1',
  createdAt: 0,
  url: 'http://localhost:1/',
  secrets: [{ text: 'whsec_AAAA' }],
  clock: 'real',
  ...(kinds && { kinds }),
})
const empty = { id: 'wld_1', partnersGone: 3 } as WorldRecord

const kinds = fc.oneof(
  fc.constant(undefined),
  fc.uniqueArray(fc.constantFrom(...eventKindNames), { minLength: 1 }) as fc.Arbitrary<[(typeof eventKindNames)[0]]>,
)

/** Who names no kind hears all but computed history. */
const kindsOfAll = eventKindNames.filter((kind) => !computedKinds.has(kind))

test('the kinds that are recorded are those that the subscriptions want, at every step', () => {
  fc.assert(
    fc.property(fc.array(fc.array(kinds, { maxLength: 4 }), { maxLength: 8 }), (steps) => {
      let record = empty
      for (const [n, wanted] of steps.entries()) {
        const before: Readonly<Record<string, number>> = record.listening ?? {}
        record = buildListening(record, wanted.map(webhook), n + 1)
        const union = eventKindNames.filter((kind) => wanted.some((some) => (some ?? kindsOfAll).includes(kind)))
        expect(Object.keys(record.listening ?? {})).toEqual(union)
        for (const kind of union) expect(record.listening?.[kind]).toBe(before[kind] ?? n + 1)
        expect({ ...record, listening: undefined }).toEqual({ ...empty, listening: undefined })
      }
    }),
    { numRuns: 300 },
  )
})

test('a kind that had no listener for a while is recorded from its new listener on', () => {
  const first = buildListening(empty, [webhook(['payment.accepted'])], 1)
  const none = buildListening(first, [], 2)
  expect(none).toEqual(empty)
  expect(buildListening(none, [webhook(['payment.accepted'])], 3).listening).toEqual({ 'payment.accepted': 3 })
})
