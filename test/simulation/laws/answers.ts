import type { ProblemCode } from '#bank/base/problem.ts'
import { idempotentRequests } from '#store/records.ts'
import { mayBeForgotten, type Sent, type Told } from '#test/simulation/answers.ts'
import { dayOf, type Pay, type Step } from '#test/simulation/history.ts'
import type { Found, Law } from '#test/simulation/laws.ts'

/** Answers are true: an acknowledged order is stored, and a rejected order left nothing. */
export const everythingHeard: Law = function* (found, told) {
  for (const one of told) yield* heard(found, one)
  yield* promises(found)
}

/** Every idempotency key refers to an order that is stored. */
function* promises({ items, orders }: Found): Generator<string> {
  const ids = new Set(
    items.flatMap(({ key }) => (key.path.startsWith('consent/') ? [key.path.slice('consent/'.length)] : [])),
  )
  for (const item of items) {
    if (!item.key.path.startsWith('idempotent/')) continue
    const { id } = idempotentRequests.read(item)
    if (!orders.has(id) && !ids.has(id)) yield `a key promises ${id}, which is not there`
  }
}

function* heard({ orders }: Found, told: Told): Generator<string> {
  const { step, consentId, sent } = told
  const say = (what: string) => `step ${step.n}: ${what}`
  const acknowledged = new Map<string, Set<string>>()
  for (const one of sent) {
    const { key, outcome } = one
    if ('refused' in outcome && !isDeserved(told, one))
      yield say(`refused with ${outcome.refused.code}: ${outcome.refused.message}`)
    if (!('answer' in outcome)) continue
    const { id, createdAt, amount } = outcome.answer.order
    const kept = orders.get(id)
    if (kept?.createdAt !== createdAt || kept.amount !== amount) yield say(`${id} was acknowledged, and is not there`)
    acknowledged.set(id, (acknowledged.get(id) ?? new Set()).add(key))
    if (!isTrue(told, one)) yield say(`${id} was taken for something else than what was consented to`)
  }
  if (mayBeForgotten(told)) return
  for (const [id, keys] of acknowledged) if (keys.size > 1) yield say(`${id} was made under the keys ${[...keys]}`)
  const first = sent.filter(({ outcome }) => 'answer' in outcome && !outcome.answer.isReplay)
  if (new Set(first.map(({ key }) => key)).size < first.length) yield say('one key made two payments')
  const own = [...orders.values()].filter(({ consent }) => consent === consentId)
  const possible = new Set(sent.filter((one) => isTrue(told, one) && mayBeThere(one)).map(({ key }) => key))
  if (own.length > possible.size) yield say(`${own.map(({ id }) => id)} are there, and at most ${possible.size} can be`)
}

/**
 * Rejections by a change since the first attempt. An earlier attempt without an answer may then
 * have succeeded.
 */
const sinceThen: readonly ProblemCode[] = ['consent-cancelled', 'consent-over', 'date-invalid']

const mayBeThere = ({ outcome }: Sent): boolean =>
  !('refused' in outcome) || (outcome.mayBeDone && sinceThen.includes(outcome.refused.code))

/** Returns whether the order matches what the customer consented to. */
const isTrue = ({ step }: Told, { pence }: Sent): boolean => step.does === 'recur' || pence === step.pence

/** Returns whether the rejection of an order was right. */
function isDeserved(told: Told, one: Sent): boolean {
  const { step, isAuthorised, revokedAt, sent } = told
  const code = 'refused' in one.outcome ? one.outcome.refused.code : undefined
  if (step.does === 'recur') {
    if (code === 'control-parameters-exceeded') return true
    return code === 'consent-cancelled' ? step.isRevoked : !isAuthorised || revokedAt !== undefined
  }
  if (code === 'consent-over') return !isAuthorised || step.manner === 'early'
  if (one.pence !== step.pence) return code === 'consent-mismatch' || code === 'idempotency-mismatch'
  // The consent was used with another key, or with a key that the bank has deleted since.
  if (code === 'consent-used') return sent.some(({ key }) => key !== one.key) || mayBeForgotten(told)
  return code === 'date-invalid' && isGone(step, one)
}

/** Returns whether the requested day may have passed when the payment was ordered. */
const isGone = ({ inDays }: Step<Pay>, { span }: Sent): boolean => inDays !== undefined && span[1] >= dayOf(inDays - 1)
