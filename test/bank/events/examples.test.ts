import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type EventView, listWorldEvents } from '#actions/events/events.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { eventKindNames, eventKinds } from '#bank/events/kinds.ts'
import { openEventfulBank } from '#test/support/payments/eventful-bank.ts'

const bank = await openEventfulBank()
const events: EventView[] = []
for (let after: string | undefined, isMore = true; isMore; ) {
  const page = await listWorldEvents(await bank.world(), { scope: 'world' } as Grant<'world'>, { after })
  events.push(...page.events)
  ;({ last: after, isMore } = page)
}

test('every kind of event happens in a run of the bank, and no other', () => {
  expect([...new Set(events.map(({ type }) => type))].toSorted()).toEqual(eventKindNames.toSorted())
})

test.each(eventKindNames)('the example of %s is what a run of the bank makes', (kind) => {
  expect(eventKinds[kind].example).toEqual(events.find(({ type }) => type === kind)?.data)
})

test('the guide lists every kind with what happened', () => {
  const guide = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')
  const [, table = ''] = /## Kinds of events\n([\s\S]*?)\n## /.exec(guide) ?? []
  const rows = [...table.matchAll(/^\| `([a-z]+\.[a-z-]+)` \| (.*) \|$/gm)].map(([, kind, title]) => [kind, title])
  expect(rows).toEqual(Object.entries(eventKinds).map(([kind, { title }]) => [kind, title]))
})

test('the data of every event has at most 500 bytes', () => {
  for (const { data } of events) expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThanOrEqual(500)
})
