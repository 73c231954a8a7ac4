import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'
import { type Bank, clientToken, type Partner, proofFor } from '#test/support/partners.ts'
import { authorise, joinPayer, pisp } from '#test/support/payers.ts'
import type { Json } from '#test/support/sandbox.ts'

export type Said = { status: number; headers: Headers; bytes: Uint8Array; text: string; body: Json }

/** A partner that pays files, its own token, and the calls that files need. */
export type Payer = {
  readonly partner: Partner
  readonly bank: Bank
  get(path: string): Promise<Said>
  /**
   * Posts a body unchanged, as JSON unless a media type is given. A new idempotency key is added
   * unless one is given.
   */
  post(path: string, body: object | string | Uint8Array, more?: Sending): Promise<Said>
  /** Creates a consent for a file. Returns its id. */
  lodge(initiation: object, more?: object): Promise<string>
  upload(consent: string, content: string | Uint8Array, more?: Sending): Promise<Said>
  /** Lets a robot authorise a consent. Returns the token. */
  authorise(consent: string, robot?: string): Promise<string>
  /** Creates the order for an authorised consent. */
  pay(consent: string, initiation: object, more: Sending): Promise<Said>
}

type Sending = { media?: string | undefined; key?: string; token?: string; headers?: Record<string, string> }

type Own = { token?: string; body?: BodyInit }

let sent = 0

export async function openPayer(bank: Bank): Promise<Payer> {
  const partner = await joinPayer(bank, { profile: 'fapi2' })
  const own = async () => (await clientToken(partner, 'payments')).access_token
  let mine = await own()

  /**
   * Sends with the partner's own token unless another is given. The token is renewed once it has
   * expired by the world's clock.
   */
  async function send(
    method: string,
    path: string,
    more: Record<string, string>,
    { token, body }: Own = {},
  ): Promise<Said> {
    const said = await sendWith(token ?? mine, method, path, more, body)
    if (token !== undefined || said.status !== 401) return said
    mine = await own()
    return sendWith(mine, method, path, more, body)
  }

  async function sendWith(
    token: string,
    method: string,
    path: string,
    more: Record<string, string>,
    body: BodyInit | undefined,
  ): Promise<Said> {
    const url = new URL(path.startsWith('/') ? path : `${pisp}/${path}`, bank.sandbox.baseUrl)
    const headers = { authorization: `DPoP ${token}`, dpop: await proofFor(partner, token, method, url.href), ...more }
    const response = await partner.fetch(url, { method, headers, ...(body !== undefined && { body }) })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return { status: response.status, headers: response.headers, bytes, text, body: isJson ? JSON.parse(text) : text }
  }

  const payer: Payer = {
    partner,
    bank,
    get: (path) => send('GET', path, {}),
    post: (path, body, { media = 'application/json', key = `key-${++sent}`, token, headers } = {}) =>
      send(
        'POST',
        path,
        { 'content-type': media, 'x-idempotency-key': key, ...headers },
        {
          ...(token !== undefined && { token }),
          body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
        },
      ),
    lodge: async (Initiation, more = {}) => {
      const { status, text, body } = await payer.post('file-payment-consents', { Data: { Initiation, ...more } })
      if (status !== 201) throw new Error(`the consent was refused: ${text}`)
      return body.Data.ConsentId
    },
    upload: (consent, content, more) => payer.post(`file-payment-consents/${consent}/file`, content, more),
    authorise: (consent, robot = 'approve') => authorise(partner, consent, { robot }),
    pay: (ConsentId, Initiation, more) => payer.post('file-payments', { Data: { ConsentId, Initiation } }, more),
  }
  return payer
}

/**
 * Performs a whole file payment: consent, upload, authorisation, order. Returns the response to the
 * order.
 */
export async function payFile(
  payer: Payer,
  initiation: Pick<FileInitiation, 'FileType' | 'FileHash'>,
  content: string,
  { media = initiation.FileType.includes('pain') ? 'text/xml' : 'application/json', robot = 'approve' } = {},
): Promise<{ consent: string; order: string; said: Said }> {
  const consent = await payer.lodge(initiation)
  const uploaded = await payer.upload(consent, content, { media })
  if (uploaded.status !== 200) throw new Error(`the file was refused: ${uploaded.text}`)
  const token = await payer.authorise(consent, robot)
  const said = await payer.pay(consent, initiation, { token })
  if (said.status !== 201) throw new Error(`the order was refused: ${said.text}`)
  return { consent, order: said.body.Data.FilePaymentId, said }
}

/** Returns the balance of an account at the world's time, in pence. */
export async function balanceOf({ send, world }: Bank, account: string): Promise<number> {
  const path = `/open-banking/v4.0/aisp/accounts/${account}/balances`
  const { body } = await send('GET', path, undefined, world.developerToken)
  const { Amount, CreditDebitIndicator } =
    body.Data.Balance.find(({ Type }: Json) => Type === 'ITBD') ?? body.Data.Balance[0]
  return Math.round(Number(Amount.Amount) * 100) * (CreditDebitIndicator === 'Debit' ? -1 : 1)
}
