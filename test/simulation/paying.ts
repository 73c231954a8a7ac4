import { findConsent } from '#actions/consents/consents.ts'
import { uploadFile } from '#actions/files/upload.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { announcedOf, bytesOf, ukJson } from '#test/support/payments/file-examples.ts'
import type { Told } from './answers.ts'
import { accountOf, type Bank, isAbroad } from './bank.ts'
import { admitted, ask, enter, type Outcome } from './client.ts'
import { dayOf, type Pay, type Step } from './history.ts'
import { lookFor } from './reading.ts'

/** How long the bank stores an idempotency key, by the world's clock. */
const keyMs = 86_400_000

/**
 * Creates a consent, lets the customer decide and orders the payment, with the step's behaviour.
 */
export async function pay(bank: Bank, step: Step<Pay>, all: Told[]): Promise<void> {
  const { n, kind, manner, pence } = step
  const body = bodyOf(bank, step, pence)
  const lodge = (name: string) =>
    ask(bank, `s${n}c${name}`, async (sandbox) => {
      const { world, grant } = await admitted(bank, sandbox)
      return bank.code.createPaymentConsent(world, grant, kind, { body, idempotencyKey: `consent ${n}` })
    })
  const lodged = await Promise.all(manner === 'twice' ? [lodge(''), lodge('t')] : [lodge('')])
  const consentId = oneConsent(bank, step, lodged)
  if (consentId === undefined) return
  const told: Told = { step, consentId, isAuthorised: false, sent: [] }
  all.push(told)

  const send = async (key: string, name: string, of = pence): Promise<void> => {
    const [at, from] = [bank.schedule.now, await bank.now()]
    const outcome = await ask(bank, `s${n}o${name}`, async (sandbox) => {
      const { world, grant } = await admitted(bank, sandbox, consentId)
      const { Data, Risk } = bodyOf(bank, step, of)
      const ordered = { Data: { ConsentId: consentId, ...Data }, Risk }
      return bank.code.placeOrder(world, grant, kind, { body: ordered, idempotencyKey: `${key} ${n}` })
    })
    told.sent.push({ key, pence: of, at, span: [from, await bank.now()], outcome })
    if ('answer' in outcome) await lookFor(bank, `s${n}l${name}`, outcome.answer.order)
  }
  if (kind === 'file-payment' && !(await upload(bank, step, consentId))) return
  if (manner === 'early') await send('a', 'e')
  await decide(bank, told, manner === 'refused' ? 'no' : 'yes')
  if (manner === 'twice' || manner === 'race') {
    await Promise.all([send('a', '1'), send(manner === 'race' ? 'b' : 'a', '2')])
    return
  }
  const more = pence + 1
  await send('a', '1', manner === 'altered' ? more : pence)
  await bank.schedule.wait(n * 10)
  if (manner === 'again') await send('a', '2')
  if (manner === 'second') await send('b', '2')
  if (manner === 'changed') await send('a', '2', more)
}

/** All requests with one key must return the same consent. */
function oneConsent(
  bank: Bank,
  { n }: Step,
  lodged: readonly Outcome<{ consent: PaymentConsentRecord }>[],
): string | undefined {
  const made = new Map<string, number>()
  for (const one of lodged) {
    if ('answer' in one) made.set(one.answer.consent.id, one.answer.consent.createdAt)
    // The requested day may have passed.
    if ('refused' in one && one.refused.code !== 'date-invalid')
      bank.wrong.push(`step ${n}: lodging was refused: ${one.refused.message}`)
  }
  const times = [...made.values()]
  if (made.size > 1 && Math.max(...times) - Math.min(...times) < keyMs)
    bank.wrong.push(`step ${n}: one key made the consents ${[...made.keys()]}`)
  return [...made.keys()][0]
}

/** Authorises or refuses as the customer. */
export async function decide(bank: Bank, told: Told, word: 'yes' | 'no'): Promise<void> {
  const { consentId, step } = told
  const account = accountOf(step.from)
  const customer = account.replace('acc_', 'cus_').replace(/_[a-z]+$/, '')
  const outcome = await ask(bank, `s${step.n}u`, async (sandbox) => {
    const world = await enter(bank, sandbox)
    if (word === 'no') return bank.code.rejectConsent(world, consentId)
    const isGiven = async () => (await findConsent(world, consentId))?.consent.state === 'AUTH'
    try {
      await bank.code.authoriseConsent(world, consentId, { customer, accounts: [account] })
    } catch (error) {
      // An answer may have been lost: a customer who has authorised need not do it again.
      if (!(error instanceof Problem && (await isGiven()))) throw error
    }
  })
  told.isAuthorised = word === 'yes' && 'answer' in outcome
  if ('refused' in outcome) bank.wrong.push(`step ${step.n}: the customer was refused: ${outcome.refused.message}`)
}

/** Uploads a file. Returns whether the partner knows that it arrived. */
async function upload(bank: Bank, step: Step<Pay>, consentId: string): Promise<boolean> {
  const file = { media: 'application/json', bytes: bytesOf(fileOf(bank, step).content) }
  const outcome = await ask(bank, `s${step.n}f`, async (sandbox) => {
    const { world, grant } = await admitted(bank, sandbox)
    return uploadFile(world, grant, consentId, { file, idempotencyKey: `file ${step.n}` })
  })
  if ('refused' in outcome) bank.wrong.push(`step ${step.n}: its file was refused: ${outcome.refused.message}`)
  return 'answer' in outcome
}

function fileOf({ addresses }: Bank, { to, pence, times = 1 }: Step<Pay>) {
  const { Identification, Name = '' } = addresses[to] as { Identification: string; Name?: string }
  const one = { amount: (pence / 100).toFixed(2), to: Identification, name: Name }
  const payments = Array.from({ length: times }, () => one)
  const content = ukJson(payments)
  return { content, announced: announcedOf('UK.OBIE.PaymentInitiation.4.0', content, payments) }
}

type Body = { Data: { Permission?: string; Initiation: object }; Risk: object }

function bodyOf(bank: Bank, step: Step<Pay>, pence: number): Body {
  const { n, to, kind, inDays, every, times } = step
  // A file with a larger amount is announced with that amount; its content is checked separately.
  if (kind === 'file-payment') {
    const { announced } = fileOf(bank, step)
    const ControlSum = announced.ControlSum + (pence - step.pence) / 100
    return { Data: { Initiation: { ...announced, ControlSum } }, Risk: {} }
  }
  const money = { Amount: (pence / 100).toFixed(2), Currency: 'GBP' }
  const CreditorAccount = bank.addresses[to]
  const on = inDays === undefined ? undefined : new Date(dayOf(inDays)).toISOString()
  const Initiation =
    every === undefined
      ? {
          InstructionIdentification: `I${n}`,
          EndToEndIdentification: `E${n}`,
          ...(on !== undefined && { RequestedExecutionDateTime: on }),
          ...(isAbroad(to) && { CurrencyOfTransfer: 'EUR' }),
          InstructedAmount: money,
          CreditorAccount,
        }
      : {
          MandateRelatedInformation: { Frequency: { Type: every }, FirstPaymentDateTime: on },
          NumberOfPayments: String(times),
          FirstPaymentAmount: money,
          CreditorAccount,
        }
  return { Data: { ...(on !== undefined && { Permission: 'Create' }), Initiation }, Risk: {} }
}
