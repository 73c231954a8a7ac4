import { expect, test } from 'vitest'
import { type EventKind as BankKind, eventKindNames } from '#bank/events/kinds.ts'
import type { EventKind, WebhookEvent } from '#sdk/events/index.ts'

/** Whether two types are the same; also true while the contract was not generated. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false

type DataOf<Kind extends EventKind> = Extract<WebhookEvent, { type: Kind }>['data']

test('the compiler knows the kinds of the catalogue, and the fields of each', () => {
  const kinds: Same<EventKind, BankKind | 'webhook.test'> = true
  const settled: Same<DataOf<'payment.settled'>['DomesticPaymentId'], string | undefined> = true
  const tested: Same<DataOf<'webhook.test'>['webhook'], string> = true
  expect([kinds, settled, tested]).toEqual([true, true, true])
  expect(eventKindNames).toContain('payment.settled' satisfies EventKind)
})
