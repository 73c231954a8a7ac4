/**
 * Every kind of problem that this bank can answer with. `standard` is the code of
 * OBExternalStatusReason1Code in errors of the Read/Write API; other surfaces answer with problem
 * details (RFC 9457). The OpenAPI document and the pages at /problems read this table too.
 */
export const problems = {
  'header-invalid': { status: 400, standard: 'U006', title: 'A header is malformed' },
  'header-missing': { status: 400, standard: 'U007', title: 'A header is missing' },
  'scenario-unknown': { status: 400, standard: 'U006', title: 'The scenario is unknown' },
  'not-acceptable': { status: 406, standard: 'U006', title: 'The response is not available in an accepted media type' },
  'token-missing': { status: 401, standard: 'U007', title: 'The access token is missing' },
  'token-invalid': { status: 401, standard: 'U006', title: 'The access token is not valid' },
  'world-expired': { status: 401, standard: 'U006', title: 'The world has expired' },
  'grant-insufficient': { status: 403, standard: 'U006', title: 'The token does not allow this operation' },
  'consent-not-found': { status: 400, standard: 'U011', title: 'The consent does not exist' },
  'consent-foreign': { status: 403, standard: 'U011', title: 'The consent belongs to another partner' },
  'consent-status': { status: 403, standard: 'U009', title: 'The state of the consent does not allow this' },
  'consent-over': { status: 400, standard: 'U009', title: 'The consent is no longer valid' },
  'consent-cancelled': {
    status: 403,
    standard: 'U028',
    title: 'The customer revoked the consent and must authorise it again',
  },
  'passcode-wrong': { status: 403, standard: 'U006', title: 'The passcode is wrong' },
  'code-wrong': { status: 403, standard: 'U006', title: 'The one-time code is wrong' },
  'attempts-exceeded': { status: 429, standard: 'U000', title: 'Too many wrong attempts' },
  'authorisation-over': { status: 400, standard: 'U009', title: 'The authorisation has ended' },
  'idempotency-mismatch': { status: 400, standard: 'U002', title: 'The idempotency key was used for another request' },
  'consent-mismatch': { status: 400, standard: 'U008', title: 'The order differs from its consent' },
  'consent-used': { status: 400, standard: 'U009', title: 'The consent was already used' },
  'file-not-found': { status: 400, standard: 'U011', title: 'No file has been uploaded for this consent' },
  'order-status': { status: 409, standard: 'U009', title: 'The status of the order does not allow this' },
  'event-impossible': { status: 409, standard: 'U009', title: 'The event cannot happen to this object now' },
  'party-unknown': { status: 400, standard: 'U011', title: 'The party may not decide on this payment' },
  'order-not-found': { status: 400, standard: 'U011', title: 'The payment order does not exist' },
  'robot-unknown': { status: 400, standard: 'U002', title: 'The robot behaviour is not valid' },
  'certificate-expired': { status: 401, standard: 'U006', title: 'The client certificate has expired' },
  'proof-invalid': { status: 401, standard: 'U006', title: 'The proof of possession is not valid' },
  'token-client': { status: 401, standard: 'U006', title: 'The operation requires a token that a customer authorised' },
  'token-partner': { status: 403, standard: 'U006', title: 'The operation requires a client-credentials token' },
  'partner-not-found': { status: 404, standard: 'U011', title: 'The partner does not exist in this world' },
  'subscription-not-found': { status: 400, standard: 'U011', title: 'The partner has no such event subscription' },
  'software-not-found': {
    status: 404,
    standard: 'U011',
    title: 'The software does not exist in the directory of this world',
  },
  'permission-missing': { status: 403, standard: 'U009', title: 'The customer did not consent to this' },
  'customer-ambiguous': { status: 403, standard: 'U006', title: 'The token reaches more than one customer' },
  'world-foreign': { status: 403, standard: 'U006', title: 'The token belongs to another world' },
  'signature-invalid': { status: 400, standard: 'U015', title: 'The signature does not match the body' },
  'signature-claim-invalid': { status: 400, standard: 'U016', title: 'A claim of the signature is not allowed' },
  'signature-claim-missing': { status: 400, standard: 'U017', title: 'A claim of the signature is missing' },
  'signature-malformed': { status: 400, standard: 'U018', title: 'The signature is not a detached JWS' },
  'signature-missing': { status: 400, standard: 'U019', title: 'The request must be signed' },
  'signature-unexpected': { status: 400, standard: 'U020', title: 'The request must not be signed' },
  'content-type-unsupported': {
    status: 415,
    standard: 'U006',
    title: 'The media type of the body is not supported',
  },
  'body-too-large': { status: 413, standard: 'U010', title: 'The body is too large' },
  'body-malformed': { status: 400, standard: 'U010', title: 'The body cannot be read' },
  'field-expected': { status: 400, standard: 'U001', title: 'A field that another field requires is missing' },
  'field-missing': { status: 400, standard: 'U004', title: 'A required value is missing' },
  'field-unexpected': { status: 400, standard: 'U005', title: 'An unknown or unexpected value was sent' },
  'field-invalid': { status: 400, standard: 'U002', title: 'A value is not allowed' },
  'date-invalid': { status: 400, standard: 'U003', title: 'A date is not allowed' },
  'currency-unsupported': { status: 400, standard: 'U023', title: 'The currency is not supported' },
  'local-instrument-unsupported': {
    status: 400,
    standard: 'U026',
    title: 'The local instrument does not fit the payment',
  },
  'control-parameters-exceeded': {
    status: 400,
    standard: 'U014',
    title: 'The payment exceeds a control parameter of its consent',
  },
  'account-identifier-unsupported': {
    status: 400,
    standard: 'U021',
    title: 'The account number is not valid for its scheme',
  },
  'frequency-unsupported': { status: 400, standard: 'U025', title: 'The frequency is not supported' },
  'account-scheme-unsupported': { status: 400, standard: 'U027', title: 'The account scheme is not supported' },
  'edit-overlaps': { status: 400, standard: 'U002', title: 'Two edits overlap' },
  'edit-breaks-balance': { status: 400, standard: 'U002', title: 'An edit takes an account below its credit line' },
  'statement-not-found': { status: 400, standard: 'U011', title: 'The statement does not exist for this account' },
  'account-not-found': {
    status: 400,
    standard: 'U011',
    title: 'The account does not exist or the token does not reach it',
  },
  'customer-unknown': { status: 400, standard: 'U011', title: 'The customer does not exist in this world' },
  'customer-not-found': { status: 404, standard: 'U011', title: 'The customer does not exist in this world' },
  'snapshot-not-found': { status: 404, standard: 'U011', title: 'The snapshot does not exist in this world' },
  'token-not-found': { status: 404, standard: 'U011', title: 'The token does not exist in this world' },
  'request-not-found': { status: 404, standard: 'U011', title: 'The log of this world has no such request' },
  'fault-not-found': { status: 404, standard: 'U011', title: 'The fault is not armed in this world' },
  'event-not-found': { status: 404, standard: 'U011', title: 'The event does not exist in this world' },
  'webhook-not-found': { status: 404, standard: 'U011', title: 'The webhook does not exist in this world' },
  'outage-not-found': { status: 404, standard: 'U011', title: 'The outage does not exist in this world' },
  'host-unknown': { status: 421, standard: 'U006', title: 'The host name is not one of this sandbox' },
  'origin-foreign': { status: 403, standard: 'U006', title: 'A page of another site must not do this' },
  'path-unknown': { status: 404, standard: 'U011', title: 'The path does not exist' },
  'method-not-allowed': { status: 405, standard: 'U000', title: 'The path does not support this method' },
  conflict: { status: 409, standard: 'U029', title: 'Another request changed this at the same time' },
  'limit-reached': { status: 409, standard: 'U000', title: 'The limit for this resource is reached' },
  'too-many-requests': { status: 429, standard: 'U000', title: 'Too many requests' },
  'bank-failed': { status: 500, standard: 'U000', title: 'The bank failed' },
  'unexpected-error': { status: 500, standard: 'U000', title: 'The sandbox failed unexpectedly' },
  'store-damaged': { status: 500, standard: 'U000', title: 'A part of the stored data cannot be read' },
  'store-unavailable': { status: 503, standard: 'U000', title: 'The store of the sandbox is not available' },
  'store-full': { status: 507, standard: 'U000', title: 'The store of the sandbox is full' },
  'world-behind': { status: 503, standard: 'U000', title: 'The world is still catching up with its clock' },
  'gateway-timeout': { status: 504, standard: 'U000', title: 'The gateway got no answer in time' },
  unavailable: { status: 503, standard: 'U000', title: 'The bank is not available' },
} as const satisfies Record<string, { status: number; standard: string; title: string }>

export type ProblemCode = keyof typeof problems

/**
 * One fault of a request: what is wrong, where (the path of a field, or `header name`, or `query
 * name`), and what to do.
 */
export type Fault = { readonly code: ProblemCode; readonly message: string; readonly path?: string }

/**
 * An error that rejects a request. The first fault decides the status. `headers` are sent with the
 * response (`Allow`, `Retry-After`).
 */
export class Problem extends Error {
  readonly faults: readonly [Fault, ...Fault[]]
  readonly headers: Readonly<Record<string, string>>
  constructor(
    code: ProblemCode,
    message: string,
    { path, headers, more = [] }: { path?: string; headers?: Record<string, string>; more?: readonly Fault[] } = {},
  ) {
    super(message)
    this.name = 'Problem'
    this.faults = [{ code, message, ...(path !== undefined && { path }) }, ...more]
    this.headers = headers ?? {}
  }
  get code(): ProblemCode {
    return this.faults[0].code
  }
  get status() {
    return problems[this.code].status
  }
}
