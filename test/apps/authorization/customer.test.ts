import { describe, expect, test } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findWorld } from '#store/world.ts'
import { type AuthorizationLink, openBank, type Tokens } from '#test/support/authorization/bank.ts'
import { onwardOf, type Seen, Visitor } from '#test/support/authorization/visitor.ts'
import { mandate, payment, pisp } from '#test/support/payers.ts'
import { advance, tokenFor } from '#test/support/sandbox.ts'

const bank = await openBank()
const own = `${bank.base}/customer`
const apps = `${own}/apps`
const headingOf = ({ text }: Seen) => /<h1>([^<]*)<\/h1>/.exec(text)?.[1]
async function passcode(customer: string) {
  return passcodeOf((await findWorld(bank.sandbox, bank.world.id)) ?? expect.fail('no world'), customer)
}
const signedIn = async (visitor: Visitor, seen: Seen, customer: string) =>
  visitor.submit(seen, { customer, passcode: await passcode(customer) })

/** Returns a customer who is signed in to the customer's own pages. */
async function owner(customer: string): Promise<{ visitor: Visitor; seen: Seen }> {
  const visitor = new Visitor(bank)
  return { visitor, seen: await signedIn(visitor, await visitor.get(apps), customer) }
}

/** Opens a request up to the page of the code. */
async function atCode(
  customer: string,
  terms: object = {},
): Promise<{ asked: AuthorizationLink; visitor: Visitor; seen: Seen }> {
  const asked = await bank.ask(terms)
  const visitor = new Visitor(bank)
  const consent = await signedIn(visitor, await visitor.get(asked.url), customer)
  const account = /name="account" value="(acc_[^"]+)"/.exec(consent.text)?.[1] as string
  return { asked, visitor, seen: await visitor.submit(consent, { decision: 'approve', account }) }
}

async function given(customer: string, terms: object = {}): Promise<{ asked: AuthorizationLink; tokens: Tokens }> {
  const { asked, visitor, seen } = await atCode(customer, terms)
  const code = /(\d{6}) is your code/.exec(seen.text)?.[1] as string
  const end = await visitor.submit(seen, { decision: 'confirm', code })
  const { headers } = await visitor.get(onwardOf(end))
  return { asked, tokens: await asked.finish(headers.get('location') as string) }
}

describe('a customer', () => {
  test('sees a consent and its use, and stops it: the next read is rejected', async () => {
    const { asked, tokens } = await given('cus_2', { ExpirationDateTime: '2027-02-22T00:00:00Z' })
    const { visitor, seen } = await owner('cus_2')
    expect(seen.text).toContain('Not used yet')
    for (let n = 0; n < 3; n++) expect((await tokens.read('/accounts')).status).toBe(200)
    await advance(bank, bank.world, { days: 1 })
    await tokens.refresh()
    expect((await tokens.read('/accounts/acc_2_current')).status).toBe(200)

    const list = await visitor.get(apps)
    expect(list.text).toContain('Last used on 25 November 2026')
    expect(list.text).toMatch(/since 24 November 2026,\s+until 22 February 2027/)
    const detail = await visitor.get(`${own}/consents/${asked.consent}`)
    expect(detail.text).toMatch(/Your account details<\/dt>\s*<dd>\s*On 2 days, last on 25 November 2026/)
    expect(detail.text).toMatch(/Your account transactions<\/dt>\s*<dd>\s*Never/)

    expect(detail.text).toContain('What it can see')
    expect(detail.text).toContain('You can stop it at any time')

    const sure = await visitor.get(`${own}/consents/${asked.consent}/stop`)
    expect(headingOf(sure)).toBe('Stop Budget Buddy?')
    expect((await tokens.read('/balances')).body.Code).not.toBe('consent-cancelled')
    const stopped = await visitor.submit(sure, { decision: 'stop' })
    expect(stopped.text).toContain('Budget Buddy can’t read your accounts any more.')
    // A consent that has ended cannot be stopped again.
    expect(stopped.text).toContain('What it could see')
    expect(stopped.text).not.toMatch(/What it can see|You can stop it|How long for/)
    const { status, body } = await tokens.read('/accounts')
    expect([status, body.Code]).toEqual([403, 'consent-cancelled'])
    expect((await visitor.submit(sure, { decision: 'stop' })).text).toContain('Stopped by you')
  })

  test('sees that a consent expired by the world’s clock', async () => {
    const now = Date.parse(
      (await bank.send('GET', `/control/worlds/${bank.world.id}`, undefined, bank.world.controlKey)).body.now,
    )
    const { asked } = await given('cus_4', { ExpirationDateTime: new Date(now + 86_400_000).toISOString() })
    await advance(bank, bank.world, { days: 2 })
    const { seen, visitor } = await owner('cus_4')
    expect(seen.text).toContain('No longer allowed')
    expect(seen.text).toContain('Expired')
    const stop = await visitor.get(`${own}/consents/${asked.consent}/stop`)
    expect(stop.text).not.toContain('Yes, stop it')
  })

  test('sees no consent of another customer, and cannot stop it', async () => {
    const { asked, tokens } = await given('cus_5')
    const { visitor, seen } = await owner('cus_6')
    for (const path of ['', '/stop']) {
      const answer = await visitor.get(`${own}/consents/${asked.consent}${path}`)
      expect([answer.status, headingOf(answer)]).toEqual([404, 'We can’t find this page'])
    }
    const token = /name="token" value="([^"]+)"/.exec(seen.text)?.[1] as string
    const body = new URLSearchParams({ token, decision: 'stop' }).toString()
    expect((await visitor.send('POST', `${own}/consents/${asked.consent}/stop`, body)).status).toBe(404)
    expect((await tokens.read('/accounts')).status).toBe(200)
  })
})

describe('a session', () => {
  test('gets a new secret at each sign-in, so none can be planted', async () => {
    const visitor = new Visitor(bank)
    const planted = 'a'.repeat(40)
    visitor.keep(`sandbank_customer=${planted}; Path=${own}; HttpOnly; SameSite=Strict`)
    await signedIn(visitor, await visitor.get(own), 'cus_0')
    const secretOf = () => visitor.cookies.find(({ name }) => name === 'sandbank_customer')?.value
    const first = secretOf()
    expect(first).toMatch(/^[a-z0-9]{40}$/)
    expect(first).not.toBe(planted)
    const thief = new Visitor(bank)
    thief.keep(`sandbank_customer=${planted}; Path=${own}; HttpOnly; SameSite=Strict`)
    expect(headingOf(await thief.get(own))).toBe('Sign in')
    await visitor.submit(await visitor.get(own), { decision: 'sign-out' })
    await signedIn(visitor, await visitor.get(own), 'cus_0')
    expect(secretOf()).not.toBe(first)
  })

  test('ends with the sign-out, also for a copied cookie', async () => {
    const { visitor } = await owner('cus_0')
    const copy = new Visitor(bank)
    copy.cookies.push(...visitor.cookies)
    expect(headingOf(await copy.get(apps))).toBe('Apps and payments')
    expect(headingOf(await visitor.submit(await visitor.get(own), { decision: 'sign-out' }))).toBe('Sign in')
    expect(headingOf(await copy.get(own))).toBe('Sign in')
  })

  test('expires after half an hour', async () => {
    const late = await openBank()
    const visitor = new Visitor(late)
    const path = `${late.base}/customer`
    const seen = await visitor.get(`${path}?customer=cus_0`)
    const card = /name="card-passcode" value="(cus_0 \d{6})"/.exec(seen.text)?.[1] as string
    expect(headingOf(await visitor.submit(seen, { 'card-passcode': card }))).toContain('Hello, Grace')
    late.wait(1_801)
    expect(headingOf(await visitor.get(path))).toBe('Sign in')
  })

  test('is stored as a digest, and its cookie is hidden from scripts, other sites and other paths', async () => {
    const { visitor } = await owner('cus_0')
    const cookie = visitor.cookies.find(({ name }) => name === 'sandbank_customer') ?? expect.fail('no cookie')
    expect(cookie.line).toBe(`sandbank_customer=${cookie.value}; Path=${own}; Max-Age=1800; HttpOnly; SameSite=Strict`)
    const items = await bank.store.list(`world/${bank.world.id}/0`, { prefix: 'session/', limit: 100 })
    expect(JSON.stringify(items)).not.toContain(cookie.value)
  })

  test.each([
    ['without a token', { token: '' }],
    ['with a wrong token', { token: 'x'.repeat(43) }],
  ])('rejects a sign-in or sign-out form %s', async (_, typed) => {
    const visitor = new Visitor(bank)
    const form = await visitor.get(own)
    const answer = await visitor.submit(form, { ...typed, customer: 'cus_0', passcode: await passcode('cus_0') })
    expect([answer.status, headingOf(answer)]).toEqual([403, 'We can’t accept this form'])
    const { visitor: other, seen } = await owner('cus_0')
    expect((await other.submit(seen, { ...typed, decision: 'sign-out' })).status).toBe(403)
    expect(headingOf(await other.get(apps))).toBe('Apps and payments')
  })

  test('of one customer cannot send another customer’s form', async () => {
    const { seen } = await owner('cus_0')
    const { visitor } = await owner('cus_1')
    expect((await visitor.submit(seen, { decision: 'sign-out' })).status).toBe(403)
  })

  test('wrong passcodes show an error, and lock the customer', async () => {
    const visitor = new Visitor(bank)
    let seen = await visitor.get(own)
    for (let n = 0; n < 5; n++) seen = await visitor.submit(seen, { customer: 'cus_11', passcode: 'abc' })
    expect(seen.text).toContain('passcode don’t match')
    expect((await signedIn(visitor, seen, 'cus_11')).text).toContain('was wrong too many times')
  })
})

describe('approving on another device', () => {
  const codeIn = ({ text }: Seen) => /approve\/([a-z0-9-]+)/.exec(text)?.[1] as string

  test.each([
    ['approve', 'You’ve allowed it'],
    ['refuse', 'You haven’t allowed this'],
  ])('%s: the page that waits goes on by itself', async (decision, heading) => {
    const { asked, visitor, seen } = await atCode('cus_7')
    const waiting = await visitor.submit(seen, { decision: 'elsewhere' })
    expect(headingOf(waiting)).toBe('Approve on your other device')
    expect(waiting.text).toMatch(/role="img" aria-label="Scan this to open the address."><svg/)
    expect(waiting.headers.get('refresh')).toBe('5')
    expect((await visitor.get(`${waiting.url}?still=1`)).headers.get('refresh')).toBeNull()

    const phone = new Visitor(bank)
    const there = await signedIn(
      phone,
      await phone.get(`${bank.base}/approve/${codeIn(waiting).toUpperCase()}`),
      'cus_7',
    )
    expect(headingOf(there)).toBe('Budget Buddy would like to see your accounts')
    expect(there.text).toContain(codeIn(waiting))
    expect((await phone.get(own)).text).toContain('Waiting for you')
    expect(headingOf(await phone.submit(there, { decision }))).toBe(heading)
    expect((await phone.get(own)).text).not.toContain('Waiting for you')

    const end = await visitor.get(waiting.url)
    expect(headingOf(end)).toBe(heading)
    const location = (await visitor.get(onwardOf(end))).headers.get('location') as string
    if (decision === 'refuse') expect(new URL(location).searchParams.get('error')).toBe('access_denied')
    else expect((await (await asked.finish(location)).read('/accounts')).status).toBe(200)
    const late = await phone.submit(there, { decision: 'approve' })
    expect([late.status, headingOf(late)]).toEqual([404, 'Nothing is waiting for you under this code'])
  })

  test('is for the same customer only', async () => {
    const { visitor, seen } = await atCode('cus_7')
    const code = codeIn(await visitor.submit(seen, { decision: 'elsewhere' }))
    const phone = new Visitor(bank)
    const there = await signedIn(phone, await phone.get(`${bank.base}/approve/${code}`), 'cus_8')
    expect([there.status, headingOf(there)]).toEqual([404, 'Nothing is waiting for you under this code'])
  })

  test('can be replaced by the code, and then no longer waits', async () => {
    const { visitor, seen } = await atCode('cus_12')
    const waiting = await visitor.submit(seen, { decision: 'elsewhere' })
    const again = await visitor.submit(waiting, { decision: 'code' })
    expect(headingOf(again)).toBe('Confirm with a code')
    expect((await owner('cus_12')).seen.text).not.toContain('Waiting for you')
    const other = await visitor.submit(again, { decision: 'elsewhere' })
    expect(codeIn(other)).not.toBe(codeIn(waiting))
  })

  test.each(['x', 'AAAA-BBBB', '../../customer', '%3Cscript%3E'])(
    'under the code %s there is nothing',
    async (code) => {
      const { visitor } = await owner('cus_7')
      const answer = await visitor.get(`${bank.base}/approve/${code}`)
      expect([answer.status < 500, answer.text.includes('<script')]).toEqual([true, false])
    },
  )
})

test('no request above failed unexpectedly', () => expect(bank.logged).toEqual([]))

describe('a consent of a developer token', () => {
  test('is on its customer’s pages; once stopped, the next payment is rejected', async () => {
    const token = await tokenFor(bank, bank.world, 'cus_4')
    const body = mandate()
    let sent = 0
    const post = async (path: string, asked: unknown) => {
      const headers = { 'content-type': 'application/json', 'x-idempotency-key': `mandate ${++sent}` }
      const response = await bank.request(pisp + path, { method: 'POST', token, headers, body: JSON.stringify(asked) })
      return { status: response.status, body: await response.json() }
    }
    const { ConsentId } = (await post('/domestic-vrp-consents', body)).body.Data
    expect((await post('/domestic-vrps', payment(body, ConsentId, '1.00'))).status).toBe(201)

    const { visitor, seen } = await owner('cus_4')
    expect(seen.text).toContain('Developer token')
    expect(seen.text).not.toContain('tok_')
    const sure = await visitor.get(`${own}/consents/${ConsentId}/stop`)
    expect(headingOf(sure)).toBe('Stop payments by Developer token?')
    await visitor.submit(sure, { decision: 'stop' })
    const refused = await post('/domestic-vrps', payment(body, ConsentId, '1.00'))
    expect([refused.status, refused.body.Code]).toEqual([403, 'consent-cancelled'])
  })
})

test('a customer sees that an app was deleted, and can still stop its consent', async () => {
  const { asked } = await given('cus_3')
  const gone = await bank.send('DELETE', '/control/partners/ptn_budget', undefined, bank.world.controlKey)
  expect(gone.status).toBe(204)
  const { visitor, seen } = await owner('cus_3')
  expect(seen.text).toContain('Former app ptn_budget')
  expect((await visitor.get(`${own}/consents/${asked.consent}`)).text).toContain('Stop access')
})
