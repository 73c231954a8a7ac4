import { describe, expect, test } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findPayeeAccount } from '#actions/payments/own-payees.ts'
import { findWorld } from '#store/world.ts'
import { type Bank, openBank } from '#test/support/authorization/bank.ts'
import { type Seen, Visitor } from '#test/support/authorization/visitor.ts'

const bank = await openBank()
const own = `${bank.base}/customer`
const headingOf = ({ text }: Seen) => wordsOf(/<h1>(.*?)<\/h1>/s.exec(text)?.[1] ?? '')
const wordsOf = (text: string) =>
  text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
const alertOf = ({ text }: Seen) => wordsOf(/role="alert"[^>]*>(.*?)<\/p>/s.exec(text)?.[1] ?? '')
const worldOf = async (of: Bank) => (await findWorld(of.sandbox, of.world.id)) ?? expect.fail('no world')

async function signIn(customer: string, of = bank): Promise<Visitor> {
  const visitor = new Visitor(of)
  const passcode = passcodeOf(await worldOf(of), customer)
  await visitor.submit(await visitor.get(`${of.base}/customer`), { customer, passcode })
  return visitor
}

/** Opens the form for a typed account and sends it to the confirm page. */
async function fill(visitor: Visitor, typed: Record<string, string>, of = bank): Promise<Seen> {
  const form = await visitor.get(`${of.base}/customer/pay?to=${typed.to ?? 'account'}`)
  return visitor.submit(form, { amount: '1', from: 'acc_0_current', step: 'check', ...typed })
}

const friend = findPayeeAccount(await worldOf(bank), 'cus_1') ?? expect.fail('no account')
const typedFriend = { name: friend.name, sortCode: friend.sortCode, number: friend.accountNumber }

describe('an account page', () => {
  test.each([
    ['another customer’s account', '/accounts/acc_1_current'],
    ['an unknown account', '/accounts/acc_0_nothing'],
    ['another customer’s transaction', '/accounts/acc_1_current/transactions/tx_1_current_24322_1'],
    [
      'another customer’s transaction under the own account',
      '/accounts/acc_0_current/transactions/tx_1_current_24322_1',
    ],
    ['a transaction that has not happened', '/accounts/acc_0_current/transactions/tx_0_current_24330_1'],
    ['a page that no link leads to', '/accounts/acc_0_current?page=x'],
    ['a page of another customer', '/accounts/acc_0_current?page=tx_1_current_24322_1'],
    ['an unknown payment', '/paid/pay_abcdefghijklmnop'],
    ['an unknown payee', '/pay?to=cus_999999'],
    ['the customer as payee', '/pay?to=cus_0'],
  ])('%s is not found', async (_, path) => {
    const visitor = await signIn('cus_0')
    const seen = await visitor.get(own + path)
    expect([seen.status, headingOf(seen)]).toEqual([404, 'We can’t find this page'])
  })

  test('a director has no accounts, and finds none of the company', async () => {
    const visitor = await signIn('cus_6_3')
    for (const path of ['/accounts/acc_6_business', '/pay', '/pay?to=cus_1'])
      expect((await visitor.get(own + path)).status).toBe(404)
  })

  test('a search finds names, references and amounts over three years, fifty at a time', async () => {
    const visitor = await signIn('cus_0')
    const page = await visitor.get(`${own}/accounts/acc_0_current?q=SALARY`)
    const rows = [...page.text.matchAll(/class="what"><strong>/g)]
    expect(rows.length).toBeGreaterThan(20)
    const market = await visitor.get(`${own}/accounts/acc_0_current?q=market`)
    expect(market.text.match(/class="what"><strong>/g)).toHaveLength(50)
    const next = /href="(\?q=market&amp;page=[^"]+)"/.exec(market.text)?.[1]?.replaceAll('&amp;', '&')
    const older = await visitor.get(`${own}/accounts/acc_0_current${next}`)
    expect(older.text.match(/class="what"><strong>/g)).toHaveLength(50)
    const idsOf = ({ text }: Seen) => [...text.matchAll(/tx_0_current_\d+_\d+/g)].map(([id]) => id)
    expect(idsOf(market).filter((id) => idsOf(older).includes(id))).toEqual([])
    expect((await visitor.get(`${own}/accounts/acc_0_current?q=%3Cscript%3E`)).text).toContain(
      'No transaction of this account contains “&lt;script&gt;”.',
    )
  })
})

describe('paying a friend', () => {
  test.each([
    ['no name', { name: ' ' }, 'Enter the name on their account.'],
    ['a short sort code', { sortCode: '12-34' }, 'A sort code has six digits, such as 00-12-34.'],
    ['letters in the number', { number: '1234567x' }, 'An account number has eight digits.'],
    ['no amount', { amount: '' }, 'Enter an amount in pounds and pence, such as 12.50.'],
    ['zero', { amount: '0.00' }, 'Enter an amount in pounds and pence, such as 12.50.'],
    ['a negative amount', { amount: '-5' }, 'Enter an amount in pounds and pence, such as 12.50.'],
    ['a fraction of a penny', { amount: '1.005' }, 'Enter an amount in pounds and pence, such as 12.50.'],
    ['too much for one payment', { amount: '1,000,000.01' }, 'The most you can pay at once is £1,000,000.'],
    ['a long reference', { reference: 'x'.repeat(36) }, 'A reference has at most 35 characters.'],
    ['another customer’s account', { from: 'acc_1_current' }, 'Choose the account to pay from.'],
    ['a card', { from: 'acc_0_card' }, 'Choose the account to pay from.'],
  ])('with %s says what is wrong, and keeps what was typed', async (_, typed, said) => {
    const visitor = await signIn('cus_0')
    const seen = await fill(visitor, { ...typedFriend, reference: 'Kept', ...typed })
    expect(alertOf(seen)).toBe(said)
    expect(seen.text).toContain(`value="${'reference' in typed ? typed.reference : 'Kept'}"`)
  })

  test.each([
    ['the right name', {}, 'The name matches the account.'],
    ['a close name', { name: 'Callum Reed' }, 'which is close to what you typed but not the same'],
    ['another name', { name: 'Zoe Quill' }, 'The name doesn’t match the account.'],
    ['an account of another bank', { sortCode: '123456' }, 'so we couldn’t check the name'],
  ])('with %s shows what the payee check says', async (_, typed, said) => {
    const seen = await fill(await signIn('cus_0'), { ...typedFriend, ...typed })
    expect(headingOf(seen)).toBe('Check and pay')
    expect(wordsOf(seen.text)).toContain(said)
  })

  test('happens once, however often the form is sent; a changed form asks again', async () => {
    const visitor = await signIn('cus_0')
    const confirm = await fill(visitor, { ...typedFriend, amount: '20' })
    const [first, second] = await Promise.all([1, 2].map(() => visitor.submit(confirm, { step: 'pay' })))
    expect(headingOf(first as Seen)).toBe('You’ve paid £20.00')
    expect(second?.url).toBe(first?.url)
    const changed = await visitor.submit(confirm, { step: 'pay', amount: '21' })
    expect(alertOf(changed)).toContain('already used for another payment')
    const stranger = await signIn('cus_1')
    expect((await stranger.get(first?.url ?? '')).status).toBe(404)
  })

  test.each([
    ['markup', '<script>alert(1)</script>', '</b><b>'],
    ['control characters', 'Zoe\u0000\u0007 Quill', '\u0000'],
    ['text that runs from right to left', 'Zoe \u202Elliuq', '\u202E1.00'],
    ['a name as long as it may be', '\u{1F370}'.repeat(140), '\u{1F370}'.repeat(35)],
    ['a lone surrogate', 'Zoe \uD800', '\uDC00'],
  ])('%s as name and reference stays text, and pays', async (_, name, reference) => {
    const visitor = await signIn('cus_0')
    const confirm = await fill(visitor, { ...typedFriend, sortCode: '123456', name, reference, amount: '0.01' })
    expect(headingOf(confirm)).toBe('Check and pay')
    const paid = await visitor.submit(await visitor.get(confirm.url.replace(/[^?]*/, `${own}/pay/confirm`)), {
      step: 'pay',
    })
    expect(headingOf(paid)).toBe('You’ve paid £0.01')
    const home = await visitor.get(own)
    for (const { text } of [confirm, paid, home]) expect(text).not.toMatch(/<script|<\/b>/)
  })

  test('a form without its token, or without the once of a form, pays nothing', async () => {
    const visitor = await signIn('cus_0')
    const confirm = await fill(visitor, typedFriend)
    for (const typed of [{ token: '' }, { token: 'x'.repeat(43) }, { once: '' }, { once: '../x' }])
      expect((await visitor.submit(confirm, { step: 'pay', ...typed })).status).toBe(403)
  })

  test('that the account cannot cover any more ends with a receipt that says so', async () => {
    const visitor = await signIn('cus_0')
    const all = /£([\d,]+\.\d\d) available/.exec((await visitor.get(`${own}/accounts/acc_0_current`)).text)?.[1] ?? ''
    const two = [
      await fill(visitor, { ...typedFriend, amount: all }),
      await fill(visitor, { ...typedFriend, amount: all }),
    ]
    const [paid, rejected] = [
      await visitor.submit(two[0] as Seen, { step: 'pay' }),
      await visitor.submit(two[1] as Seen, { step: 'pay' }),
    ]
    expect(headingOf(paid)).toBe(`You’ve paid £${all}`)
    expect(headingOf(rejected)).toBe(`We haven’t paid £${all}`)
    expect(wordsOf(rejected.text)).toContain('Not made: there wasn’t enough money in the account')
  })
})

describe('a large payment of a company', () => {
  test('waits for the second director, who reads that the bank asks, and approves it', async () => {
    const visitor = await signIn('cus_6')
    const typed = { name: 'Bob Clements', sortCode: '080800', number: '21325698' }
    const confirm = await fill(visitor, { ...typed, amount: '7,500', from: 'acc_6_business' })
    const waits = await visitor.submit(confirm, { step: 'pay' })
    expect(headingOf(waits)).toBe('£7,500.00 is waiting')
    const director = await signIn('cus_6_3')
    const list = await director.get(own)
    expect(wordsOf(list.text)).toContain('£7,500.00 to Bob Clements Requested by Sandbank')
    const [, link = ''] = /href="([^"]+\/payments\/pay_[^"]+)"/.exec(list.text) ?? []
    const code = await director.submit(await director.get(link), { decision: 'approve' })
    const [, sent = ''] = /(\d{6}) is your code/.exec(code.text) ?? []
    await director.submit(code, { decision: 'confirm', code: sent })
    expect(headingOf(await visitor.get(waits.url))).toBe('You’ve paid £7,500.00')
  })
})

describe('a payment at the bank itself', () => {
  test('is the bank’s: the payee and partners see the money only, and the console names the bank', async () => {
    const of = await openBank()
    const visitor = await signIn('cus_0', of)
    const paid = await visitor.submit(await fill(visitor, { ...typedFriend, to: 'cus_1', amount: '5' }, of), {
      step: 'pay',
    })
    const [, order = ''] = /\/paid\/(pay_\w+)/.exec(paid.url) ?? []

    const payee = await signIn('cus_1', of)
    const home = await payee.get(`${of.base}/customer`)
    const [, link = ''] = /href="([^"]+_l1)"/.exec(home.text) ?? []
    const received = await payee.get(link)
    expect(headingOf(received)).toBe('+£5.00 from Grace Whitfield')
    expect(received.text).not.toMatch(/here at the bank|made this payment/)

    const consent = order.replace('pay_', 'pic_')
    const asked = await of.ask()
    const { status } = await of.send('GET', `/open-banking/v4.0/pisp/domestic-payments/${order}`)
    expect(status).toBe(401)
    await expect(of.askFor(consent).then(({ url }) => new Visitor(of).get(url))).rejects.toThrow()
    expect(asked.consent).not.toBe(consent)
    expect((await visitor.get(`${of.base}/customer/consents/${consent}`)).text).not.toContain('ptn_')
    expect((await visitor.get(`${of.base}/customer/apps`)).text).not.toContain('Callum')
  })
})
