import { describe, expect, test } from 'vitest'
import { ada } from '#test/support/custom-data.ts'
import { aisp, allOf, type Json, openWorld, rejectionOf, tokenFor } from '#test/support/sandbox.ts'

const { sandbox, world, all } = await openWorld({ size: 20 })

const get = (path: string, token = all) => sandbox.send('GET', aisp + path, undefined, token)
const partyOf = async (account: string) => (await get(`/accounts/${account}/party`)).body.Data.Party

test.each([
  ['acc_0_current', 'a salaried family', 'UK.OBIE.Individual', 'HOME', /^(Mr|Mrs|Ms|Miss|Dr) /],
  ['acc_5_business', 'a sole trader', 'UK.OBIE.Sole', 'BIZZ', /(Plumbing|Joinery|Electrical|Decorating|Roofing)$/],
  ['acc_6_business', 'a small company', 'UK.OBIE.PrivateLimitedCompany', 'BIZZ', / Ltd$/],
])('the party of %s, %s, is an %s', async (account, _, structure, address, legalName) => {
  const party = await partyOf(account)
  expect(party.LegalStructure).toBe(structure)
  expect(party.Address[0].AddressType).toBe(address)
  expect(party.FullLegalName).toMatch(legalName)
})

test('all accounts of a customer have one party, which has the name on the accounts', async () => {
  const accounts = await allOf(sandbox, `${aisp}/accounts`, world.developerToken, 'Account')
  const parties = await Promise.all(accounts.map(({ AccountId }) => partyOf(AccountId)))
  expect(new Set(parties.map(({ PartyId }) => PartyId))).toEqual(new Set(['cus_0']))
  expect(new Set(accounts.map((account) => account.Account[0].Name))).toEqual(new Set([parties[0].Name]))
})

test('a party links to the account of the request', async () => {
  const { Relationships } = await partyOf('acc_5_business')
  expect(Relationships.Account).toEqual({
    Id: 'acc_5_business',
    Related: `http://sandbank.test${aisp}/accounts/acc_5_business`,
  })
  expect((await get(Relationships.Account.Related.split('/aisp')[1])).status).toBe(200)
})

test('contact details reach no real person: example.com, and the telephone numbers reserved for drama', async () => {
  for (const account of ['acc_0_current', 'acc_1_student', 'acc_4_basic', 'acc_6_business', 'acc_8_joint']) {
    const { EmailAddress, Mobile } = await partyOf(account)
    expect(EmailAddress).toMatch(/^[a-z0-9.]+@example\.com$/)
    expect(Mobile).toMatch(/^\+44-7700-900\d{3}$/)
  }
})

test("another customer's party is 400 U011", async () => {
  const answer = await get('/accounts/acc_5_business/party', world.developerToken)
  expect(rejectionOf(answer)).toBe('400 account-not-found')
  expect((await get('/accounts/acc_0_current/party', world.developerToken)).status).toBe(200)
})

test('a joint account returns its first holder and its joint type', async () => {
  expect(await partyOf('acc_8_joint')).toMatchObject({ PartyId: 'cus_8', PartyType: 'Joint', Name: 'Hannah Brooks' })
})

describe('the party who consented', () => {
  const consenting = async (customer: string) =>
    (await get('/party', await tokenFor(sandbox, world, customer))).body.Data.Party

  test('is the customer as on each account, without fields about an account', async () => {
    const { AccountRole, Relationships, ...own } = await partyOf('acc_0_current')
    expect(await consenting('cus_0')).toEqual(own)
    expect([AccountRole, Relationships.Account.Id]).toEqual(['UK.OBIE.Principal', 'acc_0_current'])
  })

  test.each([
    ['cus_5', 'acc_5_business', 'UK.OBIE.Administrator'],
    ['cus_6', 'acc_6_business', 'UK.OBIE.SeniorManagingOfficial'],
  ])('of the business %s is its representative, one of the parties of its account', async (customer, account, role) => {
    const party = await consenting(customer)
    const parties = (await get(`/accounts/${account}/parties`)).body.Data.Party
    const { EmailAddress, Mobile, ...named } = party
    expect(named).toMatchObject({ PartyId: `${customer}_1`, PartyType: 'Delegate' })
    expect(parties[1]).toMatchObject({ ...named, AccountRole: role })
    expect(party.LegalStructure).toBe('UK.OBIE.Individual')
    expect([EmailAddress, Mobile]).toEqual([parties[0].EmailAddress, parties[0].Mobile])
  })

  test('of custom accounts is the customer that they define', async () => {
    const own = await sandbox.createWorld({ size: 1 })
    await sandbox.send('PUT', `/control/worlds/${own.id}/edits`, { customers: [ada] }, own.controlKey)
    const { body } = await get('/party', await tokenFor(sandbox, own, ada.id))
    expect(body.Data.Party).toMatchObject({ PartyId: ada.id, Name: ada.name, PartyType: 'Sole' })
  })

  test('is 403 for a token that reaches every customer, and the error says what to send', async () => {
    const answer = await get('/party', all)
    expect(rejectionOf(answer)).toBe('403 customer-ambiguous')
    expect(answer.body.Errors[0].Message).toContain('send the token of one customer')
  })
})

test('a joint account has two parties, a company its directors and bookkeeper, a personal account only its owner', async () => {
  const roles = async (account: string) =>
    (await get(`/accounts/${account}/parties`)).body.Data.Party.map(
      ({ AccountRole, PartyType }: Json) => `${PartyType} ${AccountRole.slice(8)}`,
    )
  expect(await roles('acc_8_joint')).toEqual(['Joint Principal', 'Joint SecondaryOwner'])
  expect(await roles('acc_6_business')).toEqual([
    'Sole Principal',
    'Delegate SeniorManagingOfficial',
    'Delegate Administrator',
    'Delegate SeniorManagingOfficial',
  ])
  expect(await roles('acc_0_current')).toEqual(['Sole Principal'])
})
