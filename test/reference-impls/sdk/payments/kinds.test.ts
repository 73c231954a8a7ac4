import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  BadRequestError,
  type ConsentRequest,
  type Fetch,
  moneyOf,
  NotFoundError,
  type OpenBanking,
  OrderFailedError,
  type PaymentKind,
  type World,
} from '#sdk/index.ts'
import { openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

const bob = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698', Name: 'Bob Clements' }
const erika = { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika Muster' }
const names = { InstructionIdentification: 'ACME412', EndToEndIdentification: 'FRESCO.21302' }
const InstructedAmount = moneyOf(1234n, 'GBP')
const tomorrow = { RequestedExecutionDateTime: '2026-11-25T09:30:00Z' }
const monthly = { Frequency: { Type: 'MNTH' }, FirstPaymentDateTime: '2026-12-01T00:00:00Z' } as const
const abroad = { CurrencyOfTransfer: 'EUR', InstructedAmount, CreditorAccount: erika }
const Permission = 'Create'
const amount = { minor: 1234n, currency: 'GBP' }
const tooMuch = { minor: 90_000_000n, currency: 'GBP' }

const file = JSON.stringify({
  Data: { DomesticPayments: [{ ...names, InstructedAmount, CreditorAccount: bob }] },
})
const announced = {
  FileType: 'UK.OBIE.PaymentInitiation.4.0',
  FileHash: createHash('sha256').update(file).digest('base64'),
  NumberOfTransactions: '1',
  ControlSum: 12.34,
}

/** What each kind is created from. */
const requests: { [Kind in PaymentKind]: ConsentRequest<Kind> } = {
  'domestic-payment': { Initiation: { ...names, InstructedAmount, CreditorAccount: bob } },
  'domestic-scheduled-payment': {
    Permission,
    Initiation: { ...names, ...tomorrow, InstructedAmount, CreditorAccount: bob },
  },
  'domestic-standing-order': {
    Permission,
    Initiation: { MandateRelatedInformation: monthly, FirstPaymentAmount: InstructedAmount, CreditorAccount: bob },
  },
  'international-payment': { Initiation: { ...names, ...abroad } },
  'international-scheduled-payment': { Permission, Initiation: { ...names, ...tomorrow, ...abroad } },
  'international-standing-order': { Permission, Initiation: { MandateRelatedInformation: monthly, ...abroad } },
  'file-payment': { Initiation: announced },
}
/** The first status of an order, the days after which it is settled, and its last status. */
const courses: Readonly<Record<PaymentKind, readonly [first: string, days: number, last: string]>> = {
  'domestic-payment': ['RCVD', 1, 'ACCC'],
  'domestic-scheduled-payment': ['RCVD', 2, 'ACSC'],
  'domestic-standing-order': ['RCVD', 8, 'INCO'],
  'international-payment': ['PDNG', 2, 'ACCC'],
  'international-scheduled-payment': ['PDNG', 3, 'ACCC'],
  'international-standing-order': ['RCVD', 8, 'INCO'],
  'file-payment': ['PDNG', 1, 'INCO'],
}
const kinds = Object.keys(requests) as PaymentKind[]
const kindsWithFundsCheck: readonly PaymentKind[] = [
  'domestic-payment',
  'international-payment',
  'international-scheduled-payment',
]

let fetch: Fetch
let bank: OpenBanking
let world: World
beforeEach(async () => {
  fetch ??= await openSandbox()
  ;({ bank, world } = await openBank(fetch))
})

/** Creates a consent of a kind, with its file. */
async function createConsent<Kind extends PaymentKind>(kind: Kind) {
  const consent = await bank.payments(kind).createConsent(requests[kind])
  if (kind === 'file-payment') await bank.files.upload(consent.id, file, 'application/json')
  return consent
}

describe('a payment of each kind', () => {
  test.each(kinds)('%s is paid, found and settled', async (kind) => {
    const [first, days, last] = courses[kind]
    const payments = bank.payments(kind)
    const { id } = await createConsent(kind)
    const consent = await payments.findConsent(id)
    expect(consent).toMatchObject({ kind, id, status: 'AWAU', data: { ConsentId: id } })

    const order = await payments.order(consent)
    expect(order).toMatchObject({ kind, consentId: id, status: first })
    expect(await payments.find(order.id)).toMatchObject({ kind, id: order.id, consentId: id })
    await world.clock.advance({ days })
    const settled = await order.waitUntilSettled()
    expect(settled).toMatchObject({ id: order.id, status: last })
    expect((await settled.details()).length).toBe(1)
    expect((await payments.findConsent(id)).status).toBe('COND')
  })

  test.each(kinds)('%s is ordered once by one idempotency key', async (kind) => {
    const payments = bank.payments(kind)
    const consent = await createConsent(kind)
    const [one, two] = [
      await payments.order(consent, { idempotencyKey: 'once' }),
      await payments.order(consent, { idempotencyKey: 'once' }),
    ]
    expect(two.id).toBe(one.id)
    // Another key is another order, and a consent has one.
    await expect(payments.order(consent, { idempotencyKey: 'twice' })).rejects.toBeInstanceOf(BadRequestError)
  })

  test.each(kinds)('%s has a check of funds, or the bank says that there is none', async (kind) => {
    const { id } = await createConsent(kind)
    const check = bank.payments(kind).confirmFunds(id)
    if (kindsWithFundsCheck.includes(kind)) expect(await check).toBe(true)
    else await expect(check).rejects.toBeInstanceOf(NotFoundError)
  })

  test.each(kinds)('%s without a payee or file is rejected with the path of the fault', async (kind) => {
    const { Initiation, ...more } = requests[kind] as { Initiation: object }
    const { CreditorAccount: _, FileHash: __, ...incomplete } = Initiation as Record<string, unknown>
    const creation = bank.payments(kind).createConsent({ ...more, Initiation: incomplete } as never)
    const path = `Data.Initiation.${kind === 'file-payment' ? 'FileHash' : 'CreditorAccount'}`
    await expect(creation).rejects.toMatchObject({
      name: 'BadRequestError',
      errors: expect.arrayContaining([expect.objectContaining({ Path: expect.stringContaining(path) })]),
    })
  })

  test.each(kinds)('%s that there is not is rejected', async (kind) => {
    const payments = bank.payments(kind)
    await expect(payments.find('pay_none')).rejects.toMatchObject({ name: 'BadRequestError', code: 'U011' })
    await expect(payments.findConsent('pic_none')).rejects.toMatchObject({ name: 'BadRequestError', code: 'U011' })
  })
})

describe('a file', () => {
  test('is downloaded as it was uploaded, and its report says what was paid', async () => {
    const consent = await createConsent('file-payment')
    expect(new TextDecoder().decode(await bank.files.download(consent.id))).toBe(file)
    const order = await bank.payments('file-payment').order(consent)
    await world.clock.advance({ minutes: 1 })
    await order.waitUntilSettled()
    expect(new TextDecoder().decode(await bank.files.report(order.id))).toContain('FRESCO.21302')
  })

  test('that is not the announced one is rejected', async () => {
    const { id } = await bank.payments('file-payment').createConsent({ Initiation: announced })
    await expect(bank.files.upload(id, `${file} `, 'application/json')).rejects.toBeInstanceOf(BadRequestError)
  })
})

describe('a mandate', () => {
  const create = () =>
    bank.mandates.create({
      ControlParameters: {
        MaximumIndividualAmount: moneyOf(10_000n, 'GBP'),
        PeriodicLimits: [{ PeriodType: 'Month', PeriodAlignment: 'Calendar', ...moneyOf(30_000n, 'GBP') }],
        VRPType: ['UK.OBIE.VRPType.Other'],
        PSUAuthenticationMethods: ['UK.OBIE.SCANotRequired'],
      },
      Initiation: { CreditorAccount: bob },
    })

  test('pays often, each once, until it is deleted', async () => {
    const mandate = await create()
    expect(mandate.status).toBe('AWAU')
    expect(await bank.mandates.confirmFunds(mandate.id, amount)).toBe(true)
    const [one, same, other] = [
      await bank.mandates.pay(mandate, { amount, reference: 'first' }, { idempotencyKey: 'first' }),
      await bank.mandates.pay(mandate, { amount, reference: 'first' }, { idempotencyKey: 'first' }),
      await bank.mandates.pay(mandate, { amount, to: bob }),
    ]
    expect(same.id).toBe(one.id)
    expect(other.id).not.toBe(one.id)
    expect(await bank.mandates.findPayment(one.id)).toMatchObject({ kind: 'domestic-vrp', consentId: mandate.id })
    await world.clock.advance({ minutes: 1 })
    expect(await one.waitUntilSettled()).toMatchObject({ id: one.id, status: 'ACCC' })
    expect(await one.details()).toEqual([expect.objectContaining({ Status: 'ACCC' })])
    expect(await bank.mandates.find(mandate.id)).toMatchObject({ id: mandate.id, status: 'AUTH' })

    await bank.mandates.delete(mandate.id)
    await expect(bank.mandates.find(mandate.id)).rejects.toMatchObject({ code: 'U011' })
    await expect(bank.mandates.pay(mandate, { amount })).rejects.toMatchObject({ code: 'U011' })
  })

  test('rejects more than it allows', async () => {
    const mandate = await create()
    const pay = bank.mandates.pay(mandate, { amount: { minor: 10_001n, currency: 'GBP' } })
    await expect(pay).rejects.toBeInstanceOf(BadRequestError)
  })
})

describe('confirmation of funds', () => {
  test('answers for an account until its consent is deleted', async () => {
    const account = await bank.account('acc_0_current')
    const { SchemeName, Identification, Name } = account.Account![0]!
    const DebtorAccount = { SchemeName, Identification, ...(Name !== undefined && { Name }) }
    const { ConsentId } = await bank.funds.createConsent({ DebtorAccount })
    expect(await bank.funds.confirm(ConsentId, amount, 'till 4')).toBe(true)
    expect(await bank.funds.confirm(ConsentId, tooMuch, 'till 4')).toBe(false)
    expect(await bank.funds.findConsent(ConsentId)).toMatchObject({ Status: 'AUTH', DebtorAccount })
    await bank.funds.deleteConsent(ConsentId)
    await expect(bank.funds.findConsent(ConsentId)).rejects.toMatchObject({ code: 'U011' })
    await expect(bank.funds.confirm(ConsentId, amount, 'till 4')).rejects.toBeInstanceOf(BadRequestError)
  })
})

test.each(['domestic-payment', 'international-payment'] as const)('%s without cover fails', async (kind) => {
  const { Initiation } = requests[kind]
  const payments = bank.payments(kind)
  const request = { Initiation: { ...Initiation, InstructedAmount: moneyOf(tooMuch.minor, tooMuch.currency) } }
  const consent = await payments.createConsent(request as never)
  expect(await payments.confirmFunds(consent.id)).toBe(false)
  const order = await payments.order(consent)
  await world.clock.advance({ days: 2 })
  await expect(order.waitUntilSettled()).rejects.toBeInstanceOf(OrderFailedError)
})
