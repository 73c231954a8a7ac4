import { mayBeForgotten } from '#test/simulation/answers.ts'
import type { Law } from '#test/simulation/laws.ts'

const day = 86_400_000

/**
 * Payments of a mandate are numbered without gaps and keep its limits. After the customer revoked
 * it there are none.
 */
export const everyMandateKept: Law = function* ({ orders }, told) {
  for (const one of told) {
    const { step, consentId, sent, revokedAt } = one
    if (step.does !== 'recur') continue
    const say = (what: string) => `step ${step.n}: ${what}`
    const own = [...orders.values()].filter(({ consent }) => consent === consentId)
    const days = new Map<number, number>()
    for (const [n, { id, amount, createdAt, stopped }] of own.entries()) {
      if (!id.endsWith(`_${String(n + 1).padStart(9, '0')}`)) yield say(`${id} is payment ${n + 1}`)
      if (Number(amount) > step.most) yield say(`${id} is of ${amount}, and the mandate of ${step.most} at most`)
      if (createdAt < (own[n - 1]?.createdAt ?? 0)) yield say(`${id} was made before the one before it`)
      if (!stopped) days.set(Math.floor(createdAt / day), (days.get(Math.floor(createdAt / day)) ?? 0) + Number(amount))
    }
    for (const sum of days.values())
      if (sum > step.mostADay) yield say(`${sum} on one day, where ${step.mostADay} is the most`)
    for (const { at, outcome, key } of sent)
      if (revokedAt !== undefined && at > revokedAt && 'answer' in outcome)
        yield say(`payment ${key} was made after the mandate was taken back`)
    const keys = new Set(sent.map(({ key }) => key))
    if (own.length > keys.size && !mayBeForgotten(one)) yield say(`${keys.size} requests made ${own.length} payments`)
  }
}
