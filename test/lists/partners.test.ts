import { beforeAll, describe, expect, test } from 'vitest'
import { type Permission, permissions } from '#bank/consents/permission.ts'
import { partnerScopes } from '#bank/partners/partner.ts'
import { type Kit, type Listed, openKit, operations } from '#test/support/operations/calls.ts'
import { bring, lodge } from '#test/support/operations/steps.ts'
import {
  type Bank,
  clientToken,
  connect,
  join,
  lodge as lodgeAccess,
  type Partner,
  post,
  remove,
} from '#test/support/partners.ts'
import { authorise, joinPayer } from '#test/support/payers.ts'
import { externalPayee, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { advance, rejectionOf } from '#test/support/sandbox.ts'

/*
 * Calls every operation of the Read/Write API with every token of a partner that does not allow it.
 * Each call must be rejected with the right problem; the valid token is checked beside it.
 */
let kit: Kit
let partner: Partner
let other: Partner

const reading = operations.filter(({ operation }) => operation.needs === 'accounts')
const acting = operations.filter(({ operation }) => operation.needs === 'partner')
const paying = operations.filter(({ operation }) => operation.needs === 'payment' || operation.needs === 'funds')
const permitted = reading.filter(({ operation }) => operation.requiredPermissions)

beforeAll(async () => {
  kit = await openKit()
  partner = await kit.partner()
  other = await joinPayer(partner.bank)
})

/** Tokens by permissions, so that each consent is created once. */
const tokens = new Map<string, Promise<string>>()
function tokenWith(asked: readonly Permission[]): Promise<string> {
  const name = [...asked].sort().join()
  const made = tokens.get(name) ?? connect(partner, { data: { Permissions: asked } }).then(({ token }) => token)
  tokens.set(name, made)
  return made
}

const refusal = async (one: Listed, token: string | undefined) => {
  const answer = await kit.call(one, { token })
  return answer.status < 300 ? String(answer.status) : rejectionOf(answer)
}

const every = partnerScopes.join(' ')

test('the list has operations of each kind', () => {
  expect(paying.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['CreateDomesticPayments', 'domesticVrpPost', 'CreateFundsConfirmations']),
  )
  expect(reading.length).toBeGreaterThanOrEqual(16)
  expect(acting.map(({ id }) => id)).toContain('CreateAccountAccessConsents')
})

test('every operation that reads a customer declares its permissions', () => {
  for (const { id, operation } of reading) expect(operation.requiredPermissions?.length, id).toBeGreaterThan(0)
})

describe('reading accounts', () => {
  test.each(reading)('$id reads with a consent of every permission', async (one) => {
    expect(await refusal(one, await tokenWith(permissions))).toBe('200')
  })

  test.each(permitted)('$id reads with exactly one permission of each required group', async (one) => {
    const groups = one.operation.requiredPermissions ?? []
    for (const n of [0, 1]) {
      const just = groups.map((group) => (group[n] ?? group[0]) as Permission)
      expect(await refusal(one, await tokenWith(just))).toBe('200')
    }
  })

  test.each(permitted)('$id is 403 without its permissions, with all others granted', async (one) => {
    const taken = (one.operation.requiredPermissions ?? []).flat()
    expect(await refusal(one, await tokenWith(permissions.filter((name) => !taken.includes(name))))).toBe(
      '403 permission-missing',
    )
  })

  test.each(reading)('$id is 401 with a client-credentials token', async (one) => {
    expect(await refusal(one, (await clientToken(partner)).access_token)).toBe('401 token-client')
  })

  test.each(reading)("$id shows another partner's customer nothing of this one", async (one) => {
    const { token } = await connectOther()
    const answer = await kit.call(one, { token })
    if (one.operation.params) return expect(rejectionOf(answer)).toBe('400 account-not-found')
    expect(answer.status).toBe(200)
    expect(answer.text).not.toMatch(/acc_(?!2_)/)
  })

  let connected: ReturnType<typeof connect> | undefined
  const connectOther = () => {
    connected ??= connect(other, { robot: 'approve, customer=cus_2', data: { Permissions: permissions } })
    return connected
  }
})

describe("acting on the partner's own resources", () => {
  test.each(acting)('$id is 403 with a token that a customer authorised', async (one) => {
    expect(await refusal(one, await tokenWith(permissions))).toBe('403 token-partner')
  })

  /** A subscription of another partner is not told from an unknown one. */
  const isSubscription = ({ operation }: Listed) => operation.scope === 'any'
  test.each(acting.filter(({ operation }) => operation.params))(
    '$id is rejected on a resource of another partner',
    async (one) => {
      expect(await refusal(one, (await clientToken(other, every)).access_token)).toBe(
        isSubscription(one) ? '400 subscription-not-found' : '403 consent-foreign',
      )
      if (isSubscription(one)) return
      const { body: _, upload: __, ...read } = one.operation
      expect((await kit.call({ ...one, operation: { ...read, method: 'get' } })).status).toBe(200)
    },
  )

  test.each(acting.filter(({ operation }) => operation.params))('$id is 400 on an unknown resource', async (one) => {
    const path = one.operation.path.replace('{ConsentId}', 'aac_0').replace(/{\w+}/, 'pay_0')
    expect(await refusal({ ...one, operation: { ...one.operation, path } }, kit.token('partner'))).toBe(
      isSubscription(one)
        ? '400 subscription-not-found'
        : one.operation.path.includes('{ConsentId}')
          ? '400 consent-not-found'
          : '400 order-not-found',
    )
  })

  test.each(acting.filter((one) => !isSubscription(one)))('$id is 403 without its scope', async (one) => {
    const { scope = 'accounts' } = one.operation
    const others = partnerScopes.filter((name) => name !== scope).join(' ')
    expect(await refusal(one, (await clientToken(partner, others)).access_token)).toBe('403 grant-insufficient')
  })
})

describe("acting with a customer's authorisation", () => {
  const isFor = { payment: 'payments', funds: 'fundsconfirmations' } as const
  const scopeOf = ({ operation }: Listed) => isFor[operation.needs as keyof typeof isFor]

  test.each(paying)('$id succeeds with the token of its consent only', async (one) => {
    const { status } = one.operation.returns
    expect(await refusal(one, (await clientToken(partner, every)).access_token)).toBe('401 token-client')
    expect(await refusal(one, await tokenWith(permissions))).toBe('403 grant-insufficient')
    // A consent of another kind, authorised with every scope.
    const stray = await authorise(partner, await lodgeAccess(partner), { scope: every })
    expect(await refusal(one, stray)).toBe('403 grant-insufficient')
    expect(await refusal(one, kit.tokenFor(one))).toBe(String(status))
  })

  test.each(paying)("$id rejects another partner's token for another consent", async (one) => {
    await kit.ready(one)
    const token = await tokenOfOther(one)
    expect(await refusal(one, token)).toBe('400 consent-mismatch')
  })

  /** Returns the other partner's token for its own consent of the same kind. */
  async function tokenOfOther(one: Listed): Promise<string> {
    const { base } = one.surface
    const family = kit.familyOf(one)
    const { access_token: own } = await clientToken(other, every)
    const consent = await lodge(other, own, base, family)
    await bring(other, own, base, family, consent)
    return authorise(other, consent, { scope: scopeOf(one) })
  }
})

describe('a token that has lost its validity', () => {
  /** How each token is rejected, in its own world after its clock advanced. */
  const refused = [
    ['revoked by the customer', '403 consent-cancelled'],
    ['of an expired consent', '403 consent-status'],
    ['of a deleted consent', '401 token-invalid'],
    ['of a deleted partner', '401 token-invalid'],
    ['given back by its partner', '401 token-invalid'],
  ] as const
  let late: Record<string, string>

  beforeAll(async () => {
    late = await age()
  })

  async function age(): Promise<Record<string, string>> {
    const bank: Bank = { ...kit.sandbox, world: kit.stranger }
    const one = await join(bank, { profile: 'obuk-fapi1-advanced' })
    const gone = await join(bank, { profile: 'obuk-fapi1-advanced' })
    const data = { Permissions: permissions }
    const end = { ExpirationDateTime: '2026-11-24T09:50:00Z' }
    const made = {
      'that is still good': await connect(one, { data }),
      'revoked by the customer': await connect(one, { data, robot: 'approve, revokes-after=10m' }),
      'of an expired consent': await connect(one, { data: { ...data, ...end } }),
      'of a deleted consent': await connect(one, { data }),
      'of a deleted partner': await connect(gone, { data }),
      'given back by its partner': await connect(one, { data }),
    }
    await post(one, 'revoke', { token: made['given back by its partner'].token })
    const { access_token: own } = await clientToken(one)
    await kit.sandbox.request(
      `/open-banking/v4.0/aisp/account-access-consents/${made['of a deleted consent'].consent}`,
      { method: 'DELETE', token: own },
    )
    await remove(gone)
    await advance(bank, bank.world, { minutes: 30 })
    return Object.fromEntries(Object.entries(made).map(([name, { token }]) => [name, token]))
  }

  test.each(reading)('(the valid one for comparison) reads by $id', async (one) => {
    expect(await refusal(one, late['that is still good'])).toBe('200')
  })

  describe.each(refused)('%s is %s', (name, expected) => {
    test.each(reading)('by $id', async (one) => {
      expect(await refusal(one, late[name])).toBe(expected)
    })
  })
})

describe('a token that was changed to name another world', () => {
  test.each([...reading, ...acting])('is 401 by $id', async (one) => {
    const token = one.operation.needs === 'partner' ? (kit.token('partner') as string) : await tokenWith(permissions)
    const [header, payload, signature] = token.split('.') as [string, string, string]
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    for (const more of [
      { iss: claims.iss.replace(kit.world.id, kit.stranger.id) },
      { consent: 'aac_1' },
      { epoch: 1 },
    ]) {
      const changed = Buffer.from(JSON.stringify({ ...claims, ...more })).toString('base64url')
      expect(await refusal(one, `${header}.${changed}.${signature}`)).toBe('401 token-invalid')
    }
  })
})

describe.each([
  ['where no money has moved', false],
  ['where money has moved', true],
])('what it costs, %s and the use is noted', (_, hasMoved) => {
  let apart: Kit
  let token: string
  beforeAll(async () => {
    apart = await openKit()
    ;({ token } = await connect(await apart.partner(), { data: { Permissions: permissions } }))
    if (!hasMoved) return
    const paying = { InstructionIdentification: 'I1', EndToEndIdentification: 'E1', InstructedAmount: pounds('0.01') }
    const initiation = { ...paying, CreditorAccount: externalPayee }
    await paymentBankOf(apart.sandbox, apart.world).place('acc_0_current', 'domestic-payment', initiation)
  })

  test.each(reading)("$id reads at most 3 units with a customer's token, and writes none", async (one) => {
    await apart.call(one, { token })
    const before = { ...apart.sandbox.store.units }
    expect((await apart.call(one, { token })).status).toBe(200)
    const { read, write } = apart.sandbox.store.units
    expect(read - before.read).toBeLessThanOrEqual(3)
    expect(write - before.write).toBe(0)
  })
})

test('none of these requests logged an error', () => {
  expect(kit.sandbox.logged).toEqual([])
})
