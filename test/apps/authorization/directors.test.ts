import { describe, expect, test } from 'vitest'
import { approveByCode, findDirectorApproval } from '#actions/approvals/approve-by-code.ts'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findWorld } from '#store/world.ts'
import { type Bank, openBank } from '#test/support/authorization/bank.ts'
import { onwardOf, type Seen, Visitor } from '#test/support/authorization/visitor.ts'
import { fund } from '#test/support/payers.ts'
import { askToPay, domestic, pounds, standing } from '#test/support/payment-requests.ts'
import { advance, type Json } from '#test/support/sandbox.ts'

/**
 * Imogen Clarke's company, in process: cus_6 signs in as its first director, cus_6_3 is the second.
 * cus_30 owns another company.
 */
const [first, second] = ['cus_6', 'cus_6_3']
const headingOf = ({ text }: Seen) => /<h1>([^<]*)<\/h1>/.exec(text)?.[1]
const codeIn = ({ text }: Seen) => /(\d{6}) is your code/.exec(text)?.[1] as string
const wordsOf = ({ text }: Seen) => text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
const tokenIn = ({ text }: Seen) => /name="token" value="([^"]+)"/.exec(text)?.[1] as string
const here = async (of: Bank) => (await findWorld(of.sandbox, of.world.id)) ?? expect.fail('no world')

async function signedIn(of: Bank, url: string, customer: string): Promise<{ visitor: Visitor; seen: Seen }> {
  const visitor = new Visitor(of)
  const typed = { customer, passcode: passcodeOf(await here(of), customer) }
  return { visitor, seen: await visitor.submit(await visitor.get(url), typed) }
}

/**
 * Opens a bank where the first director has approved a payment of £7,500, and returns the link to
 * it.
 */
async function begin(
  initiation: object = domestic({ InstructedAmount: pounds('7500.00') }),
  kind = 'domestic-payment',
) {
  const of = await openBank()
  const own = `${of.base}/customer`
  await fund(of, of.world, { acc_6_business: '60000.00' })
  const asked = await askToPay(of, kind as 'domestic-payment', initiation)
  const { visitor, seen } = await signedIn(of, asked.url, first)
  const code = await visitor.submit(seen, { decision: 'approve', account: 'acc_6_business' })
  const end = await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
  const { id } = await asked.order((await visitor.get(onwardOf(end))).headers.get('location') as string)
  const control = (method: string, path: string, body?: object) =>
    of.send(method, `/control/worlds/${of.world.id}${path}`, body, of.world.controlKey)
  return {
    of,
    own,
    id,
    consent: asked.consent,
    page: `${own}/payments/${id}`,
    waiting: async (): Promise<Json[]> => (await control('GET', '/approvals')).body.approvals,
    control,
    as: (who: string, path = '') => signedIn(of, own + path, who),
  }
}

describe('a second director', () => {
  test('finds the payment with its details and approves it by code: it is paid, as by the control operation', async () => {
    const { page, id, as, waiting } = await begin()
    const { visitor, seen } = await as(second)
    expect(headingOf(seen)).toBe('Payments to approve')
    expect(wordsOf(seen)).toMatch(/£7,500\.00 to Bob Clements .*Requested by Budget Buddy/)
    const told = await visitor.get(page)
    expect(headingOf(told)).toBe('A payment is waiting for your approval')
    for (const words of [
      '£7,500.00',
      'Bob Clements',
      '08-08-00 / 21325698',
      'Charges None',
      'Requested by Budget Buddy',
      'Approved by Imogen Clarke',
      'Approved on 24 November 2026 at 09:3',
      'You can approve it until 1 December 2026 at 09:3',
      'The account it’s paid from Business',
    ])
      expect(wordsOf(told)).toContain(words)
    const code = await visitor.submit(told, { decision: 'approve' })
    expect(headingOf(code)).toBe('Confirm with a code')
    expect(wordsOf(code)).toContain('is your code to pay £7,500.00 to Bob Clements')
    expect(await waiting()).toMatchObject([{ order: id, status: 'PATC' }])
    const done = await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
    expect(wordsOf(done)).toContain('You’ve approved this payment.')
    expect(wordsOf(done)).toMatch(/Status (On its way|Paid)/)
    expect(done.text).not.toContain('name="decision" value="approve"')
    expect(await waiting()).toEqual([])
    expect(wordsOf(await visitor.get(page.replace(/\/payments.*/, '')))).toContain('No payments are waiting for you')
  })

  test('refuses it without a code: it is rejected, and can no longer be approved', async () => {
    const { page, as, waiting, control, id } = await begin()
    const { visitor, seen } = await as(second, `/payments/${id}`)
    const done = await visitor.submit(seen, { decision: 'refuse' })
    expect(wordsOf(done)).toContain('Not made: someone who had to approve it declined')
    expect(await waiting()).toEqual([])
    expect((await control('POST', `/orders/${id}/approve`, {})).status).toBe(409)
    const again = await visitor.submit({ ...seen, url: page }, { decision: 'approve' })
    expect(again.text).not.toContain('Confirm with a code')
  })

  test('has three tries: the third wrong code refuses the payment', async () => {
    const { as, waiting, id } = await begin()
    const { visitor, seen } = await as(second, `/payments/${id}`)
    let code = await visitor.submit(seen, { decision: 'approve' })
    const right = codeIn(code)
    for (const left of ['You have 2 tries left', 'You have one try left']) {
      code = await visitor.submit(code, { decision: 'confirm', code: right === '1' ? '2' : '1' })
      expect(wordsOf(code)).toContain(left)
    }
    const over = await visitor.submit(code, { decision: 'confirm', code: '1' })
    expect(wordsOf(over)).toContain('You entered the wrong code three times.')
    expect(wordsOf(over)).toContain('Not made')
    expect(await waiting()).toEqual([])
  })

  test('has three tries also with many parallel guesses', async () => {
    const { as, waiting, id, of } = await begin()
    const { visitor, seen } = await as(second, `/payments/${id}`)
    const code = await visitor.submit(seen, { decision: 'approve' })
    const wrong = Array.from({ length: 20 }, (_, n) => String(n))
    await Promise.all(wrong.map((one) => visitor.submit(code, { decision: 'confirm', code: one })))
    const { items } = { items: await of.store.list(`world/${of.world.id}/0`, { prefix: 'signing-off/', limit: 10 }) }
    const counted = items.map(({ value }) => (value as { wrongCodes: number }).wrongCodes)
    // Each wrong code was counted, or rejected unread. After the third, guessing has ended.
    expect(counted.length === 0 ? (await waiting()).length : counted[0]).toBeLessThanOrEqual(2)
    for (let n = 0; n < 3; n++) await visitor.submit(code, { decision: 'confirm', code: 'x' })
    expect(await waiting()).toEqual([])
    expect(wordsOf(await visitor.get(code.url))).toContain('Not made')
  })

  test('gives the right code among 100 parallel guesses the same problem as the wrong ones', async () => {
    const { as, of, id, waiting } = await begin()
    const { visitor, seen } = await as(second, `/payments/${id}`)
    const right = codeIn(await visitor.submit(seen, { decision: 'approve' })) as string
    const world = await here(of)
    const one = (await findDirectorApproval(world, second, id)) ?? expect.fail('no approval')
    const guesses = [...Array.from({ length: 99 }, (_, n) => `wrong ${n}`), right]
    const answers = await Promise.allSettled(guesses.map((guess) => approveByCode(world, one, guess)))
    const reasons = answers.map((answer) => (answer.status === 'rejected' ? String(answer.reason) : 'approved'))
    expect(reasons[0]).toContain('tries left: 2')
    expect(new Set(reasons.slice(1)).size).toBe(1)
    expect(answers.at(-1)).toMatchObject({ reason: { code: 'conflict' } })
    expect(await waiting()).toHaveLength(1)
  })

  test('approves once with two clicks', async () => {
    const { as, of, id } = await begin()
    const { visitor, seen } = await as(second, `/payments/${id}`)
    const code = await visitor.submit(seen, { decision: 'approve' })
    const typed = { decision: 'confirm', code: codeIn(code) }
    const both = await Promise.all([visitor.submit(code, typed), visitor.submit(code, typed)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(wordsOf(await visitor.get(code.url))).toContain('You’ve approved this payment.')
    const proof = await of.send('GET', `/control/worlds/${of.world.id}/proof`, undefined, of.world.controlKey)
    expect(proof.body).toMatchObject({ holds: true, payments: 1 })
  })

  test('cannot approve after a week', async () => {
    const { as, of, page, id } = await begin()
    await advance(of, of.world, { days: 8 })
    const { visitor, seen } = await as(second)
    expect(wordsOf(seen)).toContain('No payments are waiting for you')
    expect(wordsOf(await visitor.get(page))).toContain('Not made: not everyone approved it in time')
    expect(id).toMatch(/^pay_/)
  })

  test('approves a standing order, which then waits for its dates', async () => {
    const { as, id } = await begin(standing({ FirstPaymentAmount: pounds('6000.00') }), 'domestic-standing-order')
    const { visitor, seen } = await as(second, `/payments/${id}`)
    expect(wordsOf(seen)).toContain('The standing order')
    const code = await visitor.submit(seen, { decision: 'approve' })
    expect(wordsOf(await visitor.submit(code, { decision: 'confirm', code: codeIn(code) }))).toContain(
      'Status Due on 1 December 2026',
    )
  })
})

describe('only the second director can decide:', () => {
  test('the first director sees that it waits, and cannot approve, refuse or cancel it', async () => {
    const { as, page, own, id, consent, waiting } = await begin()
    const { visitor, seen } = await as(first)
    expect(wordsOf(seen)).toContain('£7,500.00 to Bob Clements Waiting for someone else to approve it')
    expect(wordsOf(seen)).not.toMatch(/Next payment|could not be carried out/)
    const detail = await visitor.get(`${own}/consents/${consent}`)
    expect(wordsOf(detail)).toContain('Waiting for someone else to approve it')
    expect(detail.text).not.toContain('Cancel payment')
    const told = await visitor.get(page)
    expect(wordsOf(told)).toContain('You’ve approved this payment.')
    expect(told.text).not.toContain('value="approve"')
    for (const decision of ['approve', 'refuse', 'confirm']) {
      const token = tokenIn(told)
      await visitor.send('POST', page, new URLSearchParams({ token, decision, code: '000000' }).toString())
      expect(await waiting()).toMatchObject([{ order: id, mayApprove: [{ party: second }] }])
    }
  })

  test.each(['cus_0', 'cus_6_1', 'cus_6_2', 'cus_6_4', 'cus_0_1', 'cus_6_03'])(
    '%s finds no payment to decide',
    async (who) => {
      const { as, page } = await begin()
      const { visitor, seen } = await as(who)
      expect(headingOf(seen)).toBe(who === 'cus_0' ? 'Hello, Grace' : 'Sign in')
      const answer = await visitor.get(page)
      expect([answer.status, headingOf(answer)]).toEqual(
        who === 'cus_0' ? [404, 'We can’t find this page'] : [200, 'Sign in'],
      )
    },
  )

  test('the second director cannot authorise an app, nor see what the first allowed', async () => {
    const { of, as, own, consent } = await begin()
    const asked = await askToPay(of, 'domestic-payment', domestic())
    const { seen } = await signedIn(of, asked.url, second)
    expect(wordsOf(seen)).toContain('passcode don’t match')
    expect(seen.text).not.toContain('cus_6_3, passcode')
    const { visitor } = await as(second)
    expect((await visitor.get(`${own}/consents/${consent}`)).status).toBe(404)
  })

  test.each([
    ['without a token', { token: '' }],
    ['with a foreign one', { token: 'x'.repeat(43) }],
  ])('a form %s does nothing', async (_, typed) => {
    const { as, id, waiting } = await begin()
    const { visitor, seen } = await as(second, `/payments/${id}`)
    expect((await visitor.submit(seen, { ...typed, decision: 'refuse' })).status).toBe(403)
    expect(await waiting()).toHaveLength(1)
  })

  test('guessed passcodes lock the second director only', async () => {
    const { of, own, as } = await begin()
    const visitor = new Visitor(of)
    for (let n = 0; n < 6; n++) await visitor.submit(await visitor.get(own), { customer: second, passcode: '0' })
    const right = passcodeOf(await here(of), second)
    const seen = await visitor.submit(await visitor.get(own), { customer: second, passcode: right })
    expect(wordsOf(seen)).toContain('wrong too many times')
    expect(headingOf((await as(first)).seen)).toBe('Apps and payments')
  })
})
