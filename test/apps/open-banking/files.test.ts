import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accountsOfCustomer, findCustomerAt } from '#actions/accounts/lookup.ts'
import { uploadFile } from '#actions/files/upload.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { fileHashOf, maxFileBytes, maxPayments } from '#bank/payments/file-announcement.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { worldOf } from '#test/support/grants.ts'
import { changed, type FileName, faultsOf, isThere, notThere } from '#test/support/official-schemas.ts'
import { type Bank, openAnotherWorld, openBank, stopClock } from '#test/support/partners.ts'
import { joinPayer, pisp } from '#test/support/payers.ts'
import { announcedOf, bytesOf, pain001, type Told, ukJson, ukJson31 } from '#test/support/payments/file-examples.ts'
import { balanceOf, openPayer, type Payer, payFile, type Said } from '#test/support/payments/file-kit.ts'
import { advance, rejectionOf, tokenFor } from '#test/support/sandbox.ts'
import { signatureFor, verified } from '#test/support/signatures.ts'
import { paymentToken, sendSigned } from '#test/support/signed-payments.ts'

let first: Bank
let bank: Bank
let payer: Payer
beforeAll(async () => {
  stopClock()
  first = await openBank()
})
beforeEach(async () => {
  bank = await openAnotherWorld(first)
  payer = await openPayer(bank)
})

const json = 'UK.OBIE.PaymentInitiation.4.0'
const json31 = 'UK.OBIE.PaymentInitiation.3.1'
const xml = 'UK.OBIE.pain.001.001.08'

/** Grace Whitfield's account, from which robots pay, and another customer's at the same bank. */
const grace = '00152858271133'
const payments: readonly Told[] = [
  { amount: '21.00', reference: 'Internal ops code 5120103' },
  { amount: '22.50', name: 'Ada Lovelace' },
  { amount: '0.01', to: 'GB29NWBK60161331926819' },
]
const total = 4351

const statusOf = async (path: string) => (await payer.get(path)).body.Data.Status
const detailsOf = async (order: string) =>
  (await payer.get(`file-payments/${order}/payment-details`)).body.Data.PaymentStatus
const holds = async () => expect(await proveLedger(await worldOf(bank, bank.world))).toMatchObject({ holds: true })

/** Returns a rejection in short: status, the standard's code, the path. */
const refusedAs = ({ status, body }: Said) => `${status} ${body.Errors?.[0].ErrorCode} ${body.Errors?.[0].Path}`

describe('a file consent is created, uploaded, authorised and paid', () => {
  const forms = [
    { FileType: json, content: ukJson(payments), media: 'application/json' },
    { FileType: json31, content: ukJson31(payments.slice(0, 2)), media: 'application/json; charset=utf-8', sum: 4350 },
    { FileType: xml, content: pain001(payments, { from: grace }), media: 'text/xml' },
    { FileType: xml, content: pain001(payments, { from: grace }), media: 'application/xml; charset=UTF-8' },
  ]

  test.each(forms)('$FileType as $media', async ({ FileType, content, media, sum = total }) => {
    const held = sum === total ? payments : payments.slice(0, 2)
    const initiation = { ...announcedOf(FileType, content, held), FileReference: 'GB2OK238' }
    const before = await balanceOf(bank, 'acc_0_current')

    const consent = await payer.lodge(initiation)
    const here = `file-payment-consents/${consent}`
    expect(await statusOf(here)).toBe('AWUP')

    const uploaded = await payer.upload(consent, content, { media })
    expect([uploaded.status, uploaded.text]).toEqual([200, ''])
    expect(await statusOf(here)).toBe('AWAU')
    const back = await payer.get(`${here}/file`)
    expect(Buffer.from(back.bytes).equals(Buffer.from(content))).toBe(true)
    expect(back.headers.get('content-type')).toContain(media.split(';')[0])

    const token = await payer.authorise(consent)
    expect(await statusOf(here)).toBe('AUTH')
    expect(await balanceOf(bank, 'acc_0_current')).toBe(before)

    const ordered = await payer.pay(consent, initiation, { token })
    expect([ordered.status, ordered.body.Data.Status]).toEqual([201, 'PDNG'])
    expect(await statusOf(here)).toBe('COND')

    const order = ordered.body.Data.FilePaymentId
    const seen = await payer.get(`file-payments/${order}`)
    expect(seen.body.Data).toMatchObject({ Status: 'INCO', ConsentId: consent, Initiation: initiation })
    expect(await balanceOf(bank, 'acc_0_current')).toBe(before - sum)
    expect((await detailsOf(order)).map((one: { PaymentTransactionId: string }) => one.PaymentTransactionId)).toEqual(
      held.map((_, n) => `${order}.${n}`),
    )
    await holds()
    expect(bank.logged).toEqual([])
  })

  test('each payment has its leg with payee and reference, and the status of its own rail', async () => {
    const told = [...payments, { amount: '30.00', instrument: 'UK.OBIE.BACS' }]
    const content = ukJson(told)
    const { order } = await payFile(payer, announcedOf(json, content, told), content)
    const aged = async () => (await detailsOf(order)).map(({ Status }: { Status: string }) => Status)
    expect(await aged()).toEqual(['PDNG', 'PDNG', 'PDNG', 'PDNG'])
    await advance(bank, bank.world, { seconds: 5 })
    expect(await aged()).toEqual(['ACCC', 'ACCC', 'ACCC', 'ACSP'])
    await advance(bank, bank.world, { days: 2 })
    expect(await aged()).toEqual(['ACCC', 'ACCC', 'ACCC', 'ACCC'])

    const path = '/open-banking/v4.0/aisp/accounts/acc_0_current/transactions?fromBookingDateTime=2026-11-24T09:30:00'
    const { body } = await bank.send('GET', path, undefined, bank.world.developerToken)
    const texts = JSON.stringify(body.Data.Transaction)
    for (const part of ['Internal ops code 5120103', 'Ada Lovelace', '22.50', '30.00']) expect(texts).toContain(part)
  })

  test('CHAPS charges are shown by the consent beforehand and debited with the payments', async () => {
    const told = [
      { amount: '10.00', instrument: 'UK.OBIE.CHAPS' },
      { amount: '20.00', instrument: 'UK.OBIE.CHAPS' },
    ]
    const content = ukJson(told)
    const before = await balanceOf(bank, 'acc_0_current')
    const { consent, said } = await payFile(payer, announcedOf(json, content, told), content)
    const { Charges } = (await payer.get(`file-payment-consents/${consent}`)).body.Data
    expect(Charges).toHaveLength(1)
    expect(said.body.Data.Charges).toEqual(Charges)
    const fee = Math.round(Number(Charges[0].Amount.Amount) * 100)
    expect(fee).toBeGreaterThan(0)
    expect(await balanceOf(bank, 'acc_0_current')).toBe(before - 3000 - fee)
    await holds()
  })

  test("the consent's instrument applies to every payment without one", async () => {
    const content = ukJson(payments)
    const initiation = { ...announcedOf(json, content, payments), LocalInstrument: 'UK.OBIE.BACS' }
    const { order } = await payFile(payer, initiation, content)
    await advance(bank, bank.world, { seconds: 5 })
    expect((await detailsOf(order)).map(({ Status }: { Status: string }) => Status)).toEqual(['ACSP', 'ACSP', 'ACSP'])
  })

  test('an account of this bank is credited in the same commit', async () => {
    const there = bank.world
    const { body } = await bank.send(
      'POST',
      `/control/worlds/${there.id}/tokens`,
      { customer: 'cus_2' },
      there.controlKey,
    )
    const path = '/open-banking/v4.0/aisp/accounts'
    const [account] = (await bank.send('GET', path, undefined, body.developerToken)).body.Data.Account
    const friend = { ...bank, world: { ...there, developerToken: body.developerToken } }
    const before = await balanceOf(friend, account.AccountId)
    const told = [{ amount: '12.34', to: account.Account[0].Identification, name: account.Account[0].Name }]
    const content = ukJson(told)
    await payFile(payer, announcedOf(json, content, told), content)
    expect(await balanceOf(friend, account.AccountId)).toBe(before + 1234)
    await holds()
  })

  test('an account in euros is debited in euros at the rate of the day', async () => {
    const world = await worldOf(bank, bank.world)
    const euros = Array.from({ length: 24 }, (_, n) =>
      accountsOfCustomer(world, findCustomerAt(world, n) as Customer),
    ).flat()
    const { id, customer } = euros.find(({ currency }) => currency === 'EUR') as Account
    const theirs = { ...bank, world: { ...bank.world, developerToken: await tokenFor(bank, bank.world, customer.id) } }
    const before = await balanceOf(theirs, id)
    const told = [{ amount: '1.00' }, { amount: '1.00' }]
    const content = ukJson(told)
    const { order } = await payFile(payer, announcedOf(json, content, told), content, {
      robot: `approve, customer=${customer.id}, accounts=${id}`,
    })
    expect(await statusOf(`file-payments/${order}`)).toBe('INCO')
    const paid = before - (await balanceOf(theirs, id))
    expect(paid).toBeGreaterThan(200)
    expect(paid).toBeLessThan(300)
    await holds()
  })

  test('only the account that the file names can be chosen', async () => {
    const content = pain001(payments, { from: grace })
    const initiation = announcedOf(xml, content, payments)
    const consent = await payer.lodge(initiation)
    await payer.upload(consent, content, { media: 'text/xml' })
    await expect(payer.authorise(consent, 'approve, customer=cus_2')).rejects.toThrow()
    const token = await payer.authorise(consent, 'approve, customer=cus_0')
    const { body } = await payer.pay(consent, initiation, { token })
    expect(body.Data.Debtor.Identification).toBe(grace)
  })

  test.skipIf(!isThere)(`${isThere ? '' : `${notThere}: `}every body is what the standard says`, async () => {
    const official: FileName = 'payment-initiation'
    const content = ukJson(payments)
    const { consent, order, said } = await payFile(payer, announcedOf(json, content, payments), content)
    const bodies = [
      ['OBWriteFileConsentResponse4', await payer.get(`file-payment-consents/${consent}`)],
      ['OBWriteFileResponse3', said],
      ['OBWriteFileResponse3', await payer.get(`file-payments/${order}`)],
      ['OBWritePaymentDetailsResponse1', await payer.get(`file-payments/${order}/payment-details`)],
    ] as const
    for (const [name, { body }] of bodies) expect(faultsOf(official, name, body), name).toEqual([])
  })
})

describe('in the UK profile', () => {
  test('the signature covers the bytes of a file and a media type other than JSON, and answers are signed', async () => {
    const partner = await joinPayer(bank, { signing: 'required' })
    const own = await paymentToken(partner)
    const content = pain001(payments, { from: grace })
    const lodged = await sendSigned(
      partner,
      own,
      `${pisp}/file-payment-consents`,
      JSON.stringify({ Data: { Initiation: announcedOf(xml, content, payments) } }),
    )
    const path = `${pisp}/file-payment-consents/${lodged.body.Data.ConsentId}/file`
    const upload = async (signature?: string) => {
      const headers = { 'content-type': 'text/xml', ...(signature !== undefined && { 'x-jws-signature': signature }) }
      const url = new URL(path, bank.sandbox.baseUrl)
      const response = await partner.fetch(url, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${own}`, 'x-idempotency-key': 'one' },
        body: content,
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
    }
    const header = { cty: 'text/xml' }
    expect(rejectionOf(await upload())).toBe('400 signature-missing')
    expect(rejectionOf(await upload(signatureFor(partner, `${content} `, { header })))).toBe('400 signature-invalid')
    expect((await upload(signatureFor(partner, content))).status).toBe(400)
    expect((await upload(signatureFor(partner, content, { header }))).status).toBe(200)
    const back = await partner.fetch(new URL(path, bank.sandbox.baseUrl), {
      headers: { authorization: `Bearer ${own}` },
    })
    expect(await verified(partner, { headers: back.headers, text: await back.text() })).toMatchObject({
      cty: 'text/xml',
    })
  })
})

describe('a file for another day', () => {
  const day = '2026-12-01T08:00:00Z'

  test('is executed on that day and not before', async () => {
    const content = pain001(payments, { from: grace, day: '2026-12-01' })
    const initiation = { ...announcedOf(xml, content, payments), RequestedExecutionDateTime: day }
    const { order } = await payFile(payer, initiation, content)
    await advance(bank, bank.world, { to: '2026-12-01T07:59:59Z' })
    expect(await statusOf(`file-payments/${order}`)).toBe('PDNG')
    expect((await detailsOf(order)).map(({ Status }: { Status: string }) => Status)).toEqual(['PDNG', 'PDNG', 'PDNG'])
    const world = await worldOf(bank, bank.world)
    expect(await proveLedger(world)).toMatchObject({ legs: 0 })
    await advance(bank, bank.world, { seconds: 1 })
    expect((await payer.get(`file-payments/${order}`)).body.Data).toMatchObject({
      Status: 'INCO',
      StatusUpdateDateTime: '2026-12-01T08:00:00.000Z',
    })
    expect(await proveLedger(await worldOf(bank, bank.world))).toMatchObject({ holds: true, payments: 3, legs: 6 })
  })

  test('is rejected if the day has passed before the order, and nothing moves', async () => {
    const content = ukJson(payments)
    const initiation = { ...announcedOf(json, content, payments), RequestedExecutionDateTime: '2026-11-24T09:31:00Z' }
    const consent = await payer.lodge(initiation)
    await payer.upload(consent, content)
    const token = await payer.authorise(consent)
    await advance(bank, bank.world, { minutes: 2 })
    expect(refusedAs(await payer.pay(consent, initiation, { token }))).toBe(
      '400 U003 Data.Initiation.RequestedExecutionDateTime',
    )
    expect(await proveLedger(await worldOf(bank, bank.world))).toMatchObject({ legs: 0 })
  })
})

describe('a payment of a file that cannot be made', () => {
  const told = [{ amount: '10.00' }, { amount: '900000.00' }, { amount: '20.00' }, { amount: '5.00', to: grace }]

  test('is rejected alone: others are paid, and the file is INFA with the reason', async () => {
    const content = ukJson(told)
    const before = await balanceOf(bank, 'acc_0_current')
    const { order } = await payFile(payer, announcedOf(json, content, told), content, {
      robot: 'approve, accounts=acc_0_current',
    })
    expect((await payer.get(`file-payments/${order}`)).body.Data).toMatchObject({
      Status: 'INFA',
      StatusReason: [
        {
          StatusReasonCode: 'AM04',
          StatusReasonDescription: '2 of 4 payments were rejected: 1 for AM04, 1 for AC02; the report file lists them',
        },
      ],
    })
    expect(await balanceOf(bank, 'acc_0_current')).toBe(before - 3000)
    await advance(bank, bank.world, { seconds: 5 })
    const details = (await detailsOf(order)).map((one: { Status: string; StatusDetail: { StatusReason?: string } }) => [
      one.Status,
      one.StatusDetail.StatusReason,
    ])
    expect(details).toEqual([
      ['ACCC', undefined],
      ['RJCT', 'AM04'],
      ['ACCC', undefined],
      ['RJCT', 'AC02'],
    ])
    await holds()
  })

  test('never takes more than the available funds', async () => {
    const path = '/open-banking/v4.0/aisp/accounts/acc_0_current/balances'
    const { body } = await bank.send('GET', path, undefined, bank.world.developerToken)
    const available = body.Data.Balance.find(({ Type }: { Type: string }) => Type === 'ITAV').Amount.Amount
    const all = [{ amount: '1.00' }, { amount: (Number(available) - 1).toFixed(2) }, { amount: '0.01' }]
    const content = ukJson(all)
    const { order } = await payFile(payer, announcedOf(json, content, all), content)
    expect((await payer.get(`file-payments/${order}/report-file`)).body.Data).toMatchObject({
      NumberOfAccepted: '2',
      NumberOfRejected: '1',
      Payments: [{ Status: 'ACSP' }, { Status: 'ACSP' }, { Status: 'RJCT', StatusReason: 'AM04' }],
    })
  })
})

describe('the report', () => {
  test("shows the outcome of each payment in the file's format, and its bytes never change", async () => {
    const told = [{ amount: '10.00' }, { amount: '900000.00' }]
    const content = pain001(told, { from: grace })
    const { order } = await payFile(payer, announcedOf(xml, content, told), content)
    const report = await payer.get(`file-payments/${order}/report-file`)
    expect(report.body.Data).toMatchObject({
      FilePaymentId: order,
      FileType: xml,
      Status: 'INFA',
      NumberOfTransactions: '2',
      NumberOfAccepted: '1',
      NumberOfRejected: '1',
      Payments: [
        {
          PaymentTransactionId: `${order}.0`,
          InstructionIdentification: 'ANSM0',
          EndToEndIdentification: 'FRESCO.0',
          InstructedAmount: { Amount: '10.00', Currency: 'GBP' },
          Status: 'ACSP',
        },
        { PaymentTransactionId: `${order}.1`, Status: 'RJCT', StatusReason: 'AM04' },
      ],
    })
    await advance(bank, bank.world, { days: 40 })
    expect((await payer.get(`file-payments/${order}/report-file`)).text).toBe(report.text)
  })

  test('of a waiting file shows that it waits', async () => {
    const content = ukJson(payments)
    const initiation = { ...announcedOf(json, content, payments), RequestedExecutionDateTime: '2026-12-01T08:00:00Z' }
    const { order } = await payFile(payer, initiation, content)
    const { Data } = (await payer.get(`file-payments/${order}/report-file`)).body
    expect([Data.Status, ...Data.Payments.map(({ Status }: { Status: string }) => Status)]).toEqual(
      Array(4).fill('PDNG'),
    )
  })
})

describe('an invalid upload is rejected, writes nothing and leaves the consent waiting', () => {
  /**
   * Returns how a file is rejected. `announce` changes the consent, `content` is the uploaded file.
   */
  async function refusal(
    FileType: string,
    content: string | Uint8Array,
    {
      announce = {},
      told = payments,
      media = FileType === xml ? 'text/xml' : 'application/json',
    }: {
      announce?: object
      told?: readonly Told[]
      media?: string
    } = {},
  ): Promise<string> {
    const text = typeof content === 'string' ? content : ''
    const consent = await payer.lodge({ ...announcedOf(FileType, text, told), ...announce })
    const before = bank.store.units.write
    const said = await payer.upload(consent, content, { media })
    expect(bank.store.units.write).toBe(before)
    expect(await statusOf(`file-payment-consents/${consent}`)).toBe('AWUP')
    expect(rejectionOf(await payer.get(`file-payment-consents/${consent}/file`))).toBe('400 file-not-found')
    return refusedAs(said)
  }
  const at = (field: string) => `Data.Initiation.${field}`

  test.each<[what: string, announce: object, said: string]>([
    ['another hash', { FileHash: fileHashOf(bytesOf('another file')) }, `400 U002 ${at('FileHash')}`],
    ['a payment more', { NumberOfTransactions: '4' }, `400 U002 ${at('NumberOfTransactions')}`],
    ['a payment less', { NumberOfTransactions: '2' }, `400 U002 ${at('NumberOfTransactions')}`],
    ['a penny more', { ControlSum: 43.52 }, `400 U002 ${at('ControlSum')}`],
    ['a penny less', { ControlSum: 43.5 }, `400 U002 ${at('ControlSum')}`],
  ])('where the consent announced %s, in either form', async (_, announce, said) => {
    expect(await refusal(json, ukJson(payments), { announce })).toBe(said)
    expect(await refusal(xml, pain001(payments, { from: grace }), { announce })).toBe(said)
  })

  /** Invalid payments among valid ones, with the path of the fault in either format. */
  const wrong: [what: string, one: Told, code: string, inJson: string, inXml: string][] = [
    ['a fraction of a penny', { amount: '1.001' }, 'U002', 'InstructedAmount.Amount', 'Amt.InstdAmt'],
    ['nothing', { amount: '0.00' }, 'U002', 'InstructedAmount.Amount', 'Amt.InstdAmt'],
    [
      'more than Faster Payments take',
      { amount: '1000000.01', instrument: 'UK.OBIE.FPS' },
      'U002',
      'InstructedAmount.Amount',
      'Amt.InstdAmt',
    ],
    [
      'an account number too short',
      { amount: '1.00', to: '0808002132569' },
      'U021',
      'CreditorAccount.Identification',
      'CdtrAcct.Id',
    ],
    [
      'an IBAN with wrong digits',
      { amount: '1.00', to: 'GB30NWBK60161331926819' },
      'U021',
      'CreditorAccount.Identification',
      'CdtrAcct.Id',
    ],
    [
      'an instrument that there is not',
      { amount: '1.00', instrument: 'UK.OBIE.Carrier' },
      'U026',
      'LocalInstrument',
      'PmtTpInf.LclInstrm.Prtry',
    ],
    [
      'an instrument for euros',
      { amount: '1.00', instrument: 'UK.OBIE.SEPACreditTransfer' },
      'U026',
      'LocalInstrument',
      'PmtTpInf.LclInstrm.Prtry',
    ],
  ]
  test.each(wrong)('a payment of or with %s, with its position in the file', async (_, one, code, inJson, inXml) => {
    const told = [{ amount: '1.00' }, one]
    expect(await refusal(json, ukJson(told), { told })).toBe(`400 ${code} Data.DomesticPayments.1.${inJson}`)
    expect(await refusal(xml, pain001(told, { from: grace }), { told })).toBe(
      `400 ${code} Document.CstmrCdtTrfInitn.PmtInf.0.CdtTrfTxInf.1.${inXml}`,
    )
  })

  test('a payment in euros', async () => {
    const euros = ukJson(payments).replace('"GBP"', '"EUR"')
    expect(await refusal(json, euros)).toBe('400 U023 Data.DomesticPayments.0.InstructedAmount.Currency')
    const other = pain001(payments, { from: grace }).replace('Ccy="GBP"', 'Ccy="EUR"')
    expect(await refusal(xml, other)).toBe(
      '400 U023 Document.CstmrCdtTrfInitn.PmtInf.0.CdtTrfTxInf.0.Amt.InstdAmt.@Ccy',
    )
  })

  test("payments from two accounts, or from an account other than the consent's", async () => {
    const two = [
      { amount: '1.00', from: grace },
      { amount: '1.00', from: '08080021325698' },
    ]
    const second = 'Data.DomesticPayments.1.DebtorAccount.Identification'
    expect(await refusal(json, ukJson(two), { told: two })).toBe(`400 U002 ${second}`)
    const DebtorAccount = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698' }
    expect(await refusal(xml, pain001(payments, { from: grace }), { announce: { DebtorAccount } })).toBe(
      '400 U002 Document.CstmrCdtTrfInitn.PmtInf.0.DbtrAcct.Id',
    )
  })

  test.each([
    ['a day ahead that the consent does not name', '2026-11-25', {}],
    ['another day than the consent names', '2026-12-02', { RequestedExecutionDateTime: '2026-12-01T08:00:00Z' }],
    ['a day that there is not', '2026-02-30', {}],
  ])('a file for %s', async (_, day, announce) => {
    const content = pain001(payments, { from: grace, day })
    expect(await refusal(xml, content, { announce })).toBe('400 U003 Document.CstmrCdtTrfInitn.PmtInf.0.ReqdExctnDt')
  })

  test('an unreadable file with the right hash', async () => {
    expect(await refusal(json, '{"Data":')).toBe('400 U010 undefined')
    const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><Document>&b;</Document>'
    expect(await refusal(xml, laughs)).toBe('400 U010 undefined')
  })

  test('a media type other than that of the format is 415', async () => {
    const header = 'header Content-Type'
    expect(await refusal(json, ukJson(payments), { media: 'text/xml' })).toBe(`415 U006 ${header}`)
    expect(await refusal(xml, pain001(payments), { media: 'application/json' })).toBe(`415 U006 ${header}`)
    expect(await refusal(xml, pain001(payments), { media: 'text/csv' })).toBe(`415 U006 ${header}`)
    expect(await refusal(xml, pain001(payments), { media: 'text/xml; charset=iso-8859-1' })).toBe(`415 U006 ${header}`)
  })

  test('a file that is too large is 413, whatever length it declares', async () => {
    const large = ' '.repeat(maxFileBytes + 1)
    expect(await refusal(json, large)).toBe('413 U010 undefined')
    const consent = await payer.lodge(announcedOf(json, large, payments))
    const said = await payer.upload(consent, large, { headers: { 'content-length': '10' } })
    expect(rejectionOf(said)).toBe('413 body-too-large')
  })

  test("an upload without an idempotency key, or to an unknown or another partner's consent", async () => {
    const content = ukJson(payments)
    const consent = await payer.lodge(announcedOf(json, content, payments))
    expect(refusedAs(await payer.upload(consent, content, { key: '' }))).toBe('400 U006 header x-idempotency-key')
    expect(rejectionOf(await payer.upload('pic_0', content))).toBe('400 consent-not-found')
    const other = await openPayer(bank)
    expect(rejectionOf(await other.upload(consent, content))).toBe('403 consent-foreign')
    expect(rejectionOf(await other.get(`file-payment-consents/${consent}/file`))).toBe('403 consent-foreign')
  })

  test('a consent to more payments than a file may hold is rejected', async () => {
    const { body } = await payer.post('file-payment-consents', {
      Data: { Initiation: { ...announcedOf(json, '', payments), NumberOfTransactions: String(maxPayments + 1) } },
    })
    expect(body.Errors[0].Path).toBe('Data.Initiation.NumberOfTransactions')
  })
})

describe('a second upload', () => {
  const content = ukJson(payments)
  const initiation = announcedOf(json, content, payments)

  test('of the same bytes changes nothing, with any key and in any state of the consent', async () => {
    const consent = await payer.lodge(initiation)
    await payer.upload(consent, content, { key: 'one' })
    const before = bank.store.units.write
    for (const key of ['one', 'two']) {
      const again = await payer.upload(consent, content, { key })
      expect([again.status, again.headers.get('x-idempotency-replayed')]).toEqual([200, 'true'])
    }
    expect(bank.store.units.write).toBe(before)
    const token = await payer.authorise(consent)
    await payer.pay(consent, initiation, { token })
    expect((await payer.upload(consent, content, { key: 'three' })).status).toBe(200)
    expect(await statusOf(`file-payment-consents/${consent}`)).toBe('COND')
  })

  test('of other bytes is rejected by the hash, or by the idempotency key first', async () => {
    const consent = await payer.lodge(initiation)
    await payer.upload(consent, content, { key: 'one' })
    expect(refusedAs(await payer.upload(consent, `${content} `, { key: 'two' }))).toBe(
      '400 U002 Data.Initiation.FileHash',
    )
    expect(rejectionOf(await payer.upload(consent, `${content} `, { key: 'one' }))).toBe('400 idempotency-mismatch')
    expect((await payer.get(`file-payment-consents/${consent}/file`)).text).toBe(content)
  })

  test('for another consent with the same key at once is rejected, and succeeds with its own key', async () => {
    const consents = [await payer.lodge(initiation), await payer.lodge(initiation)]
    const world = await worldOf(bank, bank.world)
    const grant = { scope: 'partner', partner: payer.partner.id } as Grant<'partner'>
    const sent = { file: { media: 'application/json', bytes: bytesOf(content) }, idempotencyKey: 'same' }
    const both = await Promise.allSettled(consents.map((consent) => uploadFile(world, grant, consent, sent)))
    expect(both).toEqual([
      { status: 'fulfilled', value: { isReplay: false } },
      { status: 'rejected', reason: expect.objectContaining({ code: 'idempotency-mismatch' }) },
    ])
    expect((await payer.upload(consents[1] as string, content)).status).toBe(200)
  })

  test('at the same time creates one file', async () => {
    const consent = await payer.lodge(initiation)
    const both = await Promise.all([payer.upload(consent, content), payer.upload(consent, content)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect((await payer.get(`file-payment-consents/${consent}/file`)).text).toBe(content)
  })
})

describe('the life-cycle of the consent', () => {
  const content = ukJson(payments)
  const initiation = announcedOf(json, content, payments)

  test('it cannot be authorised before its file is uploaded', async () => {
    const consent = await payer.lodge(initiation)
    await expect(payer.authorise(consent)).rejects.toThrow()
    expect(await statusOf(`file-payment-consents/${consent}`)).toBe('AWUP')
  })

  test('it is RJCT after the customer rejects it, and pays nothing', async () => {
    const consent = await payer.lodge(initiation)
    await payer.upload(consent, content)
    await expect(payer.authorise(consent, 'refuse')).rejects.toThrow()
    expect(await statusOf(`file-payment-consents/${consent}`)).toBe('RJCT')
  })

  test('it allows one order: a repeated request returns it, another one is rejected', async () => {
    const consent = await payer.lodge(initiation)
    await payer.upload(consent, content)
    const token = await payer.authorise(consent)
    const other = changed(initiation, 'ControlSum', 1)
    expect(rejectionOf(await payer.pay(consent, other, { token }))).toBe('400 consent-mismatch')
    const [first, again] = [
      await payer.pay(consent, initiation, { token, key: 'one' }),
      await payer.pay(consent, initiation, { token, key: 'one' }),
    ]
    expect(again.body.Data.FilePaymentId).toBe(first.body.Data.FilePaymentId)
    expect(again.headers.get('x-idempotency-replayed')).toBe('true')
    expect(rejectionOf(await payer.pay(consent, initiation, { token, key: 'two' }))).toBe('400 consent-used')
    expect(await proveLedger(await worldOf(bank, bank.world))).toMatchObject({ holds: true, payments: 3 })
  })

  test('its order belongs to one partner and to one kind', async () => {
    const { order } = await payFile(payer, initiation, content)
    const other = await openPayer(bank)
    for (const path of [
      `file-payments/${order}`,
      `file-payments/${order}/payment-details`,
      `file-payments/${order}/report-file`,
    ])
      expect(rejectionOf(await other.get(path))).toBe('403 consent-foreign')
    const rejected = await payer.get(`domestic-payments/${order}`)
    expect(rejectionOf(rejected)).toBe('400 order-not-found')
    expect(rejected.body.Errors[0].Message).toBe(
      `path DomesticPaymentId: there is no domestic-payment ${order}; send the DomesticPaymentId from the response to its POST`,
    )
    expect(rejectionOf(await payer.get('file-payments/pay_0/report-file'))).toBe('400 order-not-found')
  })
})

describe('a large file', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ amount: '1.00', reference: `Salary ${n}` }))

  test('of 500 payments is uploaded, paid and listed within seconds, each payment for at most 8 write units', async () => {
    const told = many(500)
    const content = pain001(told, { from: grace })
    const began = performance.now()
    const { order } = await payFile(payer, announcedOf(xml, content, told), content)
    const before = bank.store.units.write
    expect(await statusOf(`file-payments/${order}`)).toBe('INCO')
    expect((bank.store.units.write - before) / told.length).toBeLessThanOrEqual(8)
    expect(await detailsOf(order)).toHaveLength(500)
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(await proveLedger(await worldOf(bank, bank.world))).toMatchObject({ holds: true, payments: 500, legs: 1000 })
  })

  test('of the largest size fits into the store, even if it cannot be compressed', async () => {
    // Letters without a pattern, from a linear congruential generator.
    let state = 7
    const noise = (length: number) =>
      Array.from({ length }, () => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31
        return String.fromCodePoint(0x4e00 + ((state >> 8) % 20_000))
      }).join('')
    const told = Array.from({ length: 1_500 }, () => ({ amount: '0.01', name: noise(90), reference: noise(45) }))
    const content = ukJson(told)
    expect(bytesOf(content).byteLength).toBeLessThanOrEqual(maxFileBytes)
    expect(bytesOf(content).byteLength).toBeGreaterThan(maxFileBytes * 0.9)
    const consent = await payer.lodge(announcedOf(json, content, told))
    const said = await payer.upload(consent, content)
    expect([said.status, said.text]).toEqual([200, ''])
    expect((await payer.get(`file-payment-consents/${consent}/file`)).text).toBe(content)
  })
})
