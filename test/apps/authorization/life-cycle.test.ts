import { customFetch } from 'openid-client'
import { beforeEach, describe, expect, test } from 'vitest'
import { revokeConsent } from '#actions/consents/consents.ts'
import { worlds } from '#store/records.ts'
import type { Store } from '#store/store.ts'
import { findWorld, type World } from '#store/world.ts'
import {
  ask,
  type Bank,
  call,
  callbackOf,
  clientToken,
  connect,
  exchange,
  join,
  lodge,
  openAnotherWorld,
  openBank,
  type Partner,
  refresh,
  remove,
  stopClock,
  visit,
} from '#test/support/partners.ts'
import { advance, type Json, rejectionOf, testSandbox } from '#test/support/sandbox.ts'
import { withCommits } from '#test/support/stores.ts'

stopClock()
const first = await openBank()
let bank: Bank
let partner: Partner

beforeEach(async () => {
  bank = await openAnotherWorld(first)
  partner = await join(bank)
})

/** Calls with the partner's own token. */
async function own(method: string, path: string, body?: object): Promise<{ status: number; body: Json }> {
  const { access_token: token } = await clientToken(partner)
  return call(partner, token, path, { method, body })
}
const show = (consent: string) => own('GET', `account-access-consents/${consent}`)
const stateOf = async (consent: string) => (await show(consent)).body.Data.Status
const read = async (token: string) => {
  const answer = await call(partner, token, 'accounts')
  return answer.status === 200 ? '200' : rejectionOf(answer)
}
const soon = { ExpirationDateTime: '2026-11-24T10:00:00Z' }
const half = { minutes: 30 }

/** Sends a customer to authorise, and returns the outcome. */
async function outcomeOf(consent: string, robot = 'approve'): Promise<string> {
  const back = callbackOf(await visit(partner, (await ask(partner, consent)).url, { robot }))
  return back.get('error') ?? 'approved'
}

async function revoke(consent: string, customer = 'cus_0'): Promise<void> {
  await revokeConsent((await findWorld(bank.sandbox, bank.world.id)) as World, customer, consent)
}

describe('a consent that waits (AWAU)', () => {
  test('shows its state, and why nothing can be read yet', async () => {
    const { body } = await show(await lodge(partner))
    expect(body.Data).toMatchObject({ Status: 'AWAU', StatusReason: [{ StatusReasonCode: 'U036' }] })
  })

  test('expires if no customer authorises it, and can then not be authorised', async () => {
    const consent = await lodge(partner, soon)
    const { url } = await ask(partner, consent)
    await advance(bank, bank.world, half)
    const { body } = await show(consent)
    expect(body.Data).toMatchObject({
      Status: 'RJCT',
      StatusUpdateDateTime: '2026-11-24T10:00:00.000Z',
      StatusReason: [{ StatusReasonCode: 'U037' }],
    })
    expect(callbackOf(await visit(partner, url)).get('code')).toBeNull()
    await expect(ask(partner, consent)).rejects.toMatchObject({ error: 'invalid_request' })
  })
})

describe('a consent that is authorised (AUTH)', () => {
  test('expires by the clock of the world: 403, and no refresh', async () => {
    const { consent, token, tokens } = await connect(partner, { data: soon })
    expect(await read(token)).toBe('200')
    await advance(bank, bank.world, half)
    expect(await read(token)).toBe('403 consent-status')
    expect(await stateOf(consent)).toBe('EXPD')
    await expect(refresh(partner, tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(ask(partner, consent)).rejects.toMatchObject({ error: 'invalid_request' })
  })

  test('can be renewed by the same customer: both tokens read', async () => {
    const { consent, token } = await connect(partner)
    const again = await connect(partner, { consent })
    expect([await read(token), await read(again.token)]).toEqual(['200', '200'])
    expect(await stateOf(consent)).toBe('AUTH')
  })

  test('cannot be renewed by another customer, and stays as it was', async () => {
    const { consent, token } = await connect(partner)
    expect(await outcomeOf(consent, 'approve, customer=cus_2')).toBe('access_denied')
    expect([await stateOf(consent), await read(token)]).toEqual(['AUTH', '200'])
  })

  test('stays authorised when its customer refuses to renew it', async () => {
    const { consent, token } = await connect(partner)
    expect(await outcomeOf(consent, 'refuse')).toBe('access_denied')
    expect([await stateOf(consent), await read(token)]).toEqual(['AUTH', '200'])
  })

  test('stays authorised when the code is wrong three times at its renewal', async () => {
    const { consent, token } = await connect(partner)
    expect(await outcomeOf(consent, 'approve, wrong-codes=3')).toBe('access_denied')
    expect([await stateOf(consent), await read(token)]).toEqual(['AUTH', '200'])
  })

  test('is revoked by its customer only', async () => {
    const { consent, token } = await connect(partner)
    await expect(revoke(consent, 'cus_2')).rejects.toMatchObject({ code: 'consent-not-found' })
    expect(await read(token)).toBe('200')
    await revoke(consent)
    expect(await read(token)).toBe('403 consent-cancelled')
  })
})

describe('a consent that its customer revoked (CANC)', () => {
  test('can be authorised again by that customer: the old token stays invalid', async () => {
    const { consent, token, tokens } = await connect(partner)
    await revoke(consent)
    const again = await connect(partner, { consent })
    expect([await stateOf(consent), await read(again.token), await read(token)]).toEqual([
      'AUTH',
      '200',
      '401 token-invalid',
    ])
    await expect(refresh(partner, tokens.refresh_token as string)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  test('cannot be authorised again by another customer', async () => {
    const { consent } = await connect(partner)
    await revoke(consent)
    expect(await outcomeOf(consent, 'approve, customer=cus_2')).toBe('access_denied')
    expect(await stateOf(consent)).toBe('CANC')
  })

  test('cannot be authorised again after its expiry', async () => {
    const { consent } = await connect(partner, { data: soon })
    await revoke(consent)
    await advance(bank, bank.world, half)
    expect(await stateOf(consent)).toBe('CANC')
    await expect(ask(partner, consent)).rejects.toMatchObject({ error: 'invalid_request' })
  })

  test('is not revoked twice', async () => {
    const { consent } = await connect(partner)
    await revoke(consent)
    await expect(revoke(consent)).rejects.toMatchObject({ code: 'consent-status' })
  })
})

describe('a consent that was refused (RJCT)', () => {
  test('cannot be authorised by any customer', async () => {
    const consent = await lodge(partner)
    const late = await ask(partner, consent)
    expect(await outcomeOf(consent, 'refuse')).toBe('access_denied')
    expect(await stateOf(consent)).toBe('RJCT')
    expect(callbackOf(await visit(partner, late.url)).get('code')).toBeNull()
    expect(await stateOf(consent)).toBe('RJCT')
  })
})

describe('a consent that its partner deletes', () => {
  test.each<[string, () => Promise<{ consent: string; token?: string }>]>([
    ['AWAU', async () => ({ consent: await lodge(partner) })],
    ['AUTH', () => connect(partner)],
    [
      'RJCT',
      async () => {
        const consent = await lodge(partner)
        await outcomeOf(consent, 'refuse')
        return { consent }
      },
    ],
    [
      'CANC',
      async () => {
        const made = await connect(partner)
        await revoke(made.consent)
        return made
      },
    ],
    [
      'EXPD',
      async () => {
        const made = await connect(partner, { data: soon })
        await advance(bank, bank.world, half)
        return made
      },
    ],
  ])('at %s is 204, then 400 to GET and to DELETE, and its tokens are dead', async (state, make) => {
    const { consent, token } = await make()
    expect(await stateOf(consent)).toBe(state)
    expect((await own('DELETE', `account-access-consents/${consent}`)).status).toBe(204)
    for (const method of ['GET', 'DELETE'])
      expect(rejectionOf(await own(method, `account-access-consents/${consent}`))).toBe('400 consent-not-found')
    if (token !== undefined) expect(await read(token)).toBe('401 token-invalid')
    await expect(ask(partner, consent)).rejects.toMatchObject({ error: 'invalid_request' })
  })
})

describe('a consent is not lodged', () => {
  test.each<[string, object, string]>([
    ['without a permission', { Permissions: [] }, '400 field-invalid'],
    ['with one that is none', { Permissions: ['ReadEverything'] }, '400 field-invalid'],
    ['for transactions of no direction', { Permissions: ['ReadTransactionsBasic'] }, '400 field-invalid'],
    ['for a direction of no transactions', { Permissions: ['ReadTransactionsCredits'] }, '400 field-invalid'],
    ['for the past', { Permissions: ['ReadBalances'], ExpirationDateTime: '2026-11-24T09:30:00Z' }, '400 date-invalid'],
    [
      'from later to earlier',
      {
        Permissions: ['ReadBalances'],
        TransactionFromDateTime: '2026-02-01T00:00:00Z',
        TransactionToDateTime: '2026-01-01T00:00:00Z',
      },
      '400 date-invalid',
    ],
    [
      'for a day that does not exist',
      { Permissions: ['ReadBalances'], TransactionFromDateTime: '2026-02-30T00:00:00Z' },
      '400 date-invalid',
    ],
    ['with a field that is none', { Permissions: ['ReadBalances'], Colour: 'red' }, '400 field-unexpected'],
  ])('%s', async (_, Data, refusal) => {
    expect(rejectionOf(await own('POST', 'account-access-consents', { Data, Risk: {} }))).toBe(refusal)
  })
})

test('a world that was reset rejects its former tokens', async () => {
  const { token } = await connect(partner)
  const { access_token: mine } = await clientToken(partner)
  const [item] = await bank.store.get([worlds.key(bank.world.id)])
  if (!item) throw new Error('the world is gone')
  const record = worlds.read(item)
  const value = { ...record, epoch: record.epoch + 1 }
  await bank.store.commit([{ put: item.key, expect: { version: item.version }, value }])
  for (const one of [token, mine]) {
    const answer = await call(partner, one, 'account-access-consents/aac_1')
    expect(rejectionOf(answer)).toBe(one === mine ? '401 token-invalid' : '403 token-partner')
  }
  expect(await read(token)).toBe('401 token-invalid')
})

describe('a deleted partner', () => {
  /** Returns the `fetch` of another process over the same store. */
  const processOver = async (store: Store): Promise<Partner['fetch']> => {
    const { fetch } = await testSandbox({ store, real: () => Date.now() })
    return async (url, init) => fetch(new Request(url, { ...init, redirect: 'manual' }))
  }

  test('reads nothing in any process; tokens of others still read, for one more read unit until refreshed', async () => {
    const other = await join(bank)
    const [mine, theirs] = [await connect(partner), await connect(other)]
    const there = { ...partner, fetch: await processOver(bank.store) }
    const readWith = async (who: Partner, token: string) => {
      const before = bank.store.units.read
      const { status } = await call(who, token, 'accounts')
      return [status, bank.store.units.read - before]
    }
    expect(await readWith(partner, mine.token)).toEqual([200, 2])
    expect(await readWith(there, mine.token)).toEqual([200, 2])
    await remove(partner)
    expect((await readWith(there, mine.token))[0]).toBe(401)
    expect((await readWith(partner, mine.token))[0]).toBe(401)
    expect(await readWith(other, theirs.token)).toEqual([200, 3])
    const fresh = await refresh(other, theirs.tokens.refresh_token as string)
    expect(await readWith(other, fresh.access_token)).toEqual([200, 2])
  })

  test('deleted while it gets a token, gets one that reads nothing', async () => {
    const asked = await ask(partner, await lodge(partner))
    const back = await visit(partner, asked.url)
    let isGone = false
    const then = withCommits(bank.store, async (commit) => {
      await commit()
      if (!isGone) await remove(partner)
      isGone = true
    })
    const fetch = await processOver(then)
    partner.config[customFetch] = (url, init) => fetch(url, init as RequestInit)
    const { access_token: token } = await exchange(partner, asked, back)
    expect([isGone, await read(token)]).toEqual([true, '401 token-invalid'])
  })
})
