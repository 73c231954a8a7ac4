import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { compileFunction } from 'node:vm'
import fc from 'fast-check'
import { CompactSign, compactVerify, createLocalJWKSet, decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rotateKeys } from '#actions/partners/key-ring.ts'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { listen } from '#listen'
import { worldOf } from '#test/support/grants.ts'
import {
  type Bank,
  clientToken,
  join,
  newKeys,
  openBank,
  type Partner,
  passSeconds,
  seconds,
  stopClock,
} from '#test/support/partners.ts'
import { aisp, balanceOf, type Json, rejectionOf } from '#test/support/sandbox.ts'
import { headerFor, signatureClaims, signatureFor, verified } from '#test/support/signatures.ts'
import {
  consentBody,
  consentsPath,
  orderBody,
  paymentsPath,
  paymentToken,
  readyToPay,
  type Sent,
  sendSigned,
  sendTo,
} from '#test/support/signed-payments.ts'

const profile = 'obuk-fapi1-advanced'
const scopes: PartnerRecord['scopes'] = ['accounts', 'payments']
const { iat, iss, tan } = signatureClaims
const crit = Object.fromEntries(Object.values(signatureClaims).map((name) => [name, true]))
let bank: Bank
/** A partner of the UK profile, whose requests must be signed. */
let uk: Partner
let own: string
/** A partner whose tokens are not bound either, and whose requests may be signed. */
let free: Partner
let freeToken: string

beforeAll(async () => {
  stopClock()
  bank = await openBank()
  uk = await join(bank, { profile, scopes })
  own = await paymentToken(uk)
  free = await join(bank, { profile, scopes, signing: 'optional' })
  freeToken = await paymentToken(free)
})

/** Returns a rejection in the standard's terms: code and path of each fault. */
const faultsOf = ({ status, body }: Sent): string[] =>
  body.Errors.map(({ ErrorCode, Path }: Json) => `${status} ${ErrorCode} ${Path}`)

describe('a signed payment', () => {
  test('is authorised and executed, and every answer is signed', async () => {
    const before = await balanceOf(bank, 'acc_0_current')
    const { consent, token } = await readyToPay(uk, own)
    const order = await sendSigned(uk, token, paymentsPath, orderBody(consent))
    expect(order.status).toBe(201)
    const reads = [
      `${consentsPath}/${consent}`,
      `${paymentsPath}/${order.body.Data.DomesticPaymentId}`,
      `${paymentsPath}/${order.body.Data.DomesticPaymentId}/payment-details`,
    ]
    const answers = [order, ...(await Promise.all(reads.map((path) => sendTo(uk, own, path))))]
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200])
    for (const answer of answers) await verified(uk, answer)
    expect(Number(before) - Number(await balanceOf(bank, 'acc_0_current'))).toBeCloseTo(12.34)
  })

  test("is signed by jose as well as by Node's own RSA", async () => {
    const body = consentBody()
    const { alg, ...header } = headerFor(uk)
    const jws = await new CompactSign(Buffer.from(body)).setProtectedHeader({ ...header, alg }).sign(uk.key, { crit })
    const [head, , signature] = jws.split('.')
    expect((await sendTo(uk, own, consentsPath, { body, signature: `${head}..${signature}` })).status).toBe(201)
  })

  test('can be signed with the code of docs/signing.md', async () => {
    const docs = readFileSync(new URL('../../../docs/signing.md', import.meta.url), 'utf8')
    const [, code] = /```js\nimport .*\n([\s\S]*?)```/.exec(docs) as RegExpExecArray
    const signatureOf = compileFunction(`${code}; return signatureOf`, ['CompactSign'])(CompactSign)
    const body = consentBody()
    const signature = await signatureOf(body, { me: uk.id, kid: uk.kid, privateKey: uk.key })
    expect((await sendTo(uk, own, consentsPath, { body, signature })).status).toBe(201)
  })

  test('is replayed under its idempotency key with a later signature', async () => {
    const { consent, token } = await readyToPay(uk, own)
    const more = { headers: { 'x-idempotency-key': 'once' } }
    const first = await sendSigned(uk, token, paymentsPath, orderBody(consent), more)
    passSeconds(1)
    const second = await sendSigned(uk, token, paymentsPath, orderBody(consent), more)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body.Data.DomesticPaymentId).toBe(first.body.Data.DomesticPaymentId)
    expect((await verified(uk, second))[iat]).toBe(seconds())
  })
})

describe('a signature is rejected with the fault and its place:', () => {
  const header = 'header x-jws-signature'
  const signed = (but: Json) => () => signatureFor(uk, consentBody(), { header: but })
  const [head, sign] = ['eyJhbGciOiJQUzI1NiJ9', 'c2lnbmF0dXJl']

  const refused: [what: string, signature: () => string | undefined | Promise<string>, faults: string[]][] = [
    ['a missing signature', () => undefined, [`400 U019 ${header}`]],
    ['a word', () => 'nonsense', [`400 U018 ${header}`]],
    ['an empty signature', () => '', [`400 U018 ${header}`]],
    ['a signature that is not detached', () => `${head}.${sign}.${sign}`, [`400 U018 ${header}`]],
    ['a signature without a header', () => `..${sign}`, [`400 U018 ${header}`]],
    ['a header without a signature', () => `${head}..`, [`400 U018 ${header}`]],
    ['a signature in plain base64', () => `${head}..a+/=`, [`400 U018 ${header}`]],
    ['a header that is not JSON', () => `${sign}..${sign}`, [`400 U018 ${header}`]],
    ['a header that is a list', () => `${Buffer.from('[]').toString('base64url')}..${sign}`, [`400 U018 ${header}`]],
    ['two signatures', () => `${head}..${sign}, ${head}..${sign}`, [`400 U018 ${header}`]],

    ['no algorithm', signed({ alg: undefined }), ['400 U017 alg']],
    ['no key', signed({ kid: undefined }), ['400 U017 kid']],
    ['no time', signed({ [iat]: undefined }), [`400 U017 ${iat}`]],
    ['no issuer', signed({ [iss]: undefined }), [`400 U017 ${iss}`]],
    ['no trust anchor', signed({ [tan]: undefined }), [`400 U017 ${tan}`]],
    ['no critical claims', signed({ crit: undefined }), ['400 U017 crit']],
    ['several missing', signed({ kid: undefined, [tan]: undefined }), ['400 U017 kid', `400 U017 ${tan}`]],
    ['one missing, one wrong', signed({ kid: undefined, [tan]: 'x' }), ['400 U017 kid', `400 U016 ${tan}`]],

    ['another algorithm', signed({ alg: 'RS256' }), ['400 U016 alg']],
    ['the algorithm none', signed({ alg: 'none' }), ['400 U016 alg']],
    ['an unknown key', signed({ kid: 'unknown' }), ['400 U016 kid']],
    ['the key of another partner', () => signed({ kid: free.kid })(), ['400 U016 kid']],
    ['a key that is a number', signed({ kid: 1 }), ['400 U016 kid']],
    ['a time in the future', () => signed({ [iat]: seconds() + 60 })(), [`400 U016 ${iat}`]],
    ['a time in milliseconds', () => signed({ [iat]: Date.now() })(), [`400 U016 ${iat}`]],
    ['a time more than an hour ago', () => signed({ [iat]: seconds() - 3601 })(), [`400 U016 ${iat}`]],
    ['a time in words', () => signed({ [iat]: new Date().toISOString() })(), [`400 U016 ${iat}`]],
    ['another issuer', () => signed({ [iss]: free.id })(), [`400 U016 ${iss}`]],
    ['another trust anchor', signed({ [tan]: 'example.com' }), [`400 U016 ${tan}`]],
    ['too few critical claims', signed({ crit: [iat, iss] }), ['400 U016 crit']],
    ['a critical claim twice', signed({ crit: [iat, iss, tan, tan] }), ['400 U016 crit']],
    ['another critical claim', signed({ crit: [iat, iss, tan, 'exp'], exp: 1 }), ['400 U016 crit', '400 U016 exp']],
    [
      'the header form before v3.1.4',
      signed({ b64: false, crit: ['b64', iat, iss, tan] }),
      ['400 U016 crit', '400 U016 b64'],
    ],
    ['a b64 claim', signed({ b64: true }), ['400 U016 b64']],
    ['another type', signed({ typ: 'JWT' }), ['400 U016 typ']],
    ['another content type', signed({ cty: 'text/plain' }), ['400 U016 cty']],
    ['a key in the header', signed({ jwk: {} }), ['400 U016 jwk']],

    ['a signature of another body', () => signatureFor(uk, `${consentBody()} `), [`400 U015 ${header}`]],
    ['a signature of an empty body', () => signatureFor(uk, ''), [`400 U015 ${header}`]],
    [
      'a signature by another key with the same id',
      async () => signatureFor(uk, consentBody(), { key: (await newKeys('PS256')).privateKey }),
      [`400 U015 ${header}`],
    ],
    [
      'random bytes as the signature',
      () => `${signatureFor(uk, consentBody()).split('..')[0]}..${sign}`,
      [`400 U015 ${header}`],
    ],
  ]

  test.each(refused)('%s', async (_, signature, faults) => {
    const sent = await signature()
    const written = bank.store.units.write
    const answer = await sendTo(uk, own, consentsPath, {
      body: consentBody(),
      ...(sent !== undefined && { signature: sent }),
    })
    expect(faultsOf(answer)).toEqual(faults)
    expect(bank.store.units.write).toBe(written)
    await verified(uk, answer)
  })

  test('each error of a signature says what to do', async () => {
    const message = async (but: Json) =>
      (await sendTo(uk, own, consentsPath, { body: consentBody(), signature: signed(but)() })).body.Errors[0].Message
    expect(await message({ kid: 'mine' })).toBe(`kid: must be the kid of one of your RSA keys: ${uk.kid} (got "mine")`)
    expect(await message({ [iss]: 'me' })).toBe(`${iss}: must be ${uk.id} (got "me")`)
    expect(await message({ b64: false })).toBe('b64: is not a known claim; remove it (got false)')
    const unsigned = await sendTo(uk, own, consentsPath, { body: consentBody() })
    expect(unsigned.body.Errors[0].Message).toBe(
      'header x-jws-signature: is required; sign the body and send its detached JWS',
    )
  })

  test('over another amount is rejected: no money moves, and the consent stays valid', async () => {
    const { consent, token } = await readyToPay(uk, own)
    const [before, written] = [await balanceOf(bank, 'acc_0_current'), bank.store.units.write]
    const signature = signatureFor(uk, orderBody(consent))
    const answer = await sendTo(uk, token, paymentsPath, { body: orderBody(consent, '99.99'), signature })
    expect(faultsOf(answer)).toEqual([`400 U015 ${header}`])
    expect([await balanceOf(bank, 'acc_0_current'), bank.store.units.write]).toEqual([before, written])
    expect((await sendTo(uk, token, paymentsPath, { body: orderBody(consent), signature })).status).toBe(201)
  })

  test('is checked before the body, and after the token and the query', async () => {
    const tries = [
      await sendTo(uk, 'nonsense', `${consentsPath}?colour=red`, { body: '{' }),
      await sendTo(uk, own, `${consentsPath}?colour=red`, { body: '{' }),
      await sendTo(uk, own, consentsPath, { body: '{' }),
      await sendSigned(uk, own, consentsPath, '{'),
      await sendSigned(uk, own, consentsPath, '{}'),
    ]
    expect(tries.map(({ body }) => body.Code)).toEqual([
      'token-invalid',
      'field-unexpected',
      'signature-missing',
      'body-malformed',
      'field-missing',
    ])
  })
})

describe('a signature that is accepted', () => {
  const accepted: [what: string, but: () => Json][] = [
    ['with a type and a content type', () => ({ typ: 'JOSE', cty: 'application/json' })],
    ['with a short content type', () => ({ cty: 'json' })],
    ['with the critical claims in another order', () => ({ crit: [tan, iat, iss] })],
    ['made an hour ago', () => ({ [iat]: seconds() - 3600 })],
    ['made by a clock that is slightly ahead', () => ({ [iat]: seconds() + 10 })],
    ['with a fraction of a second', () => ({ [iat]: Date.now() / 1000 })],
  ]
  test.each(accepted)('%s', async (_, but) => {
    const signature = signatureFor(uk, consentBody(), { header: but() })
    expect((await sendTo(uk, own, consentsPath, { body: consentBody(), signature })).status).toBe(201)
  })

  test("of a directory partner may use any of the partner's names", async () => {
    const asked = { roles: ['PISP'] }
    const { body } = await bank.send('POST', '/control/software-statements', asked, bank.world.controlKey)
    const { org_id, software_id }: Json = decodeJwt(body.softwareStatement)
    const one = await join(bank, { profile, scopes, softwareId: body.softwareId })
    const token = await paymentToken(one)
    for (const name of [one.id, org_id, `${org_id}/${software_id}`]) {
      const signature = signatureFor(one, consentBody(), { header: { [iss]: name } })
      expect((await sendTo(one, token, consentsPath, { body: consentBody(), signature })).status, name).toBe(201)
    }
    for (const name of [software_id, `${org_id}/`, `${org_id}/other`]) {
      const signature = signatureFor(one, consentBody(), { header: { [iss]: name } })
      const answer = await sendTo(one, token, consentsPath, { body: consentBody(), signature })
      expect(faultsOf(answer)).toEqual([`400 U016 ${iss}`])
    }
  })
})

describe('whether requests must be signed', () => {
  const unsigned = async (more: Partial<PartnerRecord>) => {
    const one = await join(bank, { profile, scopes, ...more })
    return (await sendTo(one, await paymentToken(one), consentsPath, { body: consentBody() })).body.Code
  }

  test('follows the profile: the UK one requires it, FAPI 2.0 does not', async () => {
    expect(await unsigned({})).toBe('signature-missing')
    expect(await unsigned({ profile: 'fapi2', binding: 'none' })).toBeUndefined()
  })

  test("follows the partner's own setting before the profile", async () => {
    expect(await unsigned({ signing: 'optional' })).toBeUndefined()
    expect(await unsigned({ profile: 'fapi2', binding: 'none', signing: 'required' })).toBe('signature-missing')
  })

  test('does not matter if a signature is sent: it is verified', async () => {
    const right = signatureFor(free, consentBody())
    const wrong = signatureFor(free, `${consentBody()} `)
    const send = (signature: string) => sendTo(free, freeToken, consentsPath, { body: consentBody(), signature })
    expect((await send(right)).status).toBe(201)
    expect(rejectionOf(await send(wrong))).toBe('400 signature-invalid')
  })

  test('keys of another type cannot sign', async () => {
    const one = await join(bank, { scopes, signing: 'required', binding: 'none' })
    const signature = signatureFor({ ...one, key: uk.key }, consentBody())
    const answer = await sendTo(one, await paymentToken(one), consentsPath, { body: consentBody(), signature })
    expect(faultsOf(answer)).toEqual(['400 U016 kid'])
  })
})

describe('a signature is rejected on unsigned operations:', () => {
  const unexpected: [what: string, path: string, body?: string][] = [
    ['creating an account-access consent', `${aisp}/account-access-consents`, '{}'],
    ['reading accounts', `${aisp}/accounts`],
    ['reading a consent', `${consentsPath}/pic_0`],
  ]
  test.each(unexpected)('%s', async (_, path, body) => {
    const token = path.endsWith('accounts')
      ? bank.world.developerToken
      : (await clientToken(uk, 'accounts payments')).access_token
    const answer = await sendTo(uk, token, path, { signature: signatureFor(uk, ''), ...(body && { body }) })
    expect(faultsOf(answer)).toEqual(['400 U020 header x-jws-signature'])
  })
})

describe('an answer', () => {
  test('names its signer, trust anchor and time', async () => {
    const answer = await sendSigned(uk, own, consentsPath, consentBody())
    expect(await verified(uk, answer)).toEqual({
      alg: 'PS256',
      typ: 'JOSE',
      cty: 'application/json',
      kid: expect.stringMatching(/^key_/),
      [iat]: seconds(),
      [iss]: 'SandbankSandbank00',
      [tan]: 'openbanking.org.uk',
      crit: [iat, iss, tan],
    })
  })

  test("verifies by jose against the world's JWKS", async () => {
    const answer = await sendSigned(uk, own, consentsPath, consentBody())
    const [head, , signature] = (answer.headers.get('x-jws-signature') as string).split('.')
    const jwks: Json = await (await uk.fetch(`${uk.issuer}/jwks`)).json()
    const whole = `${head}.${Buffer.from(answer.text).toString('base64url')}.${signature}`
    const { payload } = await compactVerify(whole, createLocalJWKSet(jwks), { algorithms: ['PS256'], crit })
    expect(Buffer.from(payload).toString()).toBe(answer.text)
  })

  test('with an error is signed too', async () => {
    const { consent, token } = await readyToPay(uk, own)
    const scenario = { headers: { 'x-sandbank-scenario': 'unavailable' } }
    const answers = [
      await sendTo(uk, own, `${consentsPath}/pic_0`),
      await sendTo(uk, own, `${consentsPath}/${consent}`, { headers: { accept: 'text/html' } }),
      await sendTo(uk, own, `${consentsPath}/${consent}`, scenario),
      await sendSigned(uk, own, paymentsPath, orderBody(consent)),
      await sendSigned(uk, token, paymentsPath, orderBody(consent, '0.01')),
    ]
    expect(answers.map(rejectionOf)).toEqual([
      '400 consent-not-found',
      '406 not-acceptable',
      '503 unavailable',
      '401 token-client',
      '400 consent-mismatch',
    ])
    for (const answer of answers) await verified(uk, answer)
  })

  test("to a caller without a partner's token is not signed", async () => {
    for (const token of ['nonsense', bank.world.developerToken]) {
      const answer = await sendSigned(uk, token, consentsPath, consentBody())
      expect(answer.headers.get('x-jws-signature')).toBeNull()
    }
  })

  test('to a partner without the duty to sign is signed if its request was', async () => {
    const body = consentBody()
    const signed = await sendSigned(free, freeToken, consentsPath, body)
    const refused = await sendSigned(free, freeToken, consentsPath, '{}')
    const unsigned = await sendTo(free, freeToken, consentsPath, { body })
    const read = await sendTo(free, freeToken, `${consentsPath}/${signed.body.Data.ConsentId}`)
    expect([signed, refused, unsigned, read].map(({ status }) => status)).toEqual([201, 400, 201, 200])
    for (const answer of [signed, refused]) await verified(free, answer)
    for (const answer of [unsigned, read]) expect(answer.headers.get('x-jws-signature')).toBeNull()
  })

  test('about accounts is never signed', async () => {
    const token = (await clientToken(uk)).access_token
    const asked = JSON.stringify({ Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} })
    const answer = await sendTo(uk, token, `${aisp}/account-access-consents`, { body: asked })
    expect([answer.status, answer.headers.get('x-jws-signature')]).toEqual([201, null])
  })

  test('is signed by a published key while keys rotate, and soon by the new one', async () => {
    const kidOf = async () => (await verified(uk, await sendSigned(uk, own, consentsPath, consentBody()))).kid
    const before = await kidOf()
    await rotateKeys(await worldOf(bank, bank.world))
    await kidOf()
    passSeconds(600)
    own = await paymentToken(uk)
    expect(await kidOf()).not.toBe(before)
  })

  test('needs no further reads of the store once the key is cached', async () => {
    const costOf = async (send: () => Promise<Sent>) => {
      const before = { ...bank.store.units }
      expect((await send()).status).toBe(201)
      const { read, write } = bank.store.units
      return [read - before.read, write - before.write]
    }
    const body = consentBody()
    freeToken = await paymentToken(free)
    await sendSigned(free, freeToken, consentsPath, body)
    const unsigned = await costOf(() => sendTo(free, freeToken, consentsPath, { body }))
    expect(await costOf(() => sendSigned(free, freeToken, consentsPath, body))).toEqual(unsigned)
  })
})

describe('over a real connection', () => {
  let server: Server
  let far: Partner
  beforeAll(async () => {
    server = listen(() => bank.surfaces, 0, '127.0.0.1')
    if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    own = await paymentToken(uk)
    far = { ...uk, fetch: (url, init) => fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`, init) }
  })
  afterAll(() => {
    server.close()
  })

  /** Any JSON object: keys and texts of all of Unicode, indented or not. */
  const bodies = fc
    .tuple(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })),
      fc.constantFrom(undefined, 2, '\t'),
    )
    .map(([value, indent]) => JSON.stringify(value, null, indent))

  test('any Unicode body and its answer verify, and fail with one byte changed', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.nat(), async (text, n) => {
        const signature = signatureFor(uk, text)
        const answer = await sendTo(far, own, consentsPath, { body: text, signature })
        expect(answer.body.Code).not.toMatch(/^(signature|unexpected)/)
        await verified(uk, answer)
        const bytes = new Uint8Array(Buffer.from(text))
        bytes[n % bytes.length]! ^= 1
        const changed = await sendTo(far, own, consentsPath, { body: bytes, signature })
        expect(rejectionOf(changed)).toBe('400 signature-invalid')
      }),
      { seed: 5, numRuns: 100 },
    )
  })

  test.each([
    ['a body that is not UTF-8', [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d], '400 body-malformed'],
    ['a body with a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d], '400 field-missing'],
  ])('%s is signed unchanged', async (_, bytes, refusal) => {
    const body = new Uint8Array(bytes)
    const answer = await sendTo(far, own, consentsPath, { body, signature: signatureFor(uk, body) })
    expect(rejectionOf(answer)).toBe(refusal)
  })
})
