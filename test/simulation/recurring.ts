import type { VrpConsentRequest } from '#bank/vrp/schemas.ts'
import { mandate, payment } from '#test/support/payers.ts'
import type { Told } from './answers.ts'
import { type Bank, pounds } from './bank.ts'
import { admitted, ask, enter } from './client.ts'
import type { Recur, Step } from './history.ts'
import { decide } from './paying.ts'
import { lookFor } from './reading.ts'

/**
 * Creates a mandate, lets the customer authorise it, and pays under it. The customer may revoke it
 * at the same time.
 */
export async function recur(bank: Bank, step: Step<Recur>, all: Told[]): Promise<void> {
  const { n, amounts, how, isRevoked } = step
  const body = bodyOf(bank, step)
  const lodged = await ask(bank, `s${n}c`, async (sandbox) => {
    const { world, grant } = await admitted(bank, sandbox)
    return bank.code.createVrpConsent(world, grant, { body, idempotencyKey: `mandate ${n}` })
  })
  if ('refused' in lodged) bank.wrong.push(`step ${n}: the mandate was refused: ${lodged.refused.message}`)
  if (!('answer' in lodged)) return
  const consentId = lodged.answer.consent.id
  const told: Told = { step, consentId, isAuthorised: false, sent: [] }
  all.push(told)
  await decide(bank, told, 'yes')

  const send = async (key: number, name: string): Promise<void> => {
    const pence = amounts[key] as number
    const [at, from] = [bank.schedule.now, await bank.now()]
    const outcome = await ask(bank, `s${n}o${name}`, async (sandbox) => {
      const { world, grant } = await admitted(bank, sandbox, consentId)
      const ordered = payment(body, consentId, pounds(pence))
      return bank.code.placeVrp(world, grant, { body: ordered, idempotencyKey: `${key} of ${n}` })
    })
    told.sent.push({ key: String(key), pence, at, span: [from, await bank.now()], outcome })
    if ('answer' in outcome) await lookFor(bank, `s${n}l${name}`, outcome.answer.order)
  }
  const revoking = isRevoked ? revoke(bank, told) : undefined
  const keys = [...amounts.keys()]
  if (how === 'in turn') for (const key of keys) await send(key, `${key}`)
  else if (how === 'at once') await Promise.all(keys.map((key) => send(key, `${key}`)))
  else await Promise.all(keys.flatMap((key) => [send(key, `${key}`), send(key, `${key}t`)]))
  await revoking
}

async function revoke(bank: Bank, told: Told): Promise<void> {
  await bank.schedule.wait(40)
  const { step, consentId } = told
  const customer = step.from.includes('_') ? `cus_${step.from.split('_')[0]}` : `cus_x_${step.from}`
  const outcome = await ask(bank, `s${step.n}k`, async (sandbox) =>
    bank.code.revokeConsent(await enter(bank, sandbox), customer, consentId),
  )
  // It may have been revoked already in a call whose answer was lost, or never have been
  // authorised.
  if ('answer' in outcome || ('refused' in outcome && told.isAuthorised)) told.revokedAt = bank.schedule.now
}

function bodyOf({ addresses }: Bank, { to, most, mostADay }: Step<Recur>): VrpConsentRequest {
  const whole = mandate({
    MaximumIndividualAmount: { Amount: pounds(most), Currency: 'GBP' },
    PeriodicLimits: [{ PeriodType: 'Day', PeriodAlignment: 'Calendar', Amount: pounds(mostADay), Currency: 'GBP' }],
  })
  const CreditorAccount = addresses[to] as NonNullable<VrpConsentRequest['Data']['Initiation']['CreditorAccount']>
  return { ...whole, Data: { ...whole.Data, Initiation: { CreditorAccount } } }
}
