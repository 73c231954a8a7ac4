import { beforeAll, describe, expect, test } from 'vitest'
import { findAccount } from '#actions/accounts/lookup.ts'
import { revokeConsent } from '#actions/consents/consents.ts'
import { availableFunds } from '#actions/payments/payment.ts'
import { formatDecimal } from '#bank/money/money.ts'
import { ada } from '#test/support/custom-data.ts'
import { worldOf } from '#test/support/grants.ts'
import { changed, faultsOf, isThere, notThere } from '#test/support/official-schemas.ts'
import {
  type Bank,
  clientToken,
  connect,
  openAnotherWorld,
  openBankWithStoppedClock,
  type Partner,
} from '#test/support/partners.ts'
import {
  type Answer,
  addressOf,
  authorise,
  authoriseMandate,
  callAsPartner,
  cbpii,
  fund,
  joinPayer,
  mandate,
  outcomeOf,
  pisp,
  send,
} from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { advance } from '#test/support/sandbox.ts'

const first = await openBankWithStoppedClock()
const consents = `${cbpii}/funds-confirmation-consents`
const questions = `${cbpii}/funds-confirmations`
const scope = 'fundsconfirmations'

beforeAll(() => fund(first, first.world, { acc_0_current: '500.00' }))

const holds = (name: string, { body }: Answer): void => {
  if (isThere) expect(faultsOf('confirmation-funds', name, body)).toEqual([])
}
if (!isThere) test.skip(notThere, () => {})

const asked = async (bank: Bank, more: object = {}) => ({
  Data: { ...(!('DebtorAccount' in more) && { DebtorAccount: await addressOf(bank, 'acc_0_current') }), ...more },
})
const question = (ConsentId: string, Amount = '10.00', Currency = 'GBP') => ({
  Data: { ConsentId, Reference: 'Purchase01', InstructedAmount: { Amount, Currency } },
})
async function agreed(partner: Partner, more: object = {}, robot = 'approve') {
  const body = await asked(partner.bank, more)
  const consent: string = (await callAsPartner(partner, 'POST', consents, { body })).body.Data.ConsentId
  const token = await authorise(partner, consent, { scope, robot })
  const ask = (...what: [string?, string?]) =>
    send(partner, token, 'POST', questions, { body: question(consent, ...what) })
  return { consent, token, ask }
}

describe.each(['obuk-fapi1-advanced', 'fapi2'] as const)('confirmation of funds, in the profile %s', (profile) => {
  test('works from the consent to the answer to the deletion', async () => {
    const bank = await openAnotherWorld(first)
    await fund(bank, bank.world, { acc_0_current: '500.00' })
    const partner = await joinPayer(bank, { profile, binding: profile === 'fapi2' ? 'dpop' : 'none' })
    const body = await asked(bank, { ExpirationDateTime: '2027-11-24T00:00:00Z' })
    const lodged = await callAsPartner(partner, 'POST', consents, { body })
    holds('OBFundsConfirmationConsentResponse1', lodged)
    expect(lodged.status).toBe(201)
    const id = lodged.body.Data.ConsentId
    expect(lodged.body).toMatchObject({
      Data: { Status: 'AWAU', ...body.Data },
      Links: { Self: `http://sandbank.test${consents}/${id}` },
    })
    const token = await authorise(partner, id, { scope })
    const shown = await callAsPartner(partner, 'GET', `${consents}/${id}`)
    holds('OBFundsConfirmationConsentResponse1', shown)
    expect(shown.body.Data.Status).toBe('AUTH')
    const answer = await send(partner, token, 'POST', questions, { body: question(id) })
    holds('OBFundsConfirmationResponse1', answer)
    expect([answer.status, answer.body.Data.FundsAvailable]).toEqual([201, true])
    expect(answer.body.Data).toMatchObject({ ...question(id).Data, CreationDateTime: '2026-11-24T09:30:00.000Z' })
    expect((await callAsPartner(partner, 'DELETE', `${consents}/${id}`)).status).toBe(204)
    expect(outcomeOf(await callAsPartner(partner, 'GET', `${consents}/${id}`))).toBe('400 U011 path ConsentId')
    const after = await send(partner, token, 'POST', questions, { body: question(id) })
    expect(outcomeOf(after)).toBe('401 U006 header Authorization')
    expect(bank.logged).toEqual([])
  })
})

describe('a confirmation', () => {
  let partner: Partner
  beforeAll(async () => {
    partner = await joinPayer(first)
  })

  test('is yes up to the last available penny, overdraft included, and no beyond it', async () => {
    const { ask } = await agreed(partner)
    const world = await worldOf(first, first.world)
    const account = findAccount(world, 'acc_0_current')
    const spare = account ? availableFunds(world, account, undefined) : 0n
    expect(spare > 0n).toBe(true)
    expect((await ask(formatDecimal(spare))).body.Data.FundsAvailable).toBe(true)
    expect((await ask(formatDecimal(spare + 1n))).body.Data.FundsAvailable).toBe(false)
  })

  test('reserves nothing and writes nothing', async () => {
    const { ask } = await agreed(partner)
    const before = first.store.units.write
    const answers = [await ask('400.00'), await ask('400.00'), await ask('400.00')]
    expect(answers.map(({ body }) => body.Data.FundsAvailable)).toEqual([true, true, true])
    expect(new Set(answers.map(({ body }) => body.Data.FundsConfirmationId)).size).toBe(3)
    expect(first.store.units.write).toBe(before)
  })

  test('follows the balance', async () => {
    const bank = await openAnotherWorld(first)
    await fund(bank, bank.world, { acc_0_savings: '100.00' })
    const one = await joinPayer(bank)
    const { ask } = await agreed(one, { DebtorAccount: await addressOf(bank, 'acc_0_savings') })
    expect((await ask('100.00')).body.Data.FundsAvailable).toBe(true)
    const { pay } = await authoriseMandate(one, mandate(), 'approve, accounts=acc_0_savings')
    expect((await pay('0.01')).status).toBe(201)
    expect((await ask('100.00')).body.Data.FundsAvailable).toBe(false)
    expect((await ask('99.99')).body.Data.FundsAvailable).toBe(true)
  })

  test('works for a custom account', async () => {
    const bank = await openAnotherWorld(first)
    const path = `/control/worlds/${bank.world.id}`
    await bank.send('PUT', `${path}/edits`, { customers: [ada] }, bank.world.controlKey)
    const { body } = await bank.send('POST', `${path}/tokens`, { customer: ada.id }, bank.world.controlKey)
    const open: Bank = { ...bank, world: { ...bank.world, developerToken: body.developerToken } }
    const DebtorAccount = await addressOf(open, 'acc_x_ada_current')
    const { ask } = await agreed(await joinPayer(open), { DebtorAccount }, `approve, customer=${ada.id}`)
    expect((await ask('487.66')).body.Data.FundsAvailable).toBe(true)
    expect((await ask('487.67')).body.Data.FundsAvailable).toBe(false)
  })

  test("works in the account's own currency only", async () => {
    const bank = await openAnotherWorld(first)
    const all = `/control/worlds/${bank.world.id}/tokens`
    const { body } = await bank.send('POST', all, { customer: 'all' }, bank.world.controlKey)
    const open: Bank = { ...bank, world: { ...bank.world, developerToken: body.developerToken } }
    const one = await joinPayer(open)
    const DebtorAccount = await addressOf(open, 'acc_22_euro')
    const { ask } = await agreed(one, { DebtorAccount }, 'approve, customer=cus_22')
    expect((await ask('0.01', 'EUR')).body.Data.FundsAvailable).toBe(true)
    expect(outcomeOf(await ask('0.01', 'GBP'))).toBe('400 U023 Data.InstructedAmount.Currency')
  })

  test.each([
    ['0.00', 'GBP', '400 U002 Data.InstructedAmount.Amount'],
    ['1.001', 'GBP', '400 U002 Data.InstructedAmount.Amount'],
    ['-1.00', 'GBP', '400 U002 Data.InstructedAmount.Amount'],
    ['1.00', 'EUR', '400 U023 Data.InstructedAmount.Currency'],
    ['1.00', 'XYZ', '400 U002 Data.InstructedAmount.Currency'],
    ['9999999999999.99', 'GBP', '201'],
  ])('to %s %s: %s', async (amount, currency, expected) => {
    const { ask } = await agreed(partner)
    expect(outcomeOf(await ask(amount, currency))).toBe(expected)
  })

  test("works for the token's consent only", async () => {
    const [one, other] = [await agreed(partner), await agreed(partner)]
    const body = question(other.consent)
    expect(outcomeOf(await send(partner, one.token, 'POST', questions, { body }))).toBe('400 U008 Data.ConsentId')
    const bare = changed(body, 'Data.Reference', undefined)
    expect(outcomeOf(await send(partner, one.token, 'POST', questions, { body: bare }))).toBe('400 U004 Data.Reference')
  })

  test("needs a token for its consent: neither the partner's own nor one of another kind", async () => {
    const { consent } = await agreed(partner)
    const ask = (token: string) => send(partner, token, 'POST', questions, { body: question(consent) })
    const refused = 'header Authorization'
    expect(outcomeOf(await ask((await clientToken(partner, scope)).access_token))).toBe(`401 U006 ${refused}`)
    expect(outcomeOf(await ask((await connect(partner)).token))).toBe(`403 U006 ${refused}`)
    expect(outcomeOf(await ask((await authoriseMandate(partner)).token))).toBe(`403 U006 ${refused}`)
    // The right consent with the wrong scope, and a mandate with the right scope.
    expect(outcomeOf(await ask(await authorise(partner, consent, { scope: 'payments' })))).toBe(`403 U006 ${refused}`)
    const lodged = await callAsPartner(partner, 'POST', `${pisp}/domestic-vrp-consents`, { body: mandate() })
    const stray = await authorise(partner, lodged.body.Data.ConsentId, { scope: `payments ${scope}` })
    expect(outcomeOf(await ask(stray))).toBe(`403 U006 ${refused}`)
  })
})

describe('a funds-confirmation consent', () => {
  let partner: Partner
  beforeAll(async () => {
    partner = await joinPayer(first)
  })

  test.each([
    ['the account of another bank', 'DebtorAccount.Identification', '20000055779911', '400 U011'],
    ['a number that this bank never gave out', 'DebtorAccount.Identification', '00100012345678', '400 U011'],
    ['thirteen digits', 'DebtorAccount.Identification', '0010001234567', '400 U021'],
    ['a scheme that there is not', 'DebtorAccount.SchemeName', 'UK.OBIE.Wallet', '400 U027'],
    ['no account', 'DebtorAccount', undefined, '400 U004'],
    ['an end that is over', 'ExpirationDateTime', '2026-11-24T09:30:00Z', '400 U003'],
    ['an end that is no date', 'ExpirationDateTime', 'soon', '400 U003'],
  ])('for %s is refused, and nothing is written', async (_, field, value, expected) => {
    const body = changed(await asked(first), `Data.${field}`, value)
    const { access_token: token } = await clientToken(partner, scope)
    const before = first.store.units.write
    expect(outcomeOf(await send(partner, token, 'POST', consents, { body }))).toBe(`${expected} Data.${field}`)
    expect(first.store.units.write).toBe(before)
  })

  test('is rejected for a card, which is not a payment account', async () => {
    const card = findAccount(await worldOf(first, first.world), 'acc_0_card')
    const DebtorAccount = { SchemeName: 'UK.OBIE.PAN', Identification: card?.pan }
    const answer = await callAsPartner(partner, 'POST', consents, { body: { Data: { DebtorAccount } } })
    expect(outcomeOf(answer)).toBe('400 U011 Data.DebtorAccount.Identification')
  })

  test('may name the account by its IBAN', async () => {
    const { ask } = await agreed(partner, { DebtorAccount: await addressOf(first, 'acc_0_current', 1) })
    expect((await ask('1.00')).body.Data.FundsAvailable).toBe(true)
  })

  test("can be authorised by the account's owner only", async () => {
    await expect(agreed(partner, {}, 'approve, customer=cus_2')).rejects.toMatchObject({ error: 'access_denied' })
    await expect(agreed(partner, {}, 'approve, accounts=acc_0_savings')).rejects.toMatchObject({
      error: 'access_denied',
    })
  })

  test('is 403 for another partner, and 400 if it is unknown or of another kind', async () => {
    const { consent } = await agreed(partner)
    const other = await joinPayer(first)
    const mandated = await callAsPartner(partner, 'POST', `${pisp}/domestic-vrp-consents`, { body: mandate() })
    for (const method of ['GET', 'DELETE']) {
      expect(outcomeOf(await callAsPartner(other, method, `${consents}/${consent}`))).toBe('403 U011 path ConsentId')
      for (const id of ['cof_0', 'nonsense', `${consent}0`, mandated.body.Data.ConsentId])
        expect(outcomeOf(await callAsPartner(partner, method, `${consents}/${id}`))).toBe('400 U011 path ConsentId')
    }
  })

  test('needs a token with the scope fundsconfirmations', async () => {
    const { access_token: token } = await clientToken(partner, 'payments')
    const answer = await send(partner, token, 'POST', consents, { body: await asked(first) })
    expect(outcomeOf(answer)).toBe('403 U006 header Authorization')
  })

  test('is created again by the same body: this operation is not idempotent', async () => {
    const body = await asked(first)
    const ids = await Promise.all([1, 2].map(() => callAsPartner(partner, 'POST', consents, { body, key: 'one' })))
    expect(new Set(ids.map((one) => one.body.Data.ConsentId)).size).toBe(2)
  })
})

describe('the life-cycle of a funds-confirmation consent', () => {
  const states = ['AWAU', 'AUTH', 'CANC', 'RJCT', 'EXPD', 'deleted'] as const
  type State = (typeof states)[number]
  const acts = ['show', 'authorise', 'refuse', 'revoke', 'ask', 'delete'] as const
  type Act = (typeof acts)[number]

  let bank: Bank
  let partner: Partner
  beforeAll(async () => {
    bank = await openAnotherWorld(first)
    partner = await joinPayer(bank)
  })

  async function inState(state: State) {
    const { now } = await advance(bank, bank.world, { seconds: 1 })
    const soon = new Date(Date.parse(now) + 60_000).toISOString()
    const body = await asked(bank, { ExpirationDateTime: soon })
    const id: string = (await callAsPartner(partner, 'POST', consents, { body })).body.Data.ConsentId
    const robot = state === 'RJCT' ? 'refuse' : 'approve'
    const token = state === 'AWAU' ? undefined : await authorise(partner, id, { scope, robot }).catch(() => undefined)
    if (state === 'CANC') await revokeConsent(await worldOf(bank, bank.world), 'cus_0', id)
    if (state === 'deleted') await callAsPartner(partner, 'DELETE', `${consents}/${id}`)
    if (state === 'EXPD') await advance(bank, bank.world, { minutes: 1 })
    return { id, token }
  }

  async function perform(act: Act, { id, token }: Awaited<ReturnType<typeof inState>>): Promise<string> {
    const outcome = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error) => error.error ?? error.code,
      )
    switch (act) {
      case 'show':
        return outcomeOf(await callAsPartner(partner, 'GET', `${consents}/${id}`))
      case 'authorise':
        return outcome(authorise(partner, id, { scope }))
      case 'refuse':
        return outcome(authorise(partner, id, { scope, robot: 'refuse' }))
      case 'revoke':
        return outcome(revokeConsent(await worldOf(bank, bank.world), 'cus_0', id))
      case 'ask':
        return token ? outcomeOf(await send(partner, token, 'POST', questions, { body: question(id) })) : 'no token'
      case 'delete':
        return outcomeOf(await callAsPartner(partner, 'DELETE', `${consents}/${id}`))
    }
  }

  const unknown = '400 U011 path ConsentId'
  const table: Record<State, Record<Act, string>> = {
    AWAU: {
      show: '200 AWAU',
      authorise: 'done AUTH',
      refuse: 'access_denied RJCT',
      revoke: 'consent-not-found AWAU',
      ask: 'no token AWAU',
      delete: '204 deleted',
    },
    AUTH: {
      show: '200 AUTH',
      authorise: 'done AUTH',
      refuse: 'access_denied AUTH',
      revoke: 'done CANC',
      ask: '201 AUTH',
      delete: '204 deleted',
    },
    CANC: {
      show: '200 CANC',
      authorise: 'done AUTH',
      refuse: 'access_denied CANC',
      revoke: 'consent-status CANC',
      ask: '403 U028 header Authorization CANC',
      delete: '204 deleted',
    },
    RJCT: {
      show: '200 RJCT',
      authorise: 'invalid_request RJCT',
      refuse: 'invalid_request RJCT',
      revoke: 'consent-not-found RJCT',
      ask: 'no token RJCT',
      delete: '204 deleted',
    },
    EXPD: {
      show: '200 EXPD',
      authorise: 'invalid_request EXPD',
      refuse: 'invalid_request EXPD',
      revoke: 'consent-status EXPD',
      ask: '400 U009 header Authorization EXPD',
      delete: '204 deleted',
    },
    deleted: {
      show: `${unknown} deleted`,
      authorise: 'invalid_request deleted',
      refuse: 'invalid_request deleted',
      revoke: 'consent-not-found deleted',
      ask: '401 U006 header Authorization deleted',
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
})

test('funds of a payment consent are confirmed to the penny while it is AUTH, and not after its order', async () => {
  const bank = await openAnotherWorld(first)
  await fund(bank, bank.world, { acc_0_current: '500.00' })
  const partner = await joinPayer(bank)
  const path = `${pisp}/domestic-payment-consents`
  const spare = availableFunds(
    await worldOf(bank, bank.world),
    findAccount(await worldOf(bank, bank.world), 'acc_0_current') ?? expect.fail('no account'),
    undefined,
  )
  for (const [pence, isThere] of [
    [spare + 1n, false],
    [spare, true],
  ] as const) {
    const initiation = {
      InstructionIdentification: 'i',
      EndToEndIdentification: 'e',
      InstructedAmount: { Amount: formatDecimal(pence), Currency: 'GBP' },
      CreditorAccount: externalPayee,
    }
    const lodged = await callAsPartner(partner, 'POST', path, { body: { Data: { Initiation: initiation }, Risk: {} } })
    const consent: string = lodged.body.Data.ConsentId
    const token = await authorise(partner, consent)
    const ask = () => send(partner, token, 'GET', `${path}/${consent}/funds-confirmation`)
    expect((await ask()).body.Data.FundsAvailableResult.FundsAvailable).toBe(isThere)
    const body = { Data: { ConsentId: consent, Initiation: initiation }, Risk: {} }
    expect(outcomeOf(await send(partner, token, 'POST', `${pisp}/domestic-payments`, { body }))).toBe('201')
    expect(outcomeOf(await ask())).toBe('400 U009 path ConsentId')
  }
})
