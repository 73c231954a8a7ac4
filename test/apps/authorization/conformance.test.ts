import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Bank,
  call,
  clientToken,
  connect,
  join,
  openBank,
  type Partner,
  stopClock,
} from '#test/support/partners.ts'
import { advance, type Json, rejectionOf } from '#test/support/sandbox.ts'

let bank: Bank
let partner: Partner
let token: string

const Permissions = ['ReadAccountsDetail', 'ReadBalances', 'ReadStatementsDetail']

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  partner = await join(bank, { profile: 'obuk-fapi1-advanced' })
  token = (await connect(partner, { data: { Permissions } })).token
})

const accounts = 'accounts/acc_0_current'

const file = new URL('../../../../shared/specs/uk-ob-rw/v4.0/account-info-openapi.json', import.meta.url)
const missing = existsSync(file) ? '' : 'skipped, the official file is not there: '

test.skipIf(missing)(`${missing}a consent has the fields of the official file in every state`, async () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')), 'official')
  const validate = ajv.compile({ $ref: 'official#/components/schemas/OBReadConsentResponse1' })
  const faultsOf = (body: Json) => (validate(body) ? [] : validate.errors)
  const { access_token: own } = await clientToken(partner)
  const window = { TransactionFromDateTime: '2026-01-01T00:00:00Z', TransactionToDateTime: '2026-06-30T23:59:59Z' }
  const asked = { Data: { Permissions, ExpirationDateTime: '2027-01-01T00:00:00Z', ...window }, Risk: {} }
  const lodged = await call(partner, own, 'account-access-consents', { method: 'POST', body: asked })
  expect([lodged.status, faultsOf(lodged.body)]).toEqual([201, []])
  const states = {
    AUTH: (await connect(partner, { data: { Permissions } })).consent,
    CANC: (await connect(partner, { robot: 'approve, revokes-after=1m' })).consent,
    AWAU: lodged.body.Data.ConsentId,
  }
  await advance(bank, bank.world, { minutes: 2 })
  const { access_token: later } = await clientToken(partner)
  for (const [state, consent] of Object.entries(states)) {
    const { body } = await call(partner, later, `account-access-consents/${consent}`)
    expect([body.Data.Status, faultsOf(body)]).toEqual([state, []])
  }
})

describe('the Open Banking Functional Conformance Suite', () => {
  test('can read with a UK client without a certificate over plain http', async () => {
    const { status, body } = await call(partner, token, 'accounts')
    expect(status).toBe(200)
    expect(body.Links.Self).toBe('http://sandbank.test/open-banking/v4.0/aisp/accounts')
  })

  test.each(['accounts', accounts, `${accounts}/balances`, `${accounts}/transactions`, 'transactions'])(
    'gets 401 for %s without a token, and with a client-credentials token',
    async (path) => {
      const { access_token: own } = await clientToken(partner)
      expect(rejectionOf(await call(partner, own, path))).toBe('401 token-client')
      const response = await partner.fetch(`http://sandbank.test/open-banking/v4.0/aisp/${path}`)
      expect(response.status).toBe(401)
    },
  )

  test.each([`${accounts}/nothing`, 'nothing', `${accounts}/balances/nothing`])(
    'gets 404 for an unknown path: %s',
    async (path) => {
      expect((await call(partner, token, path)).status).toBe(404)
    },
  )

  test('gets 403 for a resource that the consent does not cover', async () => {
    expect(rejectionOf(await call(partner, token, `${accounts}/transactions`))).toBe('403 permission-missing')
  })

  test('finds the same account and statement ids in every consent of a named customer, and links that work', async () => {
    const list = async (one: string, path: string) => (await call(partner, one, path)).body.Data
    const other = (await connect(partner, { data: { Permissions } })).token
    const ids = (data: Json) => data.Account.map(({ AccountId }: Json) => AccountId)
    expect(ids(await list(token, 'accounts'))).toEqual(ids(await list(other, 'accounts')))
    expect(ids(await list(token, 'accounts'))[0]).toBe('acc_0_current')
    const [statement] = (await list(token, `${accounts}/statements`)).Statement
    expect((await list(other, `${accounts}/statements`)).Statement[0].StatementId).toBe(statement.StatementId)
    expect((await call(partner, token, `${accounts}/statements/${statement.StatementId}`)).status).toBe(200)
  })

  describe.each<[resource: string, permissions: string[], bulk?: string]>([
    ['', ['ReadAccountsBasic'], 'accounts'],
    ['/balances', ['ReadBalances'], 'balances'],
    ['/transactions', ['ReadTransactionsBasic', 'ReadTransactionsDebits', 'ReadTransactionsCredits'], 'transactions'],
    ['/beneficiaries', ['ReadBeneficiariesBasic'], 'beneficiaries'],
    ['/direct-debits', ['ReadDirectDebits'], 'direct-debits'],
    ['/offers', ['ReadOffers'], 'offers'],
    ['/party', ['ReadParty']],
    ['/parties', ['ReadParty']],
    ['/product', ['ReadProducts'], 'products'],
    ['/scheduled-payments', ['ReadScheduledPaymentsDetail'], 'scheduled-payments'],
    ['/standing-orders', ['ReadStandingOrdersDetail'], 'standing-orders'],
    ['/statements', ['ReadStatementsBasic'], 'statements'],
  ])('accounts/{AccountId}%s', (resource, some, bulk) => {
    const paths = [`${accounts}${resource}`, ...(bulk === undefined ? [] : [bulk])]
    const id = '93bac548-d2de-4546-b106-880a5018460d'
    const more = { 'x-fapi-interaction-id': id, 'x-fapi-financial-id': '0015800000jfQ9aAAE', 'x-fcs-testcase-id': 'x' }
    let own: string
    let consented: string
    beforeAll(async () => {
      consented = (await connect(partner, { data: { Permissions: [...new Set(['ReadAccountsBasic', ...some])] } }))
        .token
      own = (await clientToken(partner)).access_token
    })

    test.each(paths)('requires exactly these permissions, and returns the interaction id', async (path) => {
      const { status, headers } = await call(partner, consented, path, { more })
      expect(status).toBe(200)
      expect(headers.get('x-fapi-interaction-id')).toBe(id)
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(rejectionOf(await call(partner, own, path, { more }))).toBe('401 token-client')
    })

    test('with the unknown id foobar returns 400 U011, and an unknown path below a resource returns 404', async () => {
      const { status, body } = await call(partner, consented, `accounts/foobar${resource}`)
      expect([status, body.Errors[0].ErrorCode]).toEqual([400, 'U011'])
      const below = resource === '/statements' ? `${accounts}${resource}/x/foobar` : `${accounts}${resource}/foobar`
      expect((await call(partner, consented, below)).status).toBe(404)
    })
  })

  test.each([
    '2026-10-01T10:40:00',
    '2026-10-01T10:40:00.999',
    '20261001T104000.345Z',
    '2026-10-01T10:40:00.34567Z',
    '2026-10-01T10:40:00.34567+01',
    '20261001T104000.567+01',
    '2026-10-01T10:40:00+01:00',
    '20261001T1040+0100',
    '20261001',
  ])('the statements endpoint accepts every ISO 8601 form of a time and ignores its zone: %s', async (from) => {
    const at = (text: string) => call(partner, token, `statements?fromStatementDateTime=${encodeURIComponent(text)}`)
    const { status, body } = await at(from)
    expect([status, body.Data]).toEqual([200, (await at('2026-10-01T00:00:00')).body.Data])
  })

  test.each(['20261301', '2026-10-0110:40', '20261001T10', '2026-1001', '20261001T10:40:00', '20261001T104000+0'])(
    'the statements endpoint rejects a malformed time with 400: %s',
    async (from) => {
      const refused = await call(partner, token, `statements?fromStatementDateTime=${encodeURIComponent(from)}`)
      expect(rejectionOf(refused)).toBe('400 date-invalid')
    },
  )

  test('a request with the headers of the standard is accepted, and its interaction id is returned', async () => {
    const id = '93bac548-d2de-4546-b106-880a5018460d'
    const headers = {
      authorization: `Bearer ${token}`,
      'x-fapi-interaction-id': id,
      'x-fapi-financial-id': '0015800000jfQ9aAAE',
      'x-fapi-auth-date': 'Tue, 24 Nov 2026 09:30:00 GMT',
      'x-fapi-customer-ip-address': '192.0.2.1',
      'x-customer-user-agent': 'suite',
      accept: 'application/json; charset=utf-8',
    }
    const response = await partner.fetch('http://sandbank.test/open-banking/v4.0/aisp/accounts', { headers })
    expect([response.status, response.headers.get('x-fapi-interaction-id')]).toEqual([200, id])
  })
})
