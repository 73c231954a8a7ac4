import { describe, expect, test } from 'vitest'
import { passcodeOf } from '#actions/authorization/passcodes.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { stateOf } from '#bank/consents/consent.ts'
import { partners } from '#store/records.ts'
import { findWorld } from '#store/world.ts'
import { type AuthorizationLink, openBank } from '#test/support/authorization/bank.ts'
import { onwardOf, type Seen, Visitor } from '#test/support/authorization/visitor.ts'
import { advance } from '#test/support/sandbox.ts'

const bank = await openBank()
const world = async () => (await findWorld(bank.sandbox, bank.world.id)) ?? expect.fail('no world')
const passcode = async (customer: string) => passcodeOf(await world(), customer)
const headingOf = ({ text }: Seen) => /<h1>([^<]*)<\/h1>/.exec(text)?.[1]
const cardsIn = ({ text }: Seen) =>
  [...text.matchAll(/class="person[^>]* value="(cus_\w+) \d{6}"/g)].map(([, id]) => id)
/** The customer whom the filled button signs in. */
const suggestedIn = ({ text }: Seen) => /class="btn" name="card-passcode" value="(cus_\w+) \d{6}"/.exec(text)?.[1]
const codeIn = ({ text }: Seen) => /(\d{6}) is your code/.exec(text)?.[1] as string
const signedIn = async (visitor: Visitor, seen: Seen, customer = 'cus_0') =>
  visitor.submit(seen, { customer, passcode: await passcode(customer) })
const stateIn = async ({ consent }: AuthorizationLink) => {
  const found = await findConsent(await world(), consent)
  return found && stateOf(found.consent, (await world()).now).state
}

async function begun(customer?: string): Promise<{ asked: AuthorizationLink; visitor: Visitor; seen: Seen }> {
  const asked = await bank.ask()
  const visitor = new Visitor(bank)
  const seen = await visitor.get(asked.url)
  return { asked, visitor, seen: customer === undefined ? seen : await signedIn(visitor, seen, customer) }
}
async function atCode(customer = 'cus_0') {
  const { asked, visitor, seen } = await begun(customer)
  const number = customer.slice('cus_'.length)
  return { asked, visitor, seen: await visitor.submit(seen, { decision: 'approve', account: `acc_${number}_current` }) }
}
async function approved() {
  const { asked, visitor, seen } = await atCode()
  const end = await visitor.submit(seen, { decision: 'confirm', code: codeIn(seen) })
  const back = await visitor.get(onwardOf(end))
  return { asked, visitor, seen, end, callback: back.headers.get('location') as string }
}

describe('a request for consent', () => {
  test('is approved step by step, and the partner then reads', async () => {
    const { asked, callback, end } = await approved()
    expect(headingOf(end)).toBe('You’ve allowed it')
    const tokens = await asked.finish(callback)
    expect((await tokens.read('/accounts')).status).toBe(200)
    expect((await findConsent(await world(), asked.consent))?.consent).toMatchObject({
      customer: 'cus_0',
      accounts: ['acc_0_current'],
      state: 'AUTH',
    })
  })

  test.each([
    ['before the sign-in', async () => begun()],
    ['when the accounts are to be chosen', async () => begun('cus_0')],
    ['in place of the code', async () => atCode()],
  ])('is refused %s, and the partner is told access_denied', async (_, until) => {
    const { asked, visitor, seen } = await until()
    const end = await visitor.submit(seen, { decision: 'refuse' })
    expect(headingOf(end)).toBe('You haven’t allowed this')
    const url = new URL((await visitor.get(onwardOf(end))).headers.get('location') as string)
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ error: 'access_denied', state: 's1' })
    expect(await stateIn(asked)).toBe('RJCT')
  })

  test('allows two wrong codes and rejects the consent at the third', async () => {
    const { asked, visitor, seen } = await atCode()
    const wrong = codeIn(seen) === '000000' ? '000001' : '000000'
    let now = await visitor.submit(seen, { decision: 'confirm', code: wrong })
    expect(now.text).toContain('You have 2 tries left.')
    now = await visitor.submit(now, { decision: 'confirm', code: wrong })
    expect(now.text).toContain('You have one try left.')
    now = await visitor.submit(now, { decision: 'confirm', code: wrong })
    expect(now.text).toContain('You entered the wrong code three times.')
    // The page stays long enough to be read: the browser returns only when the customer continues.
    expect(now.headers.get('refresh')).toBeNull()
    const onward = /class="btn wide" href="([^"]+)"/.exec(now.text)?.[1] as string
    const url = new URL((await visitor.get(onward)).headers.get('location') as string)
    expect(url.searchParams.get('error')).toBe('access_denied')
    expect(await stateIn(asked)).toBe('RJCT')
  })

  test('opened twice, or prefetched, is answered once, where it was opened last', async () => {
    const { asked, visitor, seen: first } = await begun()
    const answer = async (seen: Seen) => {
      const code = await visitor.submit(await signedIn(visitor, seen, 'cus_0'), {
        decision: 'approve',
        account: 'acc_0_current',
      })
      const end = await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
      return (await visitor.get(onwardOf(end))).headers.get('location') as string
    }
    const tokens = await asked.finish(await answer(await visitor.get(asked.url)))
    expect(new URL(await answer(first)).searchParams.get('error')).toBe('invalid_request_uri')
    expect((await tokens.read('/accounts')).status).toBe(200)
  })

  test('accepts a code typed with a space', async () => {
    const { visitor, seen } = await atCode()
    const code = codeIn(seen)
    const end = await visitor.submit(seen, { decision: 'confirm', code: `${code.slice(0, 3)} ${code.slice(3)}` })
    expect(headingOf(end)).toBe('You’ve allowed it')
  })

  test('requires at least one account, and accepts only the customer’s own', async () => {
    const { visitor, seen } = await begun('cus_0')
    const none = await visitor.submit(seen, { decision: 'approve' })
    expect(none.text).toContain('Choose at least one account, or decline.')
    const foreign = await visitor.submit(none, { decision: 'approve', account: ['acc_0_current', 'acc_1_student'] })
    expect(headingOf(foreign)).toBe('Budget Buddy would like to see your accounts')
  })

  test('fills in the customer of the login_hint, but not the passcode', async () => {
    const { url } = await bank.ask({}, { login_hint: 'cus_5' })
    const visitor = new Visitor(bank)
    const seen = await visitor.get(url)
    expect(suggestedIn(seen)).toBe('cus_5')
    const { text } = await visitor.get(`${seen.url}?with=number`)
    expect(text).toMatch(/name="customer" value="cus_5"/)
    expect(/<input id="passcode"[^>]*>/.exec(text)?.[0]).not.toContain('value=')
  })

  test('shows the 24 personas as cards; one press signs in', async () => {
    const { visitor, seen } = await begun()
    expect(cardsIn(seen)).toEqual(Array.from({ length: 24 }, (_, n) => `cus_${n}`))
    const card = `cus_3 ${await passcode('cus_3')}`
    expect(seen.text).toContain(`name="card-passcode" value="${card}"`)
    const next = await visitor.submit(seen, { 'card-passcode': card })
    expect(next.text).toContain('Signed in as Harold Pemberton.')
  })

  test('suggests the customer of the address, else the first', async () => {
    const { visitor, seen } = await begun()
    expect(suggestedIn(seen)).toBe('cus_0')
    const chosen = await visitor.get(`${seen.url}?customer=cus_30`)
    expect([suggestedIn(chosen), cardsIn(chosen).length]).toEqual(['cus_30', 25])
    expect(suggestedIn(await visitor.get(`${seen.url}?customer=cus_999999`))).toBe('cus_0')
  })

  test.each([
    ['a name in any case', 'whitfield', 'cus_0'],
    ['a part of a persona', 'GIG', 'cus_2'],
    ['a number', 'cus_150', 'cus_150'],
    ['a number without its prefix', ' 150 ', 'cus_150'],
  ])('finds customers by %s', async (_, find, id) => {
    const { visitor, seen } = await begun()
    const found = await visitor.get(`${seen.url}?find=${encodeURIComponent(find)}`)
    expect(cardsIn(found)[0]).toBe(id)
    expect(found.text).toContain('Customers found for')
    const next = await visitor.submit(found, { 'card-passcode': `${id} ${await passcode(id)}` })
    expect(next.text).toContain('Signed in as')
  })

  test('says so if no customer is found, and what to do', async () => {
    const { visitor, seen } = await begun()
    const none = await visitor.get(`${seen.url}?find=${encodeURIComponent('<b>No one</b>')}`)
    expect(none.text).toContain('No customer is called “&lt;b&gt;No one&lt;/b&gt;”.')
    expect(cardsIn(none)).toEqual([])
  })

  test('finds no director, who cannot answer an app', async () => {
    const { visitor, seen } = await begun()
    expect(cardsIn(await visitor.get(`${seen.url}?find=cus_6_3`))).toEqual([])
    expect(cardsIn(await visitor.get(`${bank.base}/customer?find=cus_6_3`))).toEqual(['cus_6_3'])
  })

  test('shares all accounts with one press, and none by default', async () => {
    const { asked, visitor, seen } = await begun('cus_0')
    const offered = [...seen.text.matchAll(/name="account" value="(acc_[^"]+)"/g)].map(([, id]) => id)
    expect(offered.length).toBeGreaterThan(3)
    expect(seen.text).not.toMatch(/name="account"[^>]* checked/)
    const code = await visitor.submit(seen, { decision: 'approve', account: 'all' })
    await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
    expect((await findConsent(await world(), asked.consent))?.consent.accounts).toEqual(offered)
  })

  test('for renewal accepts the same customer only', async () => {
    const { asked } = await approved()
    const again = await bank.askFor(asked.consent)
    const visitor = new Visitor(bank)
    const seen = await visitor.get(again.url)
    expect(suggestedIn(seen)).toBe('cus_0')
    const other = await signedIn(visitor, seen, 'cus_1')
    expect(other.text).toContain('Another customer allowed this the first time')
    const same = await signedIn(visitor, other)
    expect(headingOf(same)).toBe('Budget Buddy would like to keep seeing your accounts')
    expect(same.text).toMatch(/value="acc_0_current" checked/)
  })

  test('shows the permissions, the expiry and the transaction range in plain words', async () => {
    const asked = await bank.ask({
      Permissions: ['ReadAccountsBasic', 'ReadPAN', 'ReadTransactionsBasic', 'ReadTransactionsCredits'],
      ExpirationDateTime: '2027-02-22T00:00:00Z',
      TransactionFromDateTime: '2026-01-01T00:00:00Z',
      TransactionToDateTime: '2026-12-31T00:00:00Z',
    })
    const visitor = new Visitor(bank)
    const { text } = await signedIn(visitor, await visitor.get(asked.url))
    for (const words of [
      'Your account details',
      'Your account transactions',
      'Money that came in',
      'Your full card number',
      'Until 22 February 2027',
      'from 1 Jan 2026 to 31 Dec 2026',
      'It only sees transactions from 1 January 2026 to 31 December 2026.',
      'You can stop it at any time',
    ])
      expect(text).toContain(words)
    for (const words of ['Your statements', 'Money that went out', 'Your regular payments'])
      expect(text).not.toContain(words)
  })
})

describe('wrong passcodes', () => {
  test('lock the customer after five, for fifteen minutes of the world’s clock', async () => {
    const { visitor, seen } = await begun()
    const wrong = (await passcode('cus_9')) === '000000' ? '000001' : '000000'
    let now = seen
    for (let n = 0; n < 5; n++) {
      now = await visitor.submit(now, { customer: 'cus_9', passcode: wrong })
      expect(now.text).toContain('passcode don’t match')
    }
    now = await signedIn(visitor, now, 'cus_9')
    expect(now.text).toContain('was wrong too many times')
    await advance(bank, bank.world, { minutes: 16 })
    now = await signedIn(visitor, now, 'cus_9')
    expect(headingOf(now)).toBe('Budget Buddy would like to see your accounts')
  })

  test('lock the card of a customer too, and a card with a wrong passcode counts', async () => {
    const { visitor, seen } = await begun()
    const right = await passcode('cus_13')
    const wrong = right === '000000' ? '000001' : '000000'
    let now = seen
    for (let n = 0; n < 5; n++) {
      now = await visitor.submit(now, { 'card-passcode': `cus_13 ${wrong}` })
      expect(now.text).toContain('passcode don’t match')
    }
    now = await visitor.submit(now, { 'card-passcode': `cus_13 ${right}` })
    expect(now.text).toContain('was wrong too many times')
    expect(headingOf(await visitor.submit(now, { 'card-passcode': `cus_14 ${await passcode('cus_14')}` }))).toContain(
      'Budget Buddy',
    )
  })

  test('keep what was typed, but not the passcode', async () => {
    const { visitor, seen } = await begun()
    const { text } = await visitor.submit(seen, { customer: 'cus_10', passcode: '135790' })
    expect(text).toMatch(/name="customer" value="cus_10"/)
    expect(text).not.toContain('135790')
  })

  test('show the same message for known and unknown customers', async () => {
    const { visitor, seen } = await begun()
    const [known, unknown] = [
      await visitor.submit(seen, { customer: 'cus_10', passcode: '' }),
      await visitor.submit(seen, { customer: 'cus_999999', passcode: '' }),
    ]
    const said = ({ text }: Seen) => /role="alert"[^>]*>.*?<span>([^<]*)/s.exec(text)?.[1]
    expect(said(known)).toBe(said(unknown))
  })
})

describe('only the browser that began', () => {
  test('sees its request: another browser sees nothing of it', async () => {
    const { seen } = await begun('cus_0')
    const stranger = await new Visitor(bank).get(seen.url)
    expect([stranger.status, headingOf(stranger)]).toEqual([403, 'This page belongs to another browser'])
    expect(stranger.text).not.toContain('Budget Buddy')
  })

  test('acts on its request: not another browser with its own cookie or a forged one', async () => {
    const { asked, seen } = await begun('cus_0')
    const mallory = await begun('cus_1')
    const mine = mallory.visitor.cookies.filter(({ name }) => name.startsWith('_interaction'))
    const { pathname } = new URL(seen.url)
    const uid = pathname.split('/').at(-1) as string
    for (const cookies of [
      mine,
      mine.map((one) => ({ ...one, value: one.name === '_interaction' ? uid : one.value })),
    ]) {
      const thief = new Visitor(bank)
      thief.cookies.push(...cookies.map((one) => ({ ...one, path: pathname })))
      expect((await thief.get(seen.url)).status).toBe(403)
      expect((await thief.submit(seen, { decision: 'refuse' })).status).toBe(403)
    }
    expect(await stateIn(asked)).toBe('AWAU')
  })

  test('gets the same page as for an unknown request', async () => {
    const stranger = await new Visitor(bank).get(`${bank.base}/interaction/nothing-of-the-kind`)
    expect(stranger.status).toBe(403)
    const nowhere = await new Visitor(bank).get('/authorization/wld_nobody/interaction/abc')
    expect([nowhere.status, headingOf(nowhere)]).toEqual([404, 'There’s no bank at this address'])
    // The bank exists, but the address in it does not.
    for (const path of ['', '/', '/nothing'])
      expect(headingOf(await new Visitor(bank).get(`${bank.base}${path}`)), path).toBe('We can’t find this page')
  })

  test('has no provider session: none is set and none is accepted', async () => {
    const { visitor } = await approved()
    expect(visitor.cookies.map(({ name }) => name).filter((name) => name.startsWith('_session'))).toEqual([])
    const asked = await bank.ask()
    visitor.keep('_session=planted; path=/')
    expect(headingOf(await visitor.get(asked.url))).toBe('Sign in to go on to Budget Buddy')
  })
})

describe('a form', () => {
  const cases: [string, (seen: Seen, visitor: Visitor) => Promise<Seen>][] = [
    ['without its token', (seen, visitor) => visitor.submit(seen, { token: '', decision: 'refuse' })],
    ['with a wrong token', (seen, visitor) => visitor.submit(seen, { token: 'x'.repeat(43), decision: 'refuse' })],
    [
      'with the token of another request',
      async (seen, visitor) => {
        const other = await begun()
        const token = /name="token" value="([^"]+)"/.exec(other.seen.text)?.[1] as string
        return visitor.submit(seen, { token, decision: 'refuse' })
      },
    ],
    [
      'of another site',
      (seen, visitor) => {
        visitor.more.origin = 'https://evil.example'
        return visitor.submit(seen, { decision: 'refuse' })
      },
    ],
    [
      'of a frame without an origin',
      (seen, visitor) => {
        visitor.more.origin = 'null'
        return visitor.submit(seen, { decision: 'refuse' })
      },
    ],
    [
      'that the browser says is cross-site',
      (seen, visitor) => {
        visitor.more['sec-fetch-site'] = 'cross-site'
        return visitor.submit(seen, { decision: 'refuse' })
      },
    ],
  ]
  test.each(cases)('%s is not taken', async (_, send) => {
    const { asked, visitor, seen } = await begun()
    const answer = await send(seen, visitor)
    expect([answer.status, headingOf(answer)]).toEqual([403, 'We can’t accept this form'])
    expect(await stateIn(asked)).toBe('AWAU')
  })

  test('over the size limit is rejected', async () => {
    const { visitor, seen } = await begun()
    expect((await visitor.submit(seen, { customer: 'x'.repeat(20_000) })).status).toBe(413)
  })

  test('of a completed step leads to the next step', async () => {
    const { visitor, seen } = await begun()
    await signedIn(visitor, seen)
    const again = await signedIn(visitor, seen, 'cus_1')
    expect(again.text).toContain('Signed in as Grace Whitfield.')
  })

  test('sent twice in parallel acts once', async () => {
    const { asked, visitor, seen } = await atCode()
    const code = codeIn(seen)
    const both = await Promise.all([
      visitor.submit(seen, { decision: 'confirm', code }),
      visitor.submit(seen, { decision: 'confirm', code }),
    ])
    expect(both.map(headingOf)).toContain('You’ve allowed it')
    const again = await visitor.get(seen.url)
    const { headers } = await visitor.get(onwardOf(again))
    const tokens = await asked.finish(headers.get('location') as string)
    expect((await tokens.read('/accounts')).status).toBe(200)
  })

  test('sent after the end changes nothing and shows the outcome', async () => {
    const { asked, visitor, seen, end } = await approved()
    for (const typed of [{ decision: 'refuse' }, { decision: 'confirm', code: codeIn(seen) }]) {
      const late = await visitor.submit(seen, typed)
      expect([late.status, headingOf(late)]).toEqual([200, 'You’ve allowed it'])
      expect(late.headers.get('refresh')).toBeNull()
    }
    expect(await stateIn(asked)).toBe('AUTH')
    const twice = await visitor.get(onwardOf(end))
    expect([twice.status, headingOf(twice)]).toEqual([400, 'This request has ended'])
  })
})

describe('a request that can no longer be answered', () => {
  test('shows that an hour has passed', async () => {
    const late = await openBank()
    const visitor = new Visitor(late)
    const seen = await visitor.get((await late.ask()).url)
    late.wait(3_601)
    const answer = await visitor.get(seen.url)
    expect([answer.status, headingOf(answer)]).toEqual([410, 'This took too long'])
    expect((await visitor.submit(seen, { decision: 'refuse' })).status).toBe(410)
  })

  test('whose consent expired or was deleted returns access_denied', async () => {
    for (const end of ['expired', 'deleted']) {
      const asked = await bank.ask({ ExpirationDateTime: new Date((await world()).now + 60_000).toISOString() })
      const visitor = new Visitor(bank)
      const seen = await visitor.get(asked.url)
      if (end === 'expired') await advance(bank, bank.world, { minutes: 2 })
      else await asked.remove()
      const gone = await visitor.get(seen.url)
      expect([gone.status, headingOf(gone)]).toEqual([410, 'This request is no longer open'])
      const onward = onwardOf(await visitor.submit(gone, { decision: 'refuse' }))
      const url = new URL((await visitor.get(onward)).headers.get('location') as string)
      expect(url.searchParams.get('error')).toBe('access_denied')
    }
  })

  test('that the customer revoked before the browser returned gives no code', async () => {
    const { asked, visitor, seen } = await atCode()
    await visitor.send('POST', seen.url, formOf(seen, { decision: 'elsewhere' }))
    const phone = new Visitor(bank)
    const code = /approve\/([a-z0-9-]+)/.exec((await visitor.get(seen.url)).text)?.[1]
    const there = await signedIn(phone, await phone.get(`${bank.base}/approve/${code}`))
    await phone.submit(there, { decision: 'approve' })
    const stop = await phone.get(`${bank.base}/customer/consents/${asked.consent}/stop`)
    await phone.submit(stop, { decision: 'stop' })
    const onward = onwardOf(await visitor.get(seen.url))
    const url = new URL((await visitor.get(onward)).headers.get('location') as string)
    expect(url.searchParams.get('error')).toBe('access_denied')
  })
})

function formOf(seen: Seen, typed: Record<string, string>): string {
  const body = new URLSearchParams(typed)
  for (const [, name, value] of seen.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g))
    body.set(name as string, value as string)
  return body.toString()
}

describe('page headers', () => {
  test('forbid scripts, framing, forms to other sites, caching and referrers', async () => {
    const { seen } = await begun()
    const own = await new Visitor(bank).get(`${bank.base}/customer`)
    const trouble = await new Visitor(bank).get(`${bank.base}/interaction/x`)
    const error = await new Visitor(bank).get(`${bank.base}/authorize`)
    for (const { headers } of [seen, own, trouble, error]) {
      const policy = headers.get('content-security-policy')
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("form-action 'self'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  test('keep cookies from scripts and other paths', async () => {
    const { visitor } = await begun()
    await visitor.get(`${bank.base}/customer`)
    expect(visitor.cookies.map(({ name }) => name).sort()).toEqual([
      '_interaction',
      '_interaction.sig',
      '_interaction_resume',
      '_interaction_resume.sig',
      'sandbank_visitor',
    ])
    for (const { line, path } of visitor.cookies) {
      expect(line).toMatch(/httponly/i)
      expect(line).toMatch(/samesite=(lax|strict)/i)
      expect(path.length).toBeGreaterThan(bank.base.length)
    }
  })
})

describe('markup from outside', () => {
  const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`

  test('in a partner’s name is text on every page', async () => {
    const key = partners.key(bank.world.id, 'ptn_budget')
    const [item] = await bank.sandbox.store.get([key])
    const before = partners.read(item ?? expect.fail('no partner'))
    const name = (value: string) =>
      bank.sandbox.store.commit([
        { put: key, expect: 'anything', value: { ...before, name: value, logoUri: 'https://evil.example/x.png' } },
      ])
    await name(evil)
    const { visitor, seen: first } = await begun()
    const consent = await signedIn(visitor, first)
    const code = await visitor.submit(consent, { decision: 'approve', account: 'acc_0_current' })
    const end = await visitor.submit(code, { decision: 'confirm', code: codeIn(code) })
    const phone = new Visitor(bank)
    const own = await signedIn(phone, await phone.get(`${bank.base}/customer/apps`))
    for (const { text } of [first, consent, code, end, own]) {
      expect(text).toContain('&lt;script&gt;')
      expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>$/)
      expect(text).not.toContain('evil.example')
    }
    await name(before.name)
  })

  test('in a state, a client’s id or a customer’s number is text', async () => {
    const visitor = new Visitor(bank)
    const query = new URLSearchParams({
      client_id: evil,
      state: evil,
      redirect_uri: 'https://evil.example',
      response_type: evil,
    })
    const error = await visitor.get(`${bank.base}/authorize?${query}`)
    expect(error.status).toBe(400)
    expect(error.text).not.toMatch(/<script|<img/)
    const { visitor: other, seen } = await begun()
    const wrong = await other.submit(seen, { customer: evil, passcode: '1' })
    expect(wrong.text).toContain('&lt;script&gt;')
    expect(wrong.text).not.toMatch(/<script|<img/)
  })

  test('a foreign URL is never followed', async () => {
    const { asked, visitor, seen } = await begun()
    for (const path of ['?next=https://evil.example', '?wrong=https://evil.example', '?customer=//evil.example'])
      expect((await visitor.get(seen.url + path)).text).not.toMatch(/(href|action|url)=.?(https:)?\/\/evil/)
    const error = await visitor.get(
      `${asked.url.split('?')[0]}?client_id=ptn_budget&redirect_uri=https://evil.example&response_type=code`,
    )
    expect([error.status, error.headers.get('location')]).toEqual([400, null])
  })
})

describe('an error of the request', () => {
  test('is a page with the OAuth code in a browser, and JSON for a program', async () => {
    const path = `${bank.base}/authorize?client_id=unknown&state=s1`
    const page = await new Visitor(bank).get(path)
    expect(page.status).toBe(400)
    expect(page.text).toMatch(/<code>invalid_client<\/code>/)
    expect(headingOf(page)).toBe('We can’t answer the app’s request')
    const json = await bank.request(path, { headers: { accept: 'application/json' } })
    expect([json.status, (await json.json()).error]).toEqual([400, 'invalid_client'])
    const any = await bank.request(path, { headers: { accept: '*/*' } })
    expect(any.headers.get('content-type')).toContain('json')
  })

  test('shows that a used request has ended, and that an unknown address does not exist', async () => {
    const { asked, visitor } = await approved()
    const used = await visitor.get(asked.url)
    expect([used.status, headingOf(used)]).toEqual([400, 'This request has ended'])
    const nowhere = await visitor.get(`${bank.base}/nowhere`)
    expect([nowhere.status, headingOf(nowhere)]).toEqual([404, 'We can’t find this page'])
    const json = await bank.request(`${bank.base}/nowhere`)
    expect([json.status, json.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8'])
  })

  test('names what is wrong in a malformed robot, in a browser too', async () => {
    const { url } = await bank.ask()
    const page = await new Visitor(bank).get(`${url}&robot=aprove`)
    expect([page.status, headingOf(page)]).toEqual([400, 'We can’t answer the app’s request'])
    expect(page.text).toContain('must begin with approve, refuse, cancel, abandon, time-out or off')
  })

  test('tells a program on a person’s page in JSON how to use a robot', async () => {
    const answer = await bank.request(`${bank.base}/interaction/abc`, { headers: { accept: 'application/json' } })
    expect([answer.status, (await answer.json()).detail]).toEqual([400, expect.stringContaining('robot=approve')])
  })
})

describe('a robot', () => {
  test.each([
    ['abandon', 'The robot customer has left', 'abandoned'],
    ['approve, takes=40s', 'The robot customer is taking its time', 'waits'],
  ])('that does %s is a page for a browser and JSON for a program', async (robot, heading, status) => {
    const { url } = await bank.ask()
    const page = await new Visitor(bank).get(`${url}&robot=${encodeURIComponent(robot)}`)
    expect(headingOf(page)).toBe(heading)
    const again = await bank.ask()
    const json = await bank.request(`${again.url}&robot=${encodeURIComponent(robot)}`, { headers: { accept: '*/*' } })
    expect((await json.json()).status).toBe(status)
  })
})
