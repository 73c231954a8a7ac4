import type { Json } from '#edge/openapi/schemas.ts'

/** The token that a request carries, by the variable that holds it. */
export type Token = 'developerToken' | 'controlKey' | 'organiserKey' | 'partnerToken' | 'accessToken'

/** One request of the flow. What it sends names the variables that earlier requests set. */
export type Step = {
  readonly title: string
  /** An operation of the OpenAPI document; absent for a request to the authorization server. */
  readonly operation?: string
  /** The method and URL of a request to the authorization server. */
  readonly call?: { readonly method: 'GET' | 'POST'; readonly url: string }
  readonly token?: Token
  /** The values of the path's parameters, where they are not variables of the same name. */
  readonly params?: Readonly<Record<string, string>>
  readonly body?: Json
  readonly form?: Readonly<Record<string, string>>
  /** The status of the answer; absent: that of the OpenAPI document. */
  readonly status?: number
  /** The variables that the answer sets, each with an expression over `body` or `location`. */
  readonly sets?: Readonly<Record<string, string>>
  /** Checks of the answer, as lines of its script. */
  readonly checks?: readonly string[]
}

export type Folder = { readonly title: string; readonly about: string; readonly steps: readonly Step[] }

const initiation = {
  InstructionIdentification: 'lunch',
  EndToEndIdentification: 'tuesday',
  InstructedAmount: { Amount: '12.34', Currency: 'GBP' },
  CreditorAccount: {
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: '08080021325698',
    Name: 'Bob Clements',
  },
}

/**
 * Returns the requests that pay with a consent: create it, authorise it in between, order, read.
 */
const payment = (own: Token, customers: Token, between: readonly Step[]): Step[] => [
  {
    title: 'Create the consent for a payment',
    operation: 'CreateDomesticPaymentConsents',
    token: own,
    body: { Data: { Initiation: initiation }, Risk: {} },
    sets: { consentId: 'body.Data.ConsentId' },
  },
  ...between,
  {
    title: 'Ask whether there is enough money',
    operation: 'GetDomesticPaymentConsentsConsentIdFundsConfirmation',
    token: customers,
    params: { ConsentId: 'consentId' },
  },
  {
    title: 'Pay',
    operation: 'CreateDomesticPayments',
    token: customers,
    body: { Data: { ConsentId: '{{consentId}}', Initiation: initiation }, Risk: {} },
    sets: { paymentId: 'body.Data.DomesticPaymentId' },
  },
  {
    title: "Advance the world's clock, until the money has arrived",
    operation: 'AdvanceClock',
    token: 'controlKey',
    params: { WorldId: 'worldId' },
    body: { seconds: 10 },
  },
  {
    title: 'Read the payment',
    operation: 'GetDomesticPaymentsDomesticPaymentId',
    token: own,
    params: { DomesticPaymentId: 'paymentId' },
    checks: ["pm.test('the money has arrived', () => pm.expect(body.Data.Status).to.equal('ACCC'))"],
  },
]

const assertion = {
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: '{{clientAssertion}}',
}

const ownToken = (scope: string): Step => ({
  title: "Get the partner's own token (client credentials)",
  call: { method: 'POST', url: '{{tokenEndpoint}}' },
  form: { grant_type: 'client_credentials', scope, ...assertion },
  sets: { partnerToken: 'body.access_token' },
})

/** Returns the requests by which a customer authorises the consent, and the partner gets tokens. */
const authorise = (scope: string, robot: string): Step[] => [
  {
    title: 'Push the authorization request (PAR)',
    call: { method: 'POST', url: '{{parEndpoint}}' },
    form: {
      client_id: '{{clientId}}',
      response_type: 'code',
      redirect_uri: '{{redirectUri}}',
      scope: `openid ${scope}`,
      state: '{{consentId}}',
      code_challenge: '{{codeChallenge}}',
      code_challenge_method: 'S256',
      claims: '{"id_token": {"openbanking_intent_id": {"value": "{{consentId}}", "essential": true}}}',
      ...assertion,
    },
    status: 201,
    sets: { requestUri: 'body.request_uri' },
  },
  {
    title: 'Send the customer to the bank: a robot approves',
    call: {
      method: 'GET',
      url: `{{authorizationEndpoint}}?client_id={{clientId}}&request_uri={{requestUri}}&robot=${encodeURIComponent(robot)}`,
    },
    status: 302,
    sets: { code: 'decodeURIComponent(/[?&]code=([^&]+)/.exec(location)[1])' },
  },
  {
    title: 'Exchange the code for tokens',
    call: { method: 'POST', url: '{{tokenEndpoint}}' },
    form: {
      grant_type: 'authorization_code',
      code: '{{code}}',
      redirect_uri: '{{redirectUri}}',
      code_verifier: '{{codeVerifier}}',
      ...assertion,
    },
    // The next authorization makes a verifier of its own.
    sets: { accessToken: 'body.access_token', refreshToken: 'body.refresh_token', codeVerifier: "''" },
  },
]

/** Lists the requests of the flow, in the order in which they work. */
export const listFolders = (createsWithKey: boolean): readonly Folder[] => [
  {
    title: '1. A world of your own',
    about: 'An isolated bank with its own clock and keys. It is deleted after a day.',
    steps: [
      {
        title: 'Create a world',
        operation: 'CreateWorld',
        ...(createsWithKey && { token: 'organiserKey' }),
        body: { seed: 7, name: 'API collection', expiresInHours: 24 },
        sets: { worldId: 'body.id', developerToken: 'body.developerToken', controlKey: 'body.controlKey' },
      },
    ],
  },
  {
    title: '2. Read and pay with the developer token',
    about: 'The developer token acts as the app and as its customer: no keys, no redirect.',
    steps: [
      {
        title: 'List the accounts',
        operation: 'GetAccounts',
        token: 'developerToken',
        sets: { AccountId: 'body.Data.Account[0].AccountId' },
      },
      ...payment('developerToken', 'developerToken', []),
      { title: 'Read the balances', operation: 'GetBalances', token: 'developerToken' },
    ],
  },
  {
    title: '3. Read accounts as a partner (FAPI 2.0)',
    about:
      'What an app does at a bank: PAR with PKCE, private_key_jwt and DPoP. The script of this collection signs, and a robot answers for the customer.',
    steps: [
      {
        title: 'Register a partner',
        operation: 'CreatePartner',
        token: 'controlKey',
        body: { name: 'API collection', scopes: ['accounts', 'payments'] },
        sets: {
          clientId: 'body.clientId',
          issuer: 'body.issuer',
          discovery: 'body.discovery',
          redirectUri: 'body.redirectUris[0]',
          privateKey: 'JSON.stringify(body.privateJwks.keys[0])',
          codeVerifier: "''",
        },
      },
      {
        title: 'Read the metadata of the authorization server',
        call: { method: 'GET', url: '{{discovery}}' },
        sets: {
          tokenEndpoint: 'body.token_endpoint',
          parEndpoint: 'body.pushed_authorization_request_endpoint',
          authorizationEndpoint: 'body.authorization_endpoint',
          revocationEndpoint: 'body.revocation_endpoint',
        },
      },
      ownToken('accounts'),
      {
        title: 'Create the consent to read accounts',
        operation: 'CreateAccountAccessConsents',
        token: 'partnerToken',
        body: { Data: { Permissions: ['ReadAccountsDetail', 'ReadBalances'] }, Risk: {} },
        sets: { consentId: 'body.Data.ConsentId' },
      },
      ...authorise('accounts', 'approve, customer=cus_2'),
      { title: "List the customer's accounts", operation: 'GetAccounts', token: 'accessToken' },
      {
        title: 'Refresh the access token',
        call: { method: 'POST', url: '{{tokenEndpoint}}' },
        form: { grant_type: 'refresh_token', refresh_token: '{{refreshToken}}', ...assertion },
        sets: { accessToken: 'body.access_token' },
      },
      { title: "Read the customer's balances", operation: 'GetBalances', token: 'accessToken' },
      {
        title: 'Revoke the refresh token',
        call: { method: 'POST', url: '{{revocationEndpoint}}' },
        form: { token: '{{refreshToken}}', ...assertion },
      },
      {
        title: 'Delete the consent',
        operation: 'DeleteAccountAccessConsentsConsentId',
        token: 'partnerToken',
        params: { ConsentId: 'consentId' },
      },
    ],
  },
  {
    title: '4. Pay as a partner (FAPI 2.0)',
    about: 'The same, for a payment. Run folder 3 first: it registers the partner.',
    steps: [
      ownToken('payments'),
      ...payment('partnerToken', 'accessToken', authorise('payments', 'approve, customer=cus_2, accounts=first')),
    ],
  },
]
