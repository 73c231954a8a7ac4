import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { buildPicture, formatMonthAt, listNamedCustomers } from '#actions/worlds/pictures.ts'
import { readRecentBalance } from '#actions/worlds/recent-balance.ts'
import type { Surroundings } from '#apps/site/page.ts'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { isLoopback } from '#bank/partners/redirect-uri.ts'
import type { Host } from '#edge/host.ts'
import type { Answered, FirstAnswers } from './first-call.ts'
import type { Person, Start } from './start-page.ts'

/** The named customers on the start page: Grace, and four whose lines differ most. */
const [graceId, ...otherIds] = ['cus_0', 'cus_2', 'cus_16', 'cus_17', 'cus_10'] as const

/** The people of the page by the month in which their world starts. They cost 30 ms to compute. */
const remembered = boundedCache<readonly Person[]>(4)

/** Collects what the start page shows. `now` is the real time, in epoch milliseconds. */
export function collectStart(
  { first }: Pick<Host, 'first'>,
  baseUrl: string,
  answers: FirstAnswers | undefined,
  { clock }: Surroundings,
  real: number,
): Start {
  const { start = real, now = real } = clock ?? {}
  const [grace, ...others] = listPeople(formatMonthAt(start))
  const recent = readRecentBalance(graceId, start, now)
  if (!grace || !recent) throw new Error(`there is no customer ${graceId}`)
  const balance = readBalance(answers?.balances) ?? recent.steps.at(-1)?.balance ?? 0
  const qrCode = isLoopback(baseUrl) ? undefined : raw(renderSVG(baseUrl, { border: 1 }))
  return { baseUrl, first, call: answers?.call, grace: { ...grace, recent, balance }, others, qrCode }
}

const listPeople = (startsIn: string): readonly Person[] =>
  remembered(startsIn, () => {
    const named = new Map(listNamedCustomers(startsIn).map((one) => [one.id, one]))
    return [graceId, ...otherIds].flatMap((id) => {
      const [customer, picture] = [named.get(id), buildPicture(id, startsIn)]
      const balances = picture?.accounts[0]?.balances.filter((pence) => pence !== undefined) ?? []
      return customer ? [{ ...customer, balances }] : []
    })
  })

/** Reads the booked balance of an answer of the Read/Write API, in pence. */
function readBalance(answered: Answered | undefined): number | undefined {
  const booked = answered?.body.Data?.Balance?.find(({ Type }) => Type === 'ITBD')
  if (booked === undefined) return undefined
  const pence = Math.round(Number(booked.Amount.Amount) * 100)
  return booked.CreditDebitIndicator === 'Debit' ? -pence : pence
}
