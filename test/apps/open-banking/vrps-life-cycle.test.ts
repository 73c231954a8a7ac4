import { beforeAll, describe, expect, test } from 'vitest'
import { revokeConsent } from '#actions/consents/consents.ts'
import { worldOf } from '#test/support/grants.ts'
import { changed, expectOfficial } from '#test/support/official-schemas.ts'
import { type Bank, openAnotherWorld, openBankWithStoppedClock, type Partner } from '#test/support/partners.ts'
import {
  authorise,
  callAsPartner,
  fund,
  joinPayer,
  mandate,
  outcomeOf,
  payment,
  pisp,
  send,
} from '#test/support/payers.ts'
import { advance } from '#test/support/sandbox.ts'

const first = await openBankWithStoppedClock({ now: '2026-11-24T09:30:00Z', rate: 0 })
const consents = `${pisp}/domestic-vrp-consents`
const orders = `${pisp}/domestic-vrps`

beforeAll(() => fund(first, first.world, { acc_0_current: '5000.00' }))

describe('migrating a mandate', () => {
  let partner: Partner
  const media = 'application/json-patch+json'
  beforeAll(async () => {
    partner = await joinPayer(first)
  })
  const lodged = async () =>
    (await callAsPartner(partner, 'POST', consents, { body: mandate() })).body.Data.ConsentId as string
  const maximum = '/Data/ControlParameters/MaximumIndividualAmount/Amount'

  test('with the same body changes nothing', async () => {
    const id = await lodged()
    const shown = await callAsPartner(partner, 'GET', `${consents}/${id}`)
    const put = await callAsPartner(partner, 'PUT', `${consents}/${id}`, { body: mandate(), key: 'put' })
    expectOfficial('vrp', 'OBDomesticVRPConsentResponse', put)
    expect([put.status, put.body]).toEqual([200, shown.body])
    const again = await callAsPartner(partner, 'PUT', `${consents}/${id}`, { body: mandate(), key: 'put' })
    expect(again.headers.get('x-idempotency-replayed')).toBe('true')
    const patch = await callAsPartner(partner, 'PATCH', `${consents}/${id}`, {
      body: [
        { op: 'test', path: maximum, value: '100.00' },
        { op: 'replace', path: '/Risk', value: mandate().Risk },
      ],
      media,
    })
    expectOfficial('vrp', 'OBDomesticVRPConsentResponse', patch)
    expect([patch.status, patch.body]).toEqual([200, shown.body])
  })

  test.each([
    ['a larger amount', 'Data.ControlParameters.MaximumIndividualAmount.Amount', '200.00'],
    ['another limit', 'Data.ControlParameters.PeriodicLimits.0.Amount', '500.00'],
    ['another payee', 'Data.Initiation.CreditorAccount.Identification', '20000055779911'],
    ['a later end', 'Data.ControlParameters.ValidToDateTime', '2027-12-31T00:00:00Z'],
    ['another risk', 'Risk.PaymentContextCode', 'TransferToSelf'],
  ])('cannot bring %s: the terms stay as the customer agreed', async (_, path, value) => {
    const id = await lodged()
    const body = changed(mandate(), path, value)
    expect(outcomeOf(await callAsPartner(partner, 'PUT', `${consents}/${id}`, { body }))).toBe(`400 U008 ${path}`)
    const op = { op: 'add', path: `/${path.replaceAll('.', '/')}`, value }
    // In a list, "add" inserts, so the test replaces.
    const changes = path.includes('PeriodicLimits') ? [{ ...op, op: 'replace' }] : [op]
    expect(outcomeOf(await callAsPartner(partner, 'PATCH', `${consents}/${id}`, { body: changes, media }))).toBe(
      `400 U008 ${path}`,
    )
    expect((await callAsPartner(partner, 'GET', `${consents}/${id}`)).body.Data).toMatchObject(mandate().Data)
  })

  test.each([
    ['a test that fails', [{ op: 'test', path: maximum, value: '1.00' }], '400 U002 0.value'],
    ['an unknown path', [{ op: 'remove', path: '/Data/Nothing' }], '400 U002 0.path'],
    [
      'the second of two operations',
      [
        { op: 'test', path: maximum, value: '100.00' },
        { op: 'replace', path: '/a/b', value: 1 },
      ],
      '400 U002 1.path',
    ],
    ['an unknown operation', [{ op: 'double', path: maximum }], '400 U002 0.op'],
    ['no value', [{ op: 'add', path: maximum }], '400 U004 0.value'],
    ['no operations', [], '400 U002 '],
    ['an object in place of a list', { op: 'remove', path: maximum }, '400 U010'],
  ])('by a patch with %s is rejected, with the place of the fault', async (_, body, expected) => {
    const id = await lodged()
    expect(outcomeOf(await callAsPartner(partner, 'PATCH', `${consents}/${id}`, { body, media }))).toBe(expected)
  })

  test('with a patch in another media type is rejected', async () => {
    const id = await lodged()
    expect(outcomeOf(await callAsPartner(partner, 'PATCH', `${consents}/${id}`, { body: [] }))).toBe(
      '415 U006 header Content-Type',
    )
  })
})

describe('the life-cycle of a mandate', () => {
  /** Valid until midnight, so that it can end while a token is still valid. */
  const untilTonight = (now: string) => mandate({ ValidToDateTime: `${now.slice(0, 10)}T00:00:00Z` })
  /** A quarter to midnight of the same day. */
  const lateOn = (now: string) => `${now.slice(0, 10)}T23:45:00Z`
  const states = ['AWAU', 'AUTH', 'CANC', 'RJCT', 'EXPD', 'deleted'] as const
  type State = (typeof states)[number]
  const acts = ['show', 'authorise', 'refuse', 'revoke', 'pay', 'ask for funds', 'put', 'delete'] as const
  type Act = (typeof acts)[number]

  let bank: Bank
  let partner: Partner
  let now: string
  beforeAll(async () => {
    bank = await openAnotherWorld(first)
    partner = await joinPayer(bank)
    now = bank.world.now
  })

  /** Returns a mandate in a state, with its token. */
  async function inState(state: State) {
    if (state === 'EXPD') now = (await advance(bank, bank.world, { to: lateOn(now) })).now
    const body = untilTonight(now)
    const id: string = (await callAsPartner(partner, 'POST', consents, { body })).body.Data.ConsentId
    const robot = state === 'RJCT' ? 'refuse' : 'approve'
    const token = state === 'AWAU' ? undefined : await authorise(partner, id, { robot }).catch(() => undefined)
    if (state === 'CANC') await revokeConsent(await worldOf(bank, bank.world), 'cus_0', id)
    if (state === 'deleted') await callAsPartner(partner, 'DELETE', `${consents}/${id}`)
    if (state === 'EXPD') now = (await advance(bank, bank.world, { minutes: 30 })).now
    return { id, token, body }
  }

  async function perform(act: Act, { id, token, body }: Awaited<ReturnType<typeof inState>>): Promise<string> {
    const path = `${consents}/${id}`
    const funds = { Data: { ConsentId: id, InstructedAmount: { Amount: '1.00', Currency: 'GBP' } } }
    const outcome = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error) => error.error ?? error.code,
      )
    switch (act) {
      case 'show':
        return outcomeOf(await callAsPartner(partner, 'GET', path))
      case 'authorise':
        return outcome(authorise(partner, id))
      case 'refuse':
        return outcome(authorise(partner, id, { robot: 'refuse' }))
      case 'revoke':
        return outcome(revokeConsent(await worldOf(bank, bank.world), 'cus_0', id))
      case 'pay':
        return token ? outcomeOf(await send(partner, token, 'POST', orders, { body: payment(body, id) })) : 'no token'
      case 'ask for funds':
        return token
          ? outcomeOf(await send(partner, token, 'POST', `${path}/funds-confirmation`, { body: funds }))
          : 'no token'
      case 'put':
        return outcomeOf(await callAsPartner(partner, 'PUT', path, { body }))
      case 'delete':
        return outcomeOf(await callAsPartner(partner, 'DELETE', path))
    }
  }

  const unknown = '400 U011 path ConsentId'
  const gone = '401 U006 header Authorization'
  const over = '400 U009 header Authorization'
  const taken = '403 U028 header Authorization'
  /** The outcome of each act, and the state of the mandate after it. */
  const table: Record<State, Record<Act, string>> = {
    AWAU: {
      show: '200 AWAU',
      authorise: 'done AUTH',
      refuse: 'access_denied RJCT',
      revoke: 'consent-not-found AWAU',
      pay: 'no token AWAU',
      'ask for funds': 'no token AWAU',
      put: '200 AWAU',
      delete: '204 deleted',
    },
    AUTH: {
      show: '200 AUTH',
      authorise: 'done AUTH',
      refuse: 'access_denied AUTH',
      revoke: 'done CANC',
      pay: '201 AUTH',
      'ask for funds': '201 AUTH',
      put: '200 AUTH',
      delete: '204 deleted',
    },
    CANC: {
      show: '200 CANC',
      authorise: 'done AUTH',
      refuse: 'access_denied CANC',
      revoke: 'consent-status CANC',
      pay: `${taken} CANC`,
      'ask for funds': `${taken} CANC`,
      put: '200 CANC',
      delete: '204 deleted',
    },
    RJCT: {
      show: '200 RJCT',
      authorise: 'invalid_request RJCT',
      refuse: 'invalid_request RJCT',
      revoke: 'consent-not-found RJCT',
      pay: 'no token RJCT',
      'ask for funds': 'no token RJCT',
      put: '400 U009 path ConsentId RJCT',
      delete: '204 deleted',
    },
    EXPD: {
      show: '200 EXPD',
      authorise: 'invalid_request EXPD',
      refuse: 'invalid_request EXPD',
      revoke: 'consent-status EXPD',
      pay: `${over} EXPD`,
      'ask for funds': `${over} EXPD`,
      put: '400 U009 path ConsentId EXPD',
      delete: '204 deleted',
    },
    deleted: {
      show: `${unknown} deleted`,
      authorise: 'invalid_request deleted',
      refuse: 'invalid_request deleted',
      revoke: 'consent-not-found deleted',
      pay: `${gone} deleted`,
      'ask for funds': `${gone} deleted`,
      put: `${unknown} deleted`,
      delete: `${unknown} deleted`,
    },
  }

  const pairs = states.flatMap((state) => acts.map((act) => [act, state, table[state][act]] as const))
  test.each(pairs)('%s, in %s: %s', async (act, state, expected) => {
    const one = await inState(state)
    const outcome = await perform(act, one)
    const { body } = await callAsPartner(partner, 'GET', `${consents}/${one.id}`)
    expect(`${outcome} ${body.Data?.Status ?? 'deleted'}`).toBe(expected)
  })

  test('a mandate that is not authorised before its end is rejected', async () => {
    const id = (await callAsPartner(partner, 'POST', consents, { body: untilTonight(now) })).body.Data.ConsentId
    await advance(bank, bank.world, { days: 1 })
    const { body } = await callAsPartner(partner, 'GET', `${consents}/${id}`)
    expect(body.Data).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'U037' }] })
  })
})
