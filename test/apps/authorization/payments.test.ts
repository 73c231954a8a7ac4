import { describe, expect, test } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { findWorld } from '#store/world.ts'
import { type AuthorizationLink, type Bank, openBank } from '#test/support/authorization/bank.ts'
import { onwardOf, type Seen, Visitor } from '#test/support/authorization/visitor.ts'
import { readOrderedTransactions } from '#test/support/orders.ts'
import { fund, mandate, payment, pisp } from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import {
  abroad,
  askForFunds,
  askForMandate,
  askToPay,
  askToPayFile,
  domestic,
  numberOf,
  pounds,
  scheduled,
  standing,
} from '#test/support/payment-requests.ts'
import { advance, balanceOf } from '#test/support/sandbox.ts'

/*
 * The pages of requests other than account access, in process. The world's time is Tuesday 24
 * November 2026, 09:30. Grace has £1,000.00 on her current account.
 */
async function open(balance = '1000.00', app = 'Budget Buddy'): Promise<Bank> {
  const bank = await openBank({ partner: { name: app } })
  await fund(bank, bank.world, { acc_0_current: balance })
  return bank
}
const bank = await open()
const own = `${bank.base}/customer`

const world = async (of: Bank) => (await findWorld(of.sandbox, of.world.id)) ?? expect.fail('no world')
const headingOf = ({ text }: Seen) => /<h1>([^<]*)<\/h1>/.exec(text)?.[1]
const codeIn = ({ text }: Seen) => /(\d{6}) is your code/.exec(text)?.[1] as string
const wordsOf = ({ text }: Seen) => text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
/** Returns the lists of facts of a page. */
const factsOf = ({ text }: Seen) =>
  Object.fromEntries(
    [...text.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)].map(([, name, value]) => [
      name,
      (value ?? '')
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ]),
  )

async function signedIn(visitor: Visitor, seen: Seen, customer = 'cus_0', of = bank): Promise<Seen> {
  return visitor.submit(seen, { customer, passcode: passcodeOf(await world(of), customer) })
}
/** Opens a request up to the page that describes it. */
async function told(
  asked: AuthorizationLink,
  { customer = 'cus_0', of = bank } = {},
): Promise<{ visitor: Visitor; seen: Seen }> {
  const visitor = new Visitor(of)
  return { visitor, seen: await signedIn(visitor, await visitor.get(asked.url), customer, of) }
}
async function atCode(asked: AuthorizationLink, account = 'acc_0_current', of = bank) {
  const { visitor, seen } = await told(asked, { of })
  return { visitor, seen: await visitor.submit(seen, { decision: 'approve', account }) }
}
/** Approves a request. Returns the URL that the partner is sent. */
async function approved(asked: AuthorizationLink, account = 'acc_0_current', of = bank): Promise<string> {
  const { visitor, seen } = await atCode(asked, account, of)
  const end = await visitor.submit(seen, { decision: 'confirm', code: codeIn(seen) })
  return (await visitor.get(onwardOf(end))).headers.get('location') as string
}
/** Returns the amounts that orders took from the account. */
const amounts = async (of: Bank) => (await readOrderedTransactions(of)).map(({ Amount }) => Amount.Amount)

async function owner(path = '/apps', of = bank) {
  const visitor = new Visitor(of)
  return { visitor, seen: await signedIn(visitor, await visitor.get(`${of.base}/customer${path}`), 'cus_0', of) }
}

describe('a payment', () => {
  test.each([
    ['00900000000003', 'can’t find this account', 'Returned: the payee’s account doesn’t exist'],
    ['00900000000007', 'says this account is closed', 'Returned: the payee’s account is closed'],
  ])(
    'to %s warns before the approval, and shows afterwards that it was returned',
    async (Identification, warning, said) => {
      const of = await open()
      const CreditorAccount = { ...externalPayee, Identification }
      const asked = await askToPay(of, 'domestic-payment', domestic({ CreditorAccount }))
      expect(wordsOf((await told(asked, { of })).seen)).toContain(`The payee’s bank ${warning}`)
      await asked.order(await approved(asked, 'acc_0_current', of))
      await advance(of, of.world, { seconds: 5 })
      expect(wordsOf((await owner('/apps', of)).seen)).toContain(said)
      expect(await balanceOf(of)).toBe('1000.00')
    },
  )

  test('shows amount, payee, date and account; the code repeats them; then the money has moved', async () => {
    const of = await open()
    const asked = await askToPay(of, 'domestic-payment', domestic())
    const { visitor, seen } = await told(asked, { of })
    expect(headingOf(seen)).toBe('Budget Buddy is asking you to make a payment')
    expect(seen.text).toContain('<strong class="money">£20.00</strong>')
    expect(factsOf(seen)).toEqual({
      Payee: 'Bob Clements',
      Account: '08-08-00 / 21325698',
      Reference: 'INVOICE 7',
      When: 'Straight away',
      Arrives: '24 November 2026 at 09:30',
      Charges: 'None',
    })
    expect(wordsOf(seen)).toContain('£1,000.00')
    const code = await visitor.submit(seen, { decision: 'approve', account: 'acc_0_current' })
    expect(wordsOf(code)).toMatch(/\d{6} is your code to pay £20\.00 to Bob Clements \(08-08-00 \/ 21325698\)/)
    expect(factsOf(code)).toMatchObject({ Amount: '£20.00', Payee: 'Bob Clements', 'Pay from': expect.any(String) })
    const end = await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
    expect(headingOf(end)).toBe('You’ve approved it')
    const back = (await visitor.get(onwardOf(end))).headers.get('location') as string
    expect((await asked.order(back)).status).toBe(201)
    expect(await balanceOf(of)).toBe('980.00')
    // The next page with the account shows the remaining balance.
    const again = await told(await askToPay(of, 'domestic-payment', domestic()), { of })
    expect(wordsOf(again.seen)).toContain('£980.00')
    const list = (await owner('/apps', of)).seen
    expect(wordsOf(list)).toMatch(/Past payments by apps BB £20\.00 to Bob Clements (On its way|Paid)/)
  })

  test('shows when it can arrive, counted from the authorisation', async () => {
    const of = await open()
    const asked = await askToPay(of, 'domestic-payment', domestic())
    await advance(of, of.world, { days: 1 })
    const { seen } = await told(asked, { of })
    expect(factsOf(seen).Arrives).toBe('25 November 2026 at 09:30')
  })

  test('offers payment accounts as radio buttons, and shows an error without a choice', async () => {
    const { visitor, seen } = await told(await askToPay(bank, 'domestic-payment', domestic()))
    const offered = [...seen.text.matchAll(/<input type="radio" name="account" value="([^"]+)"/g)].map(([, id]) => id)
    expect(offered).toContain('acc_0_current')
    expect(offered.some((id) => /card|loan|mortgage/.test(id ?? ''))).toBe(false)
    expect(seen.text).not.toContain('type="checkbox"')
    const wrong = await visitor.submit(seen, { decision: 'approve' })
    expect(wrong.text).toContain('role="alert"')
    expect(wordsOf(wrong)).toContain('Choose the account to pay from, or decline.')
  })

  test.each([[['acc_0_card']], [['acc_2_current']], [['acc_0_current', 'acc_0_savings']]])(
    'is paid only from one account that was offered, not from %s',
    async (account) => {
      const asked = await askToPay(bank, 'domestic-payment', domestic())
      const { visitor, seen } = await told(asked)
      const next = await visitor.submit(seen, { decision: 'approve', account })
      expect(headingOf(next)).toBe('Budget Buddy is asking you to make a payment')
    },
  )

  test('that is refused returns access_denied, and nothing is paid', async () => {
    const asked = await askToPay(bank, 'domestic-payment', domestic())
    const { visitor, seen } = await atCode(asked)
    const end = await visitor.submit(seen, { decision: 'refuse' })
    expect(headingOf(end)).toBe('We won’t make this payment')
    expect((await findConsent(await world(bank), asked.consent))?.consent.state).toBe('RJCT')
  })

  test('that a robot answers in two parallel visits is approved once and never refused', async () => {
    const { url } = await askToPay(bank, 'domestic-payment', domestic())
    const answers = await Promise.all([1, 2].map(() => bank.request(`${url}&robot=approve`)))
    const back = answers.map(({ headers }) => new URL(headers.get('location') as string).searchParams)
    expect(back.map((one) => one.get('error') ?? [...one.keys()][0]).sort()).toEqual(['code', 'invalid_request'])
    expect(back.map((one) => one.get('error_description')).join()).toMatch(/is AUTH and cannot be authorised/)
  })

  test('shows the account that the partner named as fixed', async () => {
    const DebtorAccount = {
      SchemeName: 'UK.OBIE.SortCodeAccountNumber',
      Identification: await numberOf(bank, 'acc_0_savings'),
    }
    const asked = await askToPay(bank, 'domestic-payment', domestic({ DebtorAccount }))
    const { visitor, seen } = await told(asked)
    expect(seen.text).not.toContain('type="radio"')
    expect(wordsOf(seen)).toContain('Budget Buddy chose this account.')
    const code = await visitor.submit(seen, { decision: 'approve' })
    expect(headingOf(code)).toBe('Confirm with a code')
    await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
    expect((await findConsent(await world(bank), asked.consent))?.consent.accounts).toEqual(['acc_0_savings'])
  })

  test("that names another customer's account can only be refused", async () => {
    const DebtorAccount = {
      SchemeName: 'UK.OBIE.SortCodeAccountNumber',
      Identification: await numberOf(bank, 'acc_2_current'),
    }
    const { seen } = await told(await askToPay(bank, 'domestic-payment', domestic({ DebtorAccount })))
    expect(wordsOf(seen)).toContain('This payment is from an account that isn’t yours')
    expect(seen.text).not.toContain('value="approve"')
    expect(seen.text).toContain('value="refuse"')
  })

  test('warns of insufficient funds before and beside the code, and can still be approved', async () => {
    const asked = await askToPay(bank, 'domestic-payment', domestic({ InstructedAmount: pounds('90000.00') }))
    const { visitor, seen } = await told(asked)
    expect(wordsOf(seen)).toContain('Not enough money right now')
    const code = await visitor.submit(seen, { decision: 'approve', account: 'acc_0_current' })
    expect(wordsOf(code)).toContain('You don’t have enough money in this account right now.')
    expect(headingOf(await visitor.submit(code, { decision: 'confirm', code: codeIn(code) }))).toBe(
      'You’ve approved it',
    )
    const enough = await told(await askToPay(bank, 'domestic-payment', domestic({ InstructedAmount: pounds('1.00') })))
    expect(wordsOf(enough.seen)).not.toContain('Not enough')
  })

  test('rejected for insufficient funds shows the reason in the list', async () => {
    const asked = await askToPay(bank, 'domestic-payment', domestic({ InstructedAmount: pounds('90001.00') }))
    await asked.order(await approved(asked))
    const { seen } = await owner()
    expect(wordsOf(seen)).toContain('£90,001.00 to Bob Clements Not made: there wasn’t enough money in the account')
  })

  test.each([
    ['Grace Whitfield', 'The name matches the account.', false],
    ['G Whitfield', 'The name on the account is Grace Whitfield, which is close but not the same.', true],
    ['Mallory Black', 'The name doesn’t match the account.', true],
  ])('to an account of this bank in the name of %s says: %s', async (Name, words, isWarned) => {
    const Identification = await numberOf(bank, 'acc_0_current')
    const CreditorAccount = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification, Name }
    const asked = await askToPay(bank, 'domestic-payment', domestic({ CreditorAccount }))
    const { visitor, seen } = await told(asked, { customer: 'cus_2' })
    expect(wordsOf(seen)).toContain(words)
    expect(seen.text.includes('class="warning"')).toBe(isWarned)
    const code = await visitor.submit(seen, { decision: 'approve', account: 'acc_2_current' })
    expect([headingOf(code), wordsOf(code).includes(words)]).toEqual(['Confirm with a code', isWarned])
  })

  test('to another bank shows that the name was not checked', async () => {
    const { seen } = await told(await askToPay(bank, 'domestic-payment', domestic()))
    expect(wordsOf(seen)).toContain('we couldn’t check the name')
  })

  test('abroad shows country, currency, charges, rate and the debit', async () => {
    const asked = await askToPay(bank, 'international-payment', abroad({ InstructionPriority: 'Urgent' }))
    const { visitor, seen } = await told(asked)
    expect(seen.text).toContain('<strong class="money">€40.00</strong>')
    const facts = factsOf(seen)
    expect(facts).toMatchObject({
      Payee: 'Erika Muster',
      IBAN: 'DE89 3704 0044 0532 0130 00',
      Country: 'Germany',
      Currency: 'Euro',
      'Exchange rate': expect.stringMatching(/^1 (GBP|EUR) = [\d.]+ (EUR|GBP)/),
    })
    expect(wordsOf(seen)).toMatch(/£\d\d\.\d\d would leave this account/)
    const code = await visitor.submit(seen, { decision: 'approve', account: 'acc_0_current' })
    expect(factsOf(code)['Leaves your account']).toMatch(/^£\d\d\.\d\d/)
  })

  test('with a future date shows the date, is listed, and can be cancelled once', async () => {
    const of = await open()
    const asked = await askToPay(of, 'domestic-scheduled-payment', scheduled())
    const { seen: first } = await told(asked, { of })
    expect(factsOf(first).When).toBe('On 1 December 2026')
    await asked.order(await approved(asked, 'acc_0_current', of))
    const { visitor, seen: list } = await owner('/apps', of)
    expect(wordsOf(list)).toMatch(/Upcoming payments BB £20\.00 to Bob Clements Due on 1 December 2026/)
    const path = `${of.base}/customer/consents/${asked.consent}`
    const sure = await visitor.get(`${path}/stop`)
    expect(headingOf(sure)).toBe('Cancel this payment?')
    const done = await visitor.submit(sure, { decision: 'stop' })
    expect(wordsOf(done)).toContain('You’ve cancelled the payment. Nothing will be paid.')
    expect(factsOf(done).Status).toBe('Cancelled by you')
    // A second click sends the form again.
    expect((await visitor.submit(sure, { decision: 'stop' })).status).toBe(200)
    await advance(of, of.world, { days: 10 })
    expect(await readOrderedTransactions(of)).toEqual([])
  })

  test('with a future date is paid on that date, and then cannot be cancelled', async () => {
    const of = await open()
    const asked = await askToPay(of, 'domestic-scheduled-payment', scheduled())
    await asked.order(await approved(asked, 'acc_0_current', of))
    await advance(of, of.world, { days: 10 })
    const { visitor, seen } = await owner(`/consents/${asked.consent}`, of)
    expect(factsOf(seen).Status).toMatch(/^Paid/)
    expect(seen.text).not.toContain('/stop"')
    expect(headingOf(await visitor.get(`${of.base}/customer/consents/${asked.consent}/stop`))).toBe('Budget Buddy')
  })

  test('as a standing order shows frequency, first and last date, and can be cancelled', async () => {
    const of = await open()
    const more = { RecurringPaymentAmount: pounds('30.00'), FinalPaymentAmount: pounds('5.00'), NumberOfPayments: '12' }
    const asked = await askToPay(of, 'domestic-standing-order', standing(more))
    const { seen } = await told(asked, { of })
    expect(headingOf(seen)).toBe('Budget Buddy is asking you to set up a standing order')
    expect(seen.text).toContain('<strong class="money">£30.00</strong>')
    expect(factsOf(seen)).toMatchObject({
      When: 'Every month, on the 1st',
      'First payment': '1 December 2026, £50.00',
      'Last payment': '£5.00',
      Ends: 'After 12 payments',
    })
    await asked.order(await approved(asked, 'acc_0_current', of))
    await advance(of, of.world, { days: 10 })
    expect(await amounts(of)).toEqual(['50.00'])
    const { visitor, seen: list } = await owner('/apps', of)
    expect(wordsOf(list)).toMatch(
      /Upcoming payments BB £30\.00 to Bob Clements, every month, on the 1st Active Next payment: 1 January 2027/,
    )
    const sure = await visitor.get(`${of.base}/customer/consents/${asked.consent}/stop`)
    expect(headingOf(sure)).toBe('Cancel this standing order?')
    const done = await visitor.submit(sure, { decision: 'stop' })
    expect(factsOf(done).Status).toBe('Cancelled by you')
    await advance(of, of.world, { days: 60 })
    expect(await amounts(of)).toEqual(['50.00'])
  })

  test('is visible to its customer only, who alone can cancel it', async () => {
    const asked = await askToPay(bank, 'domestic-scheduled-payment', scheduled())
    await asked.order(await approved(asked))
    const visitor = new Visitor(bank)
    await signedIn(visitor, await visitor.get(own), 'cus_1')
    for (const path of ['', '/stop']) {
      const seen = await visitor.get(`${own}/consents/${asked.consent}${path}`)
      expect([seen.status, headingOf(seen)]).toEqual([404, 'We can’t find this page'])
    }
  })
})

test('a file of payments shows their number and total', async () => {
  const { visitor, seen } = await told(await askToPayFile(bank))
  expect(headingOf(seen)).toBe('Budget Buddy is asking you to make payments from a file')
  expect(factsOf(seen)).toEqual({ 'Number of payments': '3', Total: '£12.50' })
  const code = await visitor.submit(seen, { decision: 'approve', account: 'acc_0_current' })
  expect(wordsOf(code)).toContain('is your code to pay 3 payments, £12.50 in total from Sandbank')
})

describe('a mandate', () => {
  const limits = {
    PeriodicLimits: [
      { PeriodType: 'Day', PeriodAlignment: 'Calendar', Amount: '250.00', Currency: 'GBP' },
      { PeriodType: 'Month', PeriodAlignment: 'Consent', Amount: '1000.00', Currency: 'GBP' },
    ],
    ValidToDateTime: '2027-05-31T00:00:00Z',
  } as const
  const given = { ...limits, PeriodicLimits: [...limits.PeriodicLimits] }

  test('shows payee, limits, expiry and payments; the customer stops it', async () => {
    const of = await open()
    const asked = await askForMandate(of, given)
    const { seen } = await told(asked, { of })
    expect(headingOf(seen)).toBe('Budget Buddy would like to make payments for you')
    expect(factsOf(seen)).toEqual({
      Payee: 'Bob Clements',
      Account: '08-08-00 / 21325698',
      'Each payment': 'Up to £100.00',
      'In total': 'Up to £250.00 in each calendar day Up to £1,000.00 in each month, counted from 24 November 2026',
      Purpose: 'Paying other people and businesses',
      Starts: '24 November 2026',
      Until: 'The end of 31 May 2027',
    })
    expect(seen.text).toContain('type="radio"')
    const tokens = await asked.finish(await approved(asked, 'acc_0_current', of))
    const paid = await tokens.post(`${pisp}/domestic-vrps`, payment(mandate(given), asked.consent))
    expect(paid.status).toBe(201)
    const { visitor, seen: list } = await owner('/apps', of)
    expect(wordsOf(list)).toContain('Payments to Bob Clements, up to £100.00 each')
    const page = await visitor.get(`${of.base}/customer/consents/${asked.consent}`)
    expect(wordsOf(page)).toMatch(/Payments it made £10\.00 to Bob Clements/)
    const sure = await visitor.get(`${of.base}/customer/consents/${asked.consent}/stop`)
    expect(headingOf(sure)).toBe('Stop payments by Budget Buddy?')
    const done = await visitor.submit(sure, { decision: 'stop' })
    expect(wordsOf(done)).toContain('Budget Buddy can’t make payments any more.')
    expect((await tokens.post(`${pisp}/domestic-vrps`, payment(mandate(given), asked.consent))).status).not.toBe(201)
  })

  test('for sweeping says so', async () => {
    const asked = await askForMandate(bank, { VRPType: ['UK.OBIE.VRPType.Sweeping'] })
    const { seen } = await told(asked)
    expect(factsOf(seen).Purpose).toBe('Moving money between your own accounts')
  })
})

test('a funds confirmation consent shows app, account and expiry, and can be stopped', async () => {
  const number = await numberOf(bank, 'acc_0_current')
  const asked = await askForFunds(bank, number, { ExpirationDateTime: '2027-01-31T12:00:00Z' })
  const { visitor, seen } = await told(asked)
  expect(headingOf(seen)).toBe('Budget Buddy would like to check that you have enough money')
  expect(factsOf(seen)).toEqual({
    Account: number.replace(/(..)(..)(..)(.{8})/, '$1-$2-$3 / $4'),
    Until: '31 January 2027 at 12:00',
  })
  expect(seen.text).not.toMatch(/type="(radio|checkbox)"/)
  const code = await visitor.submit(seen, { decision: 'approve' })
  await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
  const { visitor: customer, seen: list } = await owner()
  expect(wordsOf(list)).toContain('Can check that there’s enough money in')
  const sure = await customer.get(`${own}/consents/${asked.consent}/stop`)
  expect(wordsOf(await customer.submit(sure, { decision: 'stop' }))).toContain(
    'Budget Buddy can’t check your account any more.',
  )
  expect((await findConsent(await world(bank), asked.consent))?.consent.state).toBe('CANC')
})

test('another device shows the same details and warning, and approves', async () => {
  const asked = await askToPay(bank, 'domestic-payment', domestic({ InstructedAmount: pounds('90000.00') }))
  const { visitor, seen } = await atCode(asked)
  const waiting = await visitor.submit(seen, { decision: 'elsewhere' })
  const code = /class="short-code">([^<]+)</.exec(waiting.text)?.[1] as string
  const phone = new Visitor(bank)
  const there = await signedIn(phone, await phone.get(`${bank.base}/approve/${code}`))
  expect(headingOf(there)).toBe('Budget Buddy is asking you to make a payment')
  expect(factsOf(there)).toMatchObject({ Payee: 'Bob Clements' })
  expect(there.text).toContain('<strong class="money">£90,000.00</strong>')
  expect(wordsOf(there)).toContain('You don’t have enough money in this account right now.')
  expect(wordsOf(await phone.get(`${own}/apps`))).toContain(
    'Waiting for you Budget Buddy is asking you to make a payment £90,000.00 to Bob Clements',
  )
  await phone.submit(there, { decision: 'approve' })
  const end = await visitor.get(seen.url)
  expect(headingOf(end)).toBe('You’ve approved it')
})

test('a robot approves a payment from the account that it names', async () => {
  const of = await open()
  const asked = await askToPay(of, 'domestic-payment', domestic())
  const answer = await of.request(`${asked.url}&robot=${encodeURIComponent('approve, accounts=acc_0_savings')}`)
  const callback = answer.headers.get('location') as string
  expect((await asked.order(callback)).status).toBe(201)
  const { consent } = (await findConsent(await world(of), asked.consent)) ?? expect.fail('no consent')
  expect(consent.accounts).toEqual(['acc_0_savings'])
})

test('markup in a payee’s name or a reference is text on every page', async () => {
  const of = await open()
  const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
  const asked = await askToPay(
    of,
    'domestic-scheduled-payment',
    scheduled({
      CreditorAccount: { ...externalPayee, Name: evil },
      RemittanceInformation: { Unstructured: [evil] },
    }),
  )
  const first = await told(asked, { of })
  const code = await first.visitor.submit(first.seen, { decision: 'approve', account: 'acc_0_current' })
  const elsewhereSeen = await first.visitor.submit(code, { decision: 'elsewhere' })
  const short = /class="short-code">([^<]+)</.exec(elsewhereSeen.text)?.[1] as string
  const phone = new Visitor(of)
  const there = await signedIn(phone, await phone.get(`${of.base}/approve/${short}`), 'cus_0', of)
  await phone.submit(there, { decision: 'approve' })
  const list = await phone.get(`${of.base}/customer/apps`)
  const page = await phone.get(`${of.base}/customer/consents/${asked.consent}`)
  for (const { text } of [first.seen, code, there, list, page]) {
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toMatch(/<script|<img/)
  }
})

test('a right-to-left name does not affect the text around it on any page', async () => {
  const of = await open('1000.00', 'הבנק שלי')
  const asked = await askToPay(
    of,
    'domestic-payment',
    domestic({ CreditorAccount: { ...externalPayee, Name: 'متجر' } }),
  )
  const first = await told(asked, { of })
  expect(first.seen.text).toContain('\u2068הבנק שלי\u2069')
  expect(factsOf(first.seen)).toMatchObject({ Payee: '\u2068متجر\u2069' })
})

test('direction overrides and invisible characters in a payee’s name are shown on every page', async () => {
  const of = await open()
  const asked = await askToPay(
    of,
    'domestic-payment',
    domestic({
      CreditorAccount: { ...externalPayee, Name: 'Rent \u202Edrawoh\u202C\u0007' },
      RemittanceInformation: { Unstructured: ['no\u2066te'] },
    }),
  )
  const first = await told(asked, { of })
  expect(factsOf(first.seen)).toMatchObject({ Payee: 'Rent �drawoh��', Reference: 'no�te' })
  const code = await first.visitor.submit(first.seen, { decision: 'approve', account: 'acc_0_current' })
  for (const { text } of [first.seen, code]) expect(text).not.toMatch(/[\u202e\u202c\u2066]/)
})
