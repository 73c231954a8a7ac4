import { beforeAll, describe, expect, test } from 'vitest'
import { parseRobot } from '#bank/authorization/robot.ts'
import type { ProblemCode } from '#bank/base/problem.ts'
import {
  ask,
  type Bank,
  call,
  callbackOf,
  clientToken,
  connect,
  declareForWorld,
  errorOf,
  exchange,
  join,
  lodge,
  openAnotherWorld,
  openBank,
  type Partner,
  passSeconds,
  post,
  refresh,
  stopClock,
  visit,
} from '#test/support/partners.ts'
import { advance, type Json, rejectionOf } from '#test/support/sandbox.ts'

const profile = 'obuk-fapi1-advanced'
let bank: Bank
let partner: Partner
let uk: Partner

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  partner = await join(bank)
  uk = await join(bank, { profile })
})

/**
 * Returns what a robot's decision on a new consent gives the partner: the error or `approved`, and
 * the consent's state.
 */
async function outcomeOf(robot: string, one = partner): Promise<string> {
  const consent = await lodge(one)
  const back = callbackOf(await visit(one, (await ask(one, consent)).url, { robot }))
  const said = back.get('error') ?? (back.get('code') === null ? 'nothing' : 'approved')
  return `${said} ${await stateOf(one, consent)}`
}

async function stateOf(one: Partner, consent: string): Promise<string> {
  const { access_token: token } = await clientToken(one)
  return (await call(one, token, `account-access-consents/${consent}`)).body.Data.Status
}

/** Returns the accounts that a robot allowed to be read. */
async function accountsOf(robot: string): Promise<string[]> {
  const { token } = await connect(partner, { robot })
  return (await call(partner, token, 'accounts')).body.Data.Account.map(({ AccountId }: Json) => AccountId)
}

describe('the authorization URL answers at once, in a single response,', () => {
  test.each(['fapi2', profile] as const)('with 302, code and state to a partner of the profile %s', async (name) => {
    const one = name === 'fapi2' ? partner : uk
    const asked = await ask(one, await lodge(one))
    const response = await visit(one, asked.url)
    expect(response.status).toBe(302)
    expect(callbackOf(response).get('code')).toBeTruthy()
    expect(callbackOf(response).get('state')).toBe(asked.state)
    expect(response.headers.get('location')?.startsWith(one.redirectUri)).toBe(true)
  })

  test('with 200 and a form for response_mode=form_post', async () => {
    const asked = await ask(partner, await lodge(partner), { response_mode: 'form_post' })
    const response = await visit(partner, asked.url)
    const page = await response.text()
    expect(response.status).toBe(200)
    for (const part of [`action="${partner.redirectUri}"`, 'name="code"', asked.state]) expect(page).toContain(part)
  })

  test('with access_denied when the customer refuses', async () => {
    for (const one of [partner, uk]) {
      const asked = await ask(one, await lodge(one))
      const response = await visit(one, asked.url, { robot: 'refuse' })
      const back = callbackOf(response)
      expect([response.status, back.get('error'), back.get('state')]).toEqual([302, 'access_denied', asked.state])
    }
  })

  test('without cookies, and without a session for the next request', async () => {
    const asked = await ask(partner, await lodge(partner))
    const first = await visit(partner, asked.url)
    const cookie = first.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const next = await ask(partner, await lodge(partner))
    const response = await visit(partner, next.url, { robot: '', headers: { cookie } })
    expect(response.headers.get('location')).toContain('/interaction/')
  })
})

describe('the robot', () => {
  test.each([
    ['approve', 'approved AUTH'],
    ['refuse', 'access_denied RJCT'],
    ['cancel', 'access_denied AWAU'],
    ['abandon', 'nothing AWAU'],
    ['time-out', 'access_denied AWAU'],
    ['approve, wrong-codes=1', 'approved AUTH'],
    ['approve, wrong-codes=2', 'approved AUTH'],
    ['approve, wrong-codes=3', 'access_denied RJCT'],
    ['approve, customer=cus_199', 'approved AUTH'],
    ['approve, customer=cus_200', 'access_denied AWAU'],
    ['approve, accounts=acc_1_student', 'access_denied AWAU'],
    ['refuse, takes=0s', 'access_denied RJCT'],
  ])('%s gives %s', async (robot, outcome) => {
    expect(await outcomeOf(robot)).toBe(outcome)
    expect(await outcomeOf(robot, uk)).toBe(outcome)
  })

  test('that abandons shows a page, and the customer may start again', async () => {
    const consent = await lodge(partner)
    const { url } = await ask(partner, consent)
    const response = await visit(partner, url, { robot: 'abandon' })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ status: 'abandoned' })
    expect((await connect(partner, { consent })).token).toBeTruthy()
  })

  test('that fails gives the partner the reason', async () => {
    const { url } = await ask(partner, await lodge(partner))
    const back = callbackOf(await visit(partner, url, { robot: 'approve, accounts=acc_1_student' }))
    expect(back.get('error_description')).toContain('the eligible accounts of cus_0 (got acc_1_student)')
  })
})

describe('a robot chooses', () => {
  test('all accounts, the first, or accounts by id, and no others can be read', async () => {
    const all = await accountsOf('approve')
    expect(all.length).toBeGreaterThan(1)
    expect(await accountsOf('approve, accounts=all')).toEqual(all)
    expect(await accountsOf('approve, accounts=first')).toEqual([all[0]])
    expect(await accountsOf(`approve, accounts=${all[1]}`)).toEqual([all[1]])
    expect(await accountsOf(`approve, accounts=${all[1]}+${all[0]}`)).toEqual(all.slice(0, 2))
  })

  test('the accounts of its customer, otherwise of the login_hint, otherwise of cus_0', async () => {
    expect((await accountsOf('approve, customer=cus_2'))[0]).toMatch(/^acc_2_/)
    const asked = await ask(partner, await lodge(partner), { login_hint: 'cus_3' })
    const { access_token: token } = await exchange(partner, asked, await visit(partner, asked.url))
    expect((await call(partner, token, 'accounts')).body.Data.Account[0].AccountId).toMatch(/^acc_3_/)
    expect((await accountsOf('approve'))[0]).toMatch(/^acc_0_/)
  })
})

/** Returns the outcome of each visit in a word. */
const outcomes = (answers: readonly Response[]) =>
  answers.map((one) => callbackOf(one).get('error') ?? (callbackOf(one).has('code') ? 'code' : `${one.status}`)).sort()

describe('a robot that takes its time', () => {
  test("answers at its instant of the world's clock, to any caller, without cookies", async () => {
    const there = await openAnotherWorld(bank)
    for (const one of [await join(there), await join(there, { profile })]) {
      const consent = await lodge(one)
      const asked = await ask(one, consent)
      const response = await visit(one, asked.url, { robot: 'approve, takes=40s' })
      const waits = (await response.json()) as { status: string; until: string; continue: string }
      expect([response.status, response.headers.get('retry-after')]).toEqual([200, '1'])
      expect(waits.status).toBe('waits')
      await advance(there, there.world, { seconds: 39 })
      expect(await (await visit(one, waits.continue, { robot: '' })).json()).toEqual(waits)
      expect(await stateOf(one, consent)).toBe('AWAU')
      const { now } = await advance(there, there.world, { seconds: 1 })
      expect(now).toBe(waits.until)
      const back = await visit(one, waits.continue, { robot: '' })
      expect([back.status, callbackOf(back).get('state')]).toEqual([302, asked.state])
      const tokens = await exchange(one, asked, back)
      expect((await call(one, tokens.access_token, 'accounts')).status).toBe(200)
      expect((await visit(one, waits.continue, { robot: '' })).status).toBe(400)
    }
  })

  test.each([
    ['fapi2', 'invalid_request_uri'],
    [profile, 'code'],
  ] as const)('called in parallel, of %s, never answers that the customer refused', async (name, other) => {
    const there = await openAnotherWorld(bank)
    const one = await join(there, { profile: name })
    const response = await visit(one, (await ask(one, await lodge(one))).url, { robot: 'approve, takes=2m' })
    const waits = (await response.json()) as { continue: string }
    await advance(there, there.world, { minutes: 2 })
    const said = outcomes(await Promise.all([1, 2, 3].map(() => visit(one, waits.continue, { robot: '' }))))
    expect(said).toContain('code')
    // A visit after the end gets 400.
    const rest = said.toSpliced(said.indexOf('code'), 1)
    expect(rest.filter((one) => one !== other && one !== '400')).toEqual([])
  })

  test('may refuse in the end', async () => {
    const there = await openAnotherWorld(bank)
    const one = await join(there)
    const response = await visit(one, (await ask(one, await lodge(one))).url, { robot: 'refuse, takes=2m' })
    const waits = (await response.json()) as { continue: string }
    await advance(there, there.world, { minutes: 2 })
    expect(callbackOf(await visit(one, waits.continue, { robot: '' })).get('error')).toBe('access_denied')
  })
})

describe("a robot's request that is visited more than once", () => {
  test.each([2, 20])('%i times at once gives one code; any other visit learns that it was used', async (times) => {
    const { url } = await ask(partner, await lodge(partner))
    const seen = outcomes(await Promise.all(Array.from({ length: times }, () => visit(partner, url))))
    expect(seen.filter((one) => one === 'code')).toEqual(['code'])
    // A visit after the code gets an error page (400). A visit before it is sent back to the app.
    expect(seen.filter((one) => !['code', 'invalid_request_uri', '400'].includes(one))).toEqual([])
  })

  test('in parallel by a UK partner, whose request objects may be reused, gives a code each time', async () => {
    const { url } = await ask(uk, await lodge(uk))
    expect(outcomes(await Promise.all([1, 2, 3].map(() => visit(uk, url))))).toEqual(['code', 'code', 'code'])
  })

  test('by customers who start in time and take long, gives one code', async () => {
    const there = await openAnotherWorld(bank)
    const one = await join(there)
    const { url } = await ask(one, await lodge(one))
    const begun = await Promise.all([1, 2].map(() => visit(one, url, { robot: 'approve, takes=2m' })))
    const waits = (await Promise.all(begun.map((answer) => answer.json()))) as { continue: string }[]
    await advance(there, there.world, { minutes: 2 })
    passSeconds(120)
    const ends = []
    for (const { continue: onward } of waits) ends.push(await visit(one, onward, { robot: '' }))
    expect(outcomes(ends)).toEqual(['code', 'invalid_request_uri'])
  })
})

describe('a robot that revokes on day 10', () => {
  test('reads until then, gets 403 U028 after, and reads again once it is authorised again; old tokens stay invalid', async () => {
    const there = await openAnotherWorld(bank)
    const one = await join(there)
    const { consent, tokens } = await connect(one, { robot: 'approve, revokes-after=10d' })
    await advance(there, there.world, { days: 9, hours: 23, minutes: 30 })
    const old = (await refresh(one, tokens.refresh_token as string)).access_token
    expect((await call(one, old, 'accounts')).status).toBe(200)
    await advance(there, there.world, { minutes: 30 })

    const refused = await call(one, old, 'accounts')
    expect(rejectionOf(refused)).toBe('403 consent-cancelled')
    expect(refused.body.Errors[0].ErrorCode).toBe('U028')
    expect(await stateOf(one, consent)).toBe('CANC')
    await expect(refresh(one, tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })

    const again = await connect(one, { consent })
    expect(await stateOf(one, consent)).toBe('AUTH')
    expect((await call(one, again.token, 'accounts')).status).toBe(200)
    expect(rejectionOf(await call(one, old, 'accounts'))).toBe('401 token-invalid')
    await expect(refresh(one, tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('a robot may be declared', () => {
  const interaction = 'http://sandbank.test/authorization/'
  /** Returns the robot's decision. A person is sent to the pages instead. */
  async function playedAt(
    one: Partner,
    { query = '', header, pushed }: { query?: string; header?: string; pushed?: string },
  ): Promise<string> {
    const asked = await ask(one, await lodge(one), pushed === undefined ? {} : { robot: pushed })
    const headers = header === undefined ? {} : { 'x-sandbank-robot': header }
    const response = await visit(one, asked.url, { robot: query, headers: headers as Record<string, string> })
    const to = response.headers.get('location') ?? ''
    if (to.includes('/interaction/')) return 'person'
    expect(to.startsWith(interaction)).toBe(false)
    return callbackOf(response).get('error') === 'access_denied' ? 'refuse' : 'approve'
  }

  test('by the request: in its query, its header, or a parameter of the pushed request', async () => {
    expect(await playedAt(partner, { query: 'refuse' })).toBe('refuse')
    expect(await playedAt(partner, { header: 'refuse' })).toBe('refuse')
    expect(await playedAt(partner, { pushed: 'refuse' })).toBe('refuse')
    expect(await playedAt(uk, { pushed: 'refuse' })).toBe('refuse')
    expect(await playedAt(partner, {})).toBe('person')
  })

  test('in several places: the query precedes the header, the header precedes the pushed request', async () => {
    expect(await playedAt(partner, { query: 'approve', header: 'refuse', pushed: 'refuse' })).toBe('approve')
    expect(await playedAt(partner, { header: 'approve', pushed: 'refuse' })).toBe('approve')
    expect(await playedAt(partner, { query: 'off', pushed: 'refuse' })).toBe('person')
  })

  test('for a client or a world: the request precedes the client, which precedes the world; `off` shows the pages', async () => {
    const there = await openAnotherWorld(bank)
    const plain = await join(there)
    const own = await join(there, { robot: 'refuse' })
    const none = await join(there, { robot: 'off' })
    expect(await playedAt(plain, {})).toBe('person')
    await declareForWorld(there, 'approve')
    expect(await playedAt(plain, {})).toBe('approve')
    expect(await playedAt(own, {})).toBe('refuse')
    expect(await playedAt(own, { pushed: 'approve' })).toBe('approve')
    expect(await playedAt(own, { query: 'off' })).toBe('person')
    expect(await playedAt(none, {})).toBe('person')
    expect(await playedAt(plain, { pushed: 'off' })).toBe('person')
  })
})

describe('a malformed robot is rejected, with its place', () => {
  const misspelt = ['agree', '', 'approve,', 'approve, wrong-codes=10', 'approve, accounts=', 'approve, mood=good']
  const more = [
    'approve, takes=40',
    'approve, takes=1d',
    'approve, customer=Anna',
    'approve, takes=1s, takes=2s',
    'off, takes=1s',
  ]

  test.each([...misspelt, ...more])('%j', (line) => {
    expect(() => parseRobot(line, 'robot')).toThrow(
      expect.objectContaining({ code: 'robot-unknown' satisfies ProblemCode }),
    )
  })

  test('400 in the query and in the header, and the request can still be used', async () => {
    const asked = await ask(partner, await lodge(partner))
    for (const [given, place] of [
      [{ robot: 'agree' }, 'query robot'],
      [{ robot: '', headers: { 'x-sandbank-robot': 'agree' } }, 'header x-sandbank-robot'],
    ] as const) {
      const response = await visit(partner, asked.url, given as { robot: string })
      const body = (await response.json()) as Json
      expect(rejectionOf({ status: response.status, body })).toBe('400 robot-unknown')
      expect(body.errors[0].path).toBe(place)
      expect(body.detail).toContain('example: approve, customer=cus_2')
    }
    expect((await visit(partner, asked.url)).status).toBe(302)
  })

  test('400 in the pushed request, as an OAuth error', async () => {
    const { status, body } = await post(partner, 'par', {
      client_id: partner.id,
      response_type: 'code',
      redirect_uri: partner.redirectUri,
      scope: 'openid accounts',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      claims: JSON.stringify({ id_token: { openbanking_intent_id: { value: await lodge(partner) } } }),
      robot: 'agree',
    })
    expect(errorOf({ status, body })).toBe('400 invalid_request')
    expect(body.error_description).toContain('robot: must begin with approve, refuse, cancel, abandon, time-out or off')
  })
})

test('no request above failed unexpectedly', () => {
  expect(bank.logged).toEqual([])
})
