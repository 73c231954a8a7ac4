import { findConsent } from '#actions/consents/consents.ts'
import { findOrder, findOrderOfConsent } from '#actions/payments/find-order.ts'
import { consentIdShape, stateOf } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { digestOf, parseToken, tokenIdOf } from '#bank/consents/token.ts'
import { clearingAccountOf, type OrderRecord } from '#bank/payments/order.ts'
import { pairsOf, type RequestRecord } from '#bank/requests/request-record.ts'
import { buildWholeRequest, type RequestChain, textOf, type WholeRequest } from '#bank/requests/views.ts'
import { legs } from '#store/records.ts'
import type { RequestLog } from '#store/requests/request-log.ts'
import type { World } from '#store/world.ts'
import { findRequest, requestIdOf, requireLog } from './requests.ts'
import { findStored, hasStoredLog } from './stored.ts'

/** Returns a logged request, whole, with what it has to do with. */
export async function getRequest(world: World, grant: Grant<'world'>, id: string): Promise<WholeRequest> {
  if (hasStoredLog(world)) return findStoredWithChain(world, grant, id)
  const { record } = findRequest(world, grant, id)
  const token = tokenOf(record)
  const issuedBy = token && findIssue(world, requireLog(world), token.text)
  return buildWholeRequest(id, record, {
    ...(token && { token: { id: token.id, ...(issuedBy && { issuedBy }) } }),
    ...(await findChain(world, [record.target, ...bodiesOf(record)], record.consent)),
  })
}

/** Returns a stored request. Its token was masked, so its chain begins with the consent. */
async function findStoredWithChain(world: World, grant: Grant<'world'>, id: string): Promise<WholeRequest> {
  const found = await findStored(world, grant, id)
  const texts = [found.target, found.request.body ?? '', found.answer?.body ?? '']
  return { ...found, chain: await findChain(world, texts, found.consent) }
}

/** Follows the texts of a request to its consent, order and legs, as they are now. */
async function findChain(world: World, texts: readonly string[], consent: string | undefined): Promise<RequestChain> {
  const consentId = consent ?? firstName(texts, /\b(?:aac|pic|vrc|cof)_[a-z0-9]{1,40}\b/)
  const found = consentId !== undefined && consentIdShape.test(consentId) && (await findConsent(world, consentId))
  const orderId = firstName(texts, /\b(?:pay|vrp)_[a-z0-9_]{1,40}\b/)
  const order =
    orderId === undefined ? found && (await orderOf(world, found.consent.id)) : await findOrder(world, orderId)
  return {
    ...(found && {
      consent: { id: found.consent.id, kind: found.consent.kind, status: stateOf(found.consent, world.now).state },
    }),
    ...(order && {
      order: { id: order.order.id, account: order.order.account, rail: order.order.rail },
      legs: await readLegs(world, order.order),
    }),
  }
}

async function orderOf(world: World, consentId: string) {
  const order = consentId.startsWith('pic_') ? await findOrderOfConsent(world, { id: consentId }) : undefined
  return order && { order }
}

/** Returns the token of a request and the id by which it may be shown. */
function tokenOf({ headers }: RequestRecord): { text: string; id: string } | undefined {
  const sent = pairsOf(headers).find(([name]) => name === 'authorization')?.[1]
  const [, text] = /^\w+ +(\S+)$/.exec(sent ?? '') ?? []
  return text === undefined ? undefined : { text, id: tokenIdOf(parseToken(text)?.digest ?? digestOf(text)) }
}

/** Finds the logged request whose answer issued a token. */
function findIssue(world: World, log: RequestLog, token: string): string | undefined {
  for (const { number, record } of log.newest(world.id, world.record.epoch))
    if (record.answerBody && record.status !== undefined && record.status < 300)
      if (record.surface !== 'open-banking' && textOf(record.answerBody)?.includes(token))
        return requestIdOf(log, number)
  return undefined
}

const bodiesOf = ({ body, answerBody }: RequestRecord): string[] =>
  [body, answerBody].flatMap((one) => (one && textOf(one)) ?? [])

function firstName(texts: readonly string[], shape: RegExp): string | undefined {
  for (const text of texts) {
    const [name] = shape.exec(text) ?? []
    if (name !== undefined) return name
  }
  return undefined
}

/** The newest legs of an account that are searched for those of a payment. */
const mostLegsSearched = 200

/** Reads the legs of an order on the payer's account and its clearing account. */
async function readLegs(world: World, order: OrderRecord): Promise<NonNullable<RequestChain['legs']>> {
  const { store } = world.sandbox
  const isOfOrder = (payment: string) => payment === order.id || payment.startsWith(`${order.id}.`)
  const found = []
  for (const account of [order.account, clearingAccountOf(order)]) {
    const { partition, path: prefix } = legs.key(world, account, '')
    const items = await store.list(partition, { prefix, newestFirst: true, limit: mostLegsSearched })
    for (const leg of items.map(legs.read))
      if (isOfOrder(leg.payment))
        found.push({ account, seq: leg.seq, amount: leg.amount, currency: leg.currency, kind: leg.kind })
  }
  return found
}
