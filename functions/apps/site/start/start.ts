import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { buildCards, listNamedCustomers, prepareCards } from '#actions/pictures/cards.ts'
import { buildNamedWorld } from '#actions/pictures/named-world.ts'
import { readRecentBalance } from '#actions/worlds/recent-balance.ts'
import type { Surroundings } from '#apps/site/page.ts'
import { isLoopback } from '#bank/partners/redirect-uri.ts'
import type { Host } from '#edge/host.ts'
import type { World } from '#store/world.ts'
import type { Answered, FirstAnswers } from './first-call.ts'
import type { Person, Start } from './start-page.ts'

/** The named customers on the start page: Grace, and four whose lines differ most. */
const [graceId, ...otherIds] = ['cus_0', 'cus_2', 'cus_16', 'cus_17', 'cus_10'] as const

/** Collects what the start page shows. `now` is the real time, in epoch milliseconds. */
export async function collectStart(
  { first, sandbox }: Pick<Host, 'first' | 'sandbox'>,
  baseUrl: string,
  answers: FirstAnswers | undefined,
  { clock }: Surroundings,
  real: number,
): Promise<Start> {
  const { start = real, now = real } = clock ?? {}
  const world = buildNamedWorld(sandbox, { start, now })
  const [grace, ...others] = await listPeople(world)
  // From the start page a reader goes on to the customers.
  if (first) void prepareCards(world)
  const recent = readRecentBalance(graceId, start, now)
  if (!grace || !recent) throw new Error(`there is no customer ${graceId}`)
  const balance = readBalance(answers?.balances) ?? recent.steps.at(-1)?.balance ?? 0
  const qrCode = isLoopback(baseUrl) ? undefined : raw(renderSVG(baseUrl, { border: 1 }))
  return { baseUrl, first, call: answers?.call, grace: { ...grace, recent, balance }, others, qrCode }
}

async function listPeople(world: World): Promise<Person[]> {
  const named = listNamedCustomers(world).filter(({ id }) => [graceId, ...otherIds].some((one) => one === id))
  const cards = await buildCards(world, named)
  return [graceId, ...otherIds].flatMap((id) => {
    const card = cards.find((one) => one.id === id)
    return card ? [{ ...card, balances: card.story?.balances ?? [] }] : []
  })
}

/** Reads the booked balance of an answer of the Read/Write API, in pence. */
function readBalance(answered: Answered | undefined): number | undefined {
  const booked = answered?.body.Data?.Balance?.find(({ Type }) => Type === 'ITBD')
  if (booked === undefined) return undefined
  const pence = Math.round(Number(booked.Amount.Amount) * 100)
  return booked.CreditDebitIndicator === 'Debit' ? -pence : pence
}
