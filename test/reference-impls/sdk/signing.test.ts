import { beforeAll, describe, expect, test } from 'vitest'
import { BadRequestError, type Fetch, openBanking, SignatureError, UnauthorizedError } from '#sdk/index.ts'
import type { Partner } from '#sdk/oauth/index.ts'
import { createSigning, type SigningOptions } from '#sdk/signing.ts'
import { connectRobot, openPartnerWorld, type PartnerWorld } from '#test/support/reference-impls/oauth.ts'
import { openInProcess } from '#test/support/reference-impls/served.ts'

const Initiation = {
  InstructionIdentification: 'lunch',
  EndToEndIdentification: 'tuesday',
  InstructedAmount: { Amount: '12.34', Currency: 'GBP' },
  CreditorAccount: {
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: '08080021325698',
    Name: 'Café Zoë 茶 🍵',
  },
}

let world: PartnerWorld
let robot: Awaited<ReturnType<typeof connectRobot>>
let registered: Partner
let fetch: Fetch
beforeAll(async () => {
  world = await openPartnerWorld(await openInProcess())
  fetch = world.access.fetch
  robot = await connectRobot(world, { scopes: ['payments'], signing: 'required' })
  registered = robot.registered
})

/** Returns the client of the partner itself, whose answers may be changed. */
function openOwn({
  change = (response) => response,
  signing = createSigning({ ...registered, fetch }),
  ...more
}: { change?: (response: Response) => Response | Promise<Response> } & Partial<
  Parameters<typeof openBanking>[0]
> = {}) {
  const connection = robot.partner.ownConnection('payments')
  return openBanking({
    ...connection,
    signing,
    retries: { attempts: 1 },
    fetch: async (url, init) => change(await connection.fetch(url, init)),
    ...more,
  }).payments('domestic-payment')
}

const withSignature = async (response: Response, change: (signature: string) => string | null, body?: string) => {
  const headers = new Headers(response.headers)
  const signature = change(headers.get('x-jws-signature') as string)
  if (signature === null) headers.delete('x-jws-signature')
  else headers.set('x-jws-signature', signature)
  return new Response(body ?? (await response.text()), { status: response.status, headers })
}

test('a partner that must sign pays, and every answer is verified', async () => {
  const consent = await openOwn().createConsent({ Initiation })
  await robot.authorise(consent.id, 'payments')
  const connection = robot.partner.connection(consent.id, 'payments')
  const signing = createSigning({ ...registered, fetch, bankId: 'SandbankSandbank00' })
  const verified: number[] = []
  const counting = {
    ...signing,
    verify: async (body: Uint8Array<ArrayBuffer>, signature: string | null) => {
      await signing.verify(body, signature)
      verified.push(body.length)
    },
  }
  const customer = openBanking({ ...connection, signing: counting })
  const order = await customer.payments('domestic-payment').order(consent)
  expect((await order.refresh()).data.Initiation.CreditorAccount.Name).toBe('Café Zoë 茶 🍵')
  expect(verified).toHaveLength(2)
})

test('without signing the bank rejects the payment', async () => {
  const unsigned = openBanking(robot.partner.ownConnection('payments')).payments('domestic-payment')
  await expect(unsigned.createConsent({ Initiation })).rejects.toMatchObject({ code: 'U019' })
})

test('a file is signed with its media type', async () => {
  const signed = await createSigning({ ...registered, fetch }).sign(
    new TextEncoder().encode('<a/>'),
    'Text/XML; charset=utf-8',
  )
  expect(JSON.parse(Buffer.from(signed.split('.')[0]!, 'base64url').toString())).toMatchObject({ cty: 'text/xml' })
})

test('a rejection by the bank is signed, and is the rejection', async () => {
  const wrong = { ...Initiation, InstructedAmount: { Amount: '1.234', Currency: 'GBP' } }
  await expect(openOwn().createConsent({ Initiation: wrong })).rejects.toBeInstanceOf(BadRequestError)
})

test('an answer to an unknown partner is not signed, and is the rejection', async () => {
  const bank = openBanking({
    baseUrl: registered.openBanking,
    token: 'expired',
    fetch,
    signing: createSigning({ ...registered, fetch }),
  })
  await expect(bank.payments('domestic-payment').find('pay_1')).rejects.toBeInstanceOf(UnauthorizedError)
})

test('a partner who may sign accepts reads without a signature if it says so', async () => {
  const free = await connectRobot(world, {
    profile: 'obuk-fapi1-advanced',
    scopes: ['payments'],
    signing: 'optional',
  })
  const open = (more: object) =>
    openBanking({
      ...free.partner.ownConnection('payments'),
      signing: createSigning({ ...free.registered, fetch, ...more }),
      retries: { attempts: 1 },
    }).payments('domestic-payment')
  const consent = await open({}).createConsent({ Initiation })
  await expect(open({}).findConsent(consent.id)).rejects.toBeInstanceOf(SignatureError)
  expect(await open({ unsignedReads: true }).findConsent(consent.id)).toMatchObject({ id: consent.id })
})

test('a subscription to events is signed too', async () => {
  const { api } = openBanking({
    ...robot.partner.ownConnection('payments'),
    signing: createSigning({ ...registered, fetch }),
  })
  const Data = { CallbackUrl: 'https://partner.example/v4.0/event-notifications', Version: '4.0' } as const
  const { response } = await api.POST('/event-subscriptions', { body: { Data } })
  expect(response.status).toBe(201)
})

describe('an answer is not trusted', () => {
  const changes: [string, (response: Response) => Response | Promise<Response>, string][] = [
    ['without a signature', (response) => withSignature(response, () => null), 'x-jws-signature: is required'],
    [
      'whose body was changed',
      async (response) =>
        withSignature(response, (one) => one, (await response.clone().text()).replace('12.34', '99.00')),
      'signature verification failed',
    ],
    ['whose signature is no JWS', (response) => withSignature(response, () => 'abc'), 'must be <header>..<signature>'],
    [
      'whose signature has a payload',
      (response) => withSignature(response, (one) => one.replace('..', '.e30.')),
      'must be <header>..<signature>',
    ],
    [
      'whose header was changed',
      (response) => withSignature(response, (one) => one.replace(/^[^.]+/, changeHeader)),
      'signature verification failed',
    ],
  ]
  test.each(changes)('%s', async (_, change, message) => {
    const error = await openOwn({ change })
      .createConsent({ Initiation })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SignatureError)
    expect(error).toMatchObject({ status: 201, message: expect.stringContaining(message) })
    expect(error).toMatchObject({ message: expect.stringMatching(/\(interaction [0-9a-f-]{36}\)$/) })
  })

  const wrongly: [string, Partial<SigningOptions>, string][] = [
    ['of another bank', { bankId: 'AnotherBank' }, 'iss: must be AnotherBank (got SandbankSandbank00)'],
    ['of another directory', { jwksUri: 'http://sandbank.test/none' }, 'JSON Web Key Set'],
    ['that is too old', { now: () => Date.now() + 600_000 }, 'iat: must be at most 300 seconds from now'],
  ]
  test.each(wrongly)('%s', async (_, more, message) => {
    const verifying = createSigning({ ...registered, fetch, ...more })
    const signing = { ...createSigning({ ...registered, fetch }), verify: verifying.verify }
    await expect(openOwn({ signing }).createConsent({ Initiation })).rejects.toThrow(message)
  })
})

test.each([
  ['no keys', undefined],
  ['a key for TLS alone', [{ kty: 'RSA', d: 'x', use: 'tls', kid: 'k' }]],
  ['a public key', [{ kty: 'RSA', n: 'x', kid: 'k' }]],
  ['a key without a kid', [{ kty: 'RSA', d: 'x' }]],
])('%s cannot sign', (_, keys) => {
  const privateJwks = keys && { keys: keys as JsonWebKey[] }
  expect(() => createSigning({ clientId: 'a', issuer: 'b', privateJwks })).toThrow(/^privateJwks: /)
})

/** Changes the `iat` of a header. */
function changeHeader(encoded: string): string {
  const header = JSON.parse(Buffer.from(encoded, 'base64url').toString())
  header['http://openbanking.org.uk/iat'] += 1
  return Buffer.from(JSON.stringify(header)).toString('base64url')
}
