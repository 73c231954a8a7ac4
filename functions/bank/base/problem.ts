/**
 * Every way this bank can say no. `standard` is the code of OBExternalStatusReason1Code that the
 * Read/Write API answers with; other surfaces answer with problem details (RFC 9457). The OpenAPI
 * document and the pages at /problems read this table too; what a page says beyond it is in
 * apps/console/problem-texts.ts.
 */
export const problems = {
  'header-invalid': { status: 400, standard: 'U006', title: 'A header does not have the form it must have' },
  'header-missing': { status: 400, standard: 'U007', title: 'A header is missing' },
  'scenario-unknown': { status: 400, standard: 'U006', title: 'There is no such scenario' },
  'not-acceptable': { status: 406, standard: 'U006', title: 'The answer cannot be given in an accepted media type' },
  'token-missing': { status: 401, standard: 'U007', title: 'No access token was sent' },
  'token-invalid': { status: 401, standard: 'U006', title: 'The access token is not known here' },
  'grant-insufficient': { status: 403, standard: 'U006', title: 'The token is not for this' },
  'consent-not-found': { status: 400, standard: 'U011', title: 'There is no such consent' },
  'consent-foreign': { status: 403, standard: 'U011', title: 'The consent belongs to another partner' },
  'consent-status': { status: 403, standard: 'U009', title: 'The consent is not in a state for this' },
  'consent-over': { status: 400, standard: 'U009', title: 'The consent has ended' },
  'consent-cancelled': {
    status: 403,
    standard: 'U028',
    title: 'The customer revoked the consent and must authorise it again',
  },
  'passcode-wrong': { status: 403, standard: 'U006', title: 'The passcode is not right' },
  'code-wrong': { status: 403, standard: 'U006', title: 'The one-time code is not right' },
  'attempts-exceeded': { status: 429, standard: 'U000', title: 'Too many wrong attempts' },
  'authorisation-over': { status: 400, standard: 'U009', title: 'This authorisation is over' },
  'idempotency-mismatch': { status: 400, standard: 'U002', title: 'The idempotency key belongs to another request' },
  'consent-mismatch': { status: 400, standard: 'U008', title: 'The order differs from what was consented to' },
  'consent-used': { status: 400, standard: 'U009', title: 'The consent has been used' },
  'file-not-found': { status: 400, standard: 'U011', title: 'No file has been uploaded for this consent' },
  'order-status': { status: 409, standard: 'U009', title: 'The order is not in a state for this' },
  'party-unknown': { status: 400, standard: 'U011', title: 'Nobody of this name may decide on this' },
  'order-not-found': { status: 400, standard: 'U011', title: 'There is no such payment order' },
  'robot-unknown': { status: 400, standard: 'U002', title: 'There is no such behaviour of a customer' },
  'proof-invalid': { status: 401, standard: 'U006', title: 'The proof of possession does not hold' },
  'token-client': { status: 401, standard: 'U006', title: 'This takes a token that a customer authorised' },
  'token-partner': { status: 403, standard: 'U006', title: 'This takes a token of the partner itself' },
  'partner-not-found': { status: 404, standard: 'U011', title: 'There is no such partner in this world' },
  'software-not-found': { status: 404, standard: 'U011', title: 'The directory of this world knows no such software' },
  'permission-missing': { status: 403, standard: 'U009', title: 'The customer did not consent to this' },
  'customer-ambiguous': { status: 403, standard: 'U006', title: 'The token reaches more than one customer' },
  'world-foreign': { status: 403, standard: 'U006', title: 'The token belongs to another world' },
  'signature-invalid': { status: 400, standard: 'U015', title: 'The signature is not one of this body' },
  'signature-claim-invalid': { status: 400, standard: 'U016', title: 'A claim of the signature is not allowed' },
  'signature-claim-missing': { status: 400, standard: 'U017', title: 'A claim of the signature is missing' },
  'signature-malformed': { status: 400, standard: 'U018', title: 'The signature is no detached JWS' },
  'signature-missing': { status: 400, standard: 'U019', title: 'The request must be signed' },
  'signature-unexpected': { status: 400, standard: 'U020', title: 'A signature was sent where none is expected' },
  'content-type-unsupported': {
    status: 415,
    standard: 'U006',
    title: 'The body is not in a media type that is understood here',
  },
  'body-too-large': { status: 413, standard: 'U010', title: 'The body is too large' },
  'body-malformed': { status: 400, standard: 'U010', title: 'The body cannot be read' },
  'field-expected': { status: 400, standard: 'U001', title: 'What was sent asks for something that is missing' },
  'field-missing': { status: 400, standard: 'U004', title: 'Something required is missing' },
  'field-unexpected': { status: 400, standard: 'U005', title: 'Something was sent that has no meaning here' },
  'field-invalid': { status: 400, standard: 'U002', title: 'A value is not allowed' },
  'date-invalid': { status: 400, standard: 'U003', title: 'A date is not allowed' },
  'currency-unsupported': { status: 400, standard: 'U023', title: 'The bank does not pay in this currency' },
  'local-instrument-unsupported': { status: 400, standard: 'U026', title: 'The payment cannot go by this instrument' },
  'control-parameters-exceeded': {
    status: 400,
    standard: 'U014',
    title: 'The payment goes beyond what was consented to',
  },
  'account-identifier-unsupported': {
    status: 400,
    standard: 'U021',
    title: 'The account number is not one of its scheme',
  },
  'frequency-unsupported': { status: 400, standard: 'U025', title: 'Nothing is paid so often here' },
  'account-scheme-unsupported': { status: 400, standard: 'U027', title: 'Accounts are not named by this scheme here' },
  'edit-overlaps': { status: 400, standard: 'U002', title: 'Two edits say something about the same thing' },
  'edit-breaks-balance': { status: 400, standard: 'U002', title: 'An edit takes an account below its credit line' },
  'statement-not-found': { status: 400, standard: 'U011', title: 'There is no such statement of the account' },
  'account-not-found': { status: 400, standard: 'U011', title: 'There is no such account for this token' },
  'customer-unknown': { status: 400, standard: 'U011', title: 'There is no such customer in this world' },
  'customer-not-found': { status: 404, standard: 'U011', title: 'There is no such customer in this world' },
  'token-not-found': { status: 404, standard: 'U011', title: 'There is no such token in this world' },
  'path-unknown': { status: 404, standard: 'U011', title: 'There is nothing at this path' },
  'method-not-allowed': { status: 405, standard: 'U000', title: 'The path does not answer to this method' },
  conflict: { status: 409, standard: 'U029', title: 'Something else changed this at the same moment' },
  'limit-reached': { status: 409, standard: 'U000', title: 'There are as many of these as there may be' },
  'too-many-requests': { status: 429, standard: 'U000', title: 'Too many requests' },
  'unexpected-error': { status: 500, standard: 'U000', title: 'The sandbox failed' },
  'world-behind': { status: 503, standard: 'U000', title: 'The world is still catching up with its clock' },
  unavailable: { status: 503, standard: 'U000', title: 'The bank is not available' },
} as const satisfies Record<string, { status: number; standard: string; title: string }>

export type ProblemCode = keyof typeof problems

/**
 * One thing that is wrong: what, where (a field's path, or `header name`, or `query name`) and what
 * to do.
 */
export type Fault = { readonly code: ProblemCode; readonly message: string; readonly path?: string }

/**
 * A refusal. The first fault decides the status. `headers` go out with the answer (`Allow`,
 * `Retry-After`).
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
