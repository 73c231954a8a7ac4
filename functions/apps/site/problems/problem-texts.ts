import type { ProblemCode } from '#bank/base/problem.ts'

/**
 * The text of one problem's page. Backticks mark code. The error response itself has the
 * particulars.
 */
type ProblemText = {
  readonly happened: string
  readonly todo: string
  /** A request that returns this problem; absent where a scenario of the same name does. */
  readonly provoke?: string
}

export const problemTexts: Readonly<Record<ProblemCode, ProblemText>> = {
  'header-invalid': {
    happened: 'A request header has the wrong form, or the name of an `x-sandbank-` header is misspelled.',
    todo: 'Correct the header that the error names. The error states the expected form.',
    provoke: 'Call `GET /aisp/accounts` with `x-fapi-interaction-id: 1`. The header must be a UUID.',
  },
  'header-missing': {
    happened: 'The operation requires a header that the request does not have.',
    todo: 'Send the header that the error names, such as `x-idempotency-key`.',
    provoke: 'Call `POST /pisp/domestic-payment-consents` with a valid body, but without `x-idempotency-key`.',
  },
  'scenario-unknown': {
    happened:
      'A scenario does not exist, does not apply to this operation, or does not take a parameter that was sent.',
    todo: 'Use a name and parameters from `/scenarios` or `GET /control/scenarios`, or remove the header `x-sandbank-scenario`.',
    provoke: 'Send `x-sandbank-scenario: flood` with any call.',
  },
  'not-acceptable': {
    happened: 'The `Accept` header excludes every media type that the operation can return.',
    todo: 'Remove `Accept`, or accept one of the media types that the error lists.',
    provoke: 'Call `GET /aisp/accounts` with `Accept: text/csv`.',
  },
  'token-missing': {
    happened: 'The request has no `Authorization` header.',
    todo: 'Send `Authorization: Bearer <token>`. Developer tokens begin with `dev_`, control keys with `ctl_`.',
    provoke: 'Call `GET /aisp/accounts` without the `Authorization` header.',
  },
  'token-invalid': {
    happened: 'The token is misspelled, expired, revoked or deleted, or its world no longer exists.',
    todo: 'Check that you copied the whole token. Refresh an expired access token. Otherwise create a new token.',
    provoke: 'Call `GET /aisp/accounts` with `Authorization: Bearer nonsense`.',
  },
  'world-expired': {
    happened: 'The life of this world has ended. The world and everything in it is deleted.',
    todo: 'Create another world. `expiresInHours` says how long it lives, and `PATCH /control/worlds/{WorldId}` extends it in time. In the last hour the header `Sunset` says when it ends.',
    provoke: 'Create a world with `"expiresInHours": 0.01`, and send its developer token after 36 seconds.',
  },
  'grant-insufficient': {
    happened: 'The token is valid, but it does not give access to this operation.',
    todo: 'Send a control key (`ctl_`) to the control API and a developer token (`dev_`) or access token to the Read/Write API. If the error names a scope, request a token with that scope.',
    provoke: 'Call `GET /aisp/accounts` with a control key.',
  },
  'consent-not-found': {
    happened: 'This world has no consent of this kind with this id.',
    todo: 'Use the `ConsentId` from the response that created the consent.',
    provoke: 'As a partner, call `GET /aisp/account-access-consents/aac_0`.',
  },
  'consent-foreign': {
    happened: 'Another partner created this consent or payment order.',
    todo: 'Send a token of the partner that created it.',
    provoke: 'Create a consent as one partner. Then read it as another partner of the same world.',
  },
  'consent-status': {
    happened:
      'The status of the consent does not allow this. For example, the consent has expired, or another customer authorised it.',
    todo: 'Read the consent to see its `Status`. Then ask the customer to authorise it, or create a new consent.',
    provoke:
      'Authorise an account access consent that expires in 10 minutes, and advance the clock by 15 minutes. Then read accounts with its token.',
  },
  'consent-over': {
    happened: 'The consent cannot be used: it was rejected, has expired, or still waits for its file.',
    todo: 'Upload the file if the error asks for it. Otherwise create a new consent.',
    provoke: 'With a developer token, pay under a VRP mandate on the day after its `ValidToDateTime`.',
  },
  'consent-cancelled': {
    happened: 'The customer revoked this consent at the bank.',
    todo: 'Ask the customer to authorise the same consent again, or delete it.',
    provoke:
      'Authorise a consent with the robot `approve, revokes-after=5m`, and advance the clock by 15 minutes. Then read accounts.',
  },
  'passcode-wrong': {
    happened: 'The passcode is not the one of this customer.',
    todo: 'Copy the passcode from the sign-in page. All customers are synthetic, so the page may show it.',
    provoke: 'Sign in as a customer with six other digits.',
  },
  'code-wrong': {
    happened: 'The one-time code is wrong or has expired.',
    todo: 'Type the code from the text message on the page, or request a new code.',
    provoke: 'Sign in as a customer, and type another code when the page asks for it.',
  },
  'attempts-exceeded': {
    happened: 'The passcode or the one-time code was wrong too many times.',
    todo: 'After wrong passcodes, wait 15 minutes by the world’s clock. After wrong codes, start a new authorisation or payment.',
    provoke: 'Sign in as a customer with a wrong passcode six times.',
  },
  'authorisation-over': {
    happened: 'This authorisation has ended: the customer already answered it, or it expired.',
    todo: 'Return to the app, and start a new authorisation.',
    provoke: 'Complete an authorisation. Then go back in the browser, and submit the last page again.',
  },
  'idempotency-mismatch': {
    happened: 'An earlier request with another body or path used the same `x-idempotency-key`.',
    todo: 'To retry, repeat the same request. For a new request, use a new key.',
    provoke: 'Create two different payment consents with the same `x-idempotency-key`.',
  },
  'consent-mismatch': {
    happened: 'The request differs from its consent in the field that the error names.',
    todo: 'Repeat `Initiation` and `Risk` as they are in the consent, or create a consent for the new details.',
    provoke: 'Create a payment order with another `InstructedAmount` than its consent.',
  },
  'consent-used': {
    happened: 'A consent allows one order, and this consent already has one.',
    todo: 'Read the existing order, or create a new consent.',
    provoke: 'Create a second order for the same consent, with another `x-idempotency-key`.',
  },
  'file-not-found': {
    happened: 'The consent is for a file that the partner has not uploaded.',
    todo: 'Upload the file with `POST /pisp/file-payment-consents/{ConsentId}/file`.',
    provoke:
      'Create a file payment consent. Then call `GET /pisp/file-payment-consents/{ConsentId}/file` without an upload.',
  },
  'order-status': {
    happened: 'The status of the order does not allow this. For example, the order was already paid or cancelled.',
    todo: 'Read the order to see its `Status`. A paid order cannot be cancelled.',
    provoke:
      'Call `POST /control/worlds/{WorldId}/orders/{OrderId}/approve` for an order that is already approved or rejected.',
  },
  'event-impossible': {
    happened: 'The state of the object does not allow the event. For example, a payment that the payee has is final.',
    todo: 'Use one of the events that the error lists, or another object.',
    provoke:
      'Revoke a consent. Then call `POST /control/worlds/{WorldId}/events/trigger` with `consent.revoked` and this consent.',
  },
  'party-unknown': {
    happened: 'The party in the request may not approve for this account, or has already done so.',
    todo: 'Use one of the parties that the error lists. Without `party`, the next one approves.',
    provoke: 'Approve a waiting order with `{"party": "cus_0"}`. This customer is not a director of the company.',
  },
  'order-not-found': {
    happened: 'This world has no payment order of this kind with this id.',
    todo: 'Use the id from the response that created the order.',
    provoke: 'As a partner, call `GET /pisp/domestic-payments/pay_0`.',
  },
  'robot-unknown': {
    happened: 'The definition of a robot contains a word or value that the sandbox does not know.',
    todo: 'Use the words that `GET /control/robots` lists.',
    provoke: 'Call `PUT /control/robot` with `{"robot": "aprove"}`.',
  },
  'certificate-expired': {
    happened: 'The client certificate of the connection has expired.',
    todo: 'Renew the certificate at the directory, and connect with the new one.',
  },
  'proof-invalid': {
    happened: 'The token is bound to a key or certificate, and the request does not prove possession of it.',
    todo: 'Send a new DPoP proof for this method and URL, or connect with the certificate.',
    provoke: 'Send a DPoP-bound token without the `DPoP` header.',
  },
  'token-client': {
    happened: 'The operation requires a token that a customer authorised. This token comes from client credentials.',
    todo: 'Ask a customer to authorise a consent. Then send the access token of that authorisation.',
    provoke: 'Call `GET /aisp/accounts` with a client-credentials token.',
  },
  'token-partner': {
    happened: 'The operation requires the partner’s own token. This token comes from a customer’s authorisation.',
    todo: 'Request a token with the client-credentials grant, and send it.',
    provoke: 'Call `GET /aisp/account-access-consents/{ConsentId}` with an access token that a customer authorised.',
  },
  'partner-not-found': {
    happened: 'This world has no partner with this id.',
    todo: 'Use a `clientId` from `GET /control/partners`.',
    provoke: 'Call `GET /control/partners/tpp_0`.',
  },
  'subscription-not-found': {
    happened: 'The partner has no event subscription or callback URL with this id, or none to poll by.',
    todo: 'Create one with `POST /open-banking/v4.0/event-subscriptions`, or use the id of `GET /open-banking/v4.0/event-subscriptions`.',
    provoke: 'Call `POST /open-banking/v4.0/events` with client credentials before you subscribe.',
  },
  'software-not-found': {
    happened: 'The directory has no software with this id, or the partner was registered without the directory.',
    todo: 'Use a `softwareId` from `GET /control/software-statements`.',
    provoke: 'Call `GET /control/software-statements/unknown`.',
  },
  'permission-missing': {
    happened: 'The consent does not have the permission that the operation requires.',
    todo: 'Create a consent with the permissions that the error names.',
    provoke: 'Authorise a consent with only `ReadOffers`. Then call `GET /aisp/accounts`.',
  },
  'customer-ambiguous': {
    happened: 'The token gives access to all customers, but the operation is about one customer.',
    todo: 'Use a token for one customer. `POST /control/worlds/{WorldId}/tokens` with `{"customer": "cus_0"}` creates one.',
    provoke: 'Call `GET /aisp/party` with a developer token for `all` customers.',
  },
  'world-foreign': {
    happened: 'The control key is for another world than the path.',
    todo: 'Use the control key that you received with this world, or the path of the key’s own world.',
    provoke: 'Call `GET /control/worlds/{WorldId}` with the control key of another world.',
  },
  'signature-invalid': {
    happened: 'The signature does not match the body and the partner’s key.',
    todo: 'Sign exactly the bytes that you send, with a key of your key set. See docs/signing.md.',
    provoke: 'As a partner, sign `{}` and send another body with that signature.',
  },
  'signature-claim-invalid': {
    happened: 'A claim in the header of the signature has a value that is not allowed.',
    todo: 'Correct each claim that the error names.',
    provoke: 'As a partner, sign a payment consent with an unknown `kid`.',
  },
  'signature-claim-missing': {
    happened: 'The header of the signature lacks a required claim.',
    todo: 'Add each claim that the error names.',
    provoke: 'As a partner, sign a payment consent without `kid` in the header.',
  },
  'signature-malformed': {
    happened: 'The header `x-jws-signature` is not a JWS with a detached payload.',
    todo: 'Send `<header>..<signature>`, with both parts in base64url.',
    provoke: 'As a partner, call `POST /pisp/domestic-payment-consents` with `x-jws-signature: nonsense`.',
  },
  'signature-missing': {
    happened: 'The partner’s settings or profile require signed payment requests, and this request is not signed.',
    todo: 'Sign the body as in docs/signing.md, or set `signing` of the partner to `optional`.',
    provoke:
      'Create a partner with `"signing": "required"`. As this partner, create a payment consent without `x-jws-signature`.',
  },
  'signature-unexpected': {
    happened:
      'The request has an `x-jws-signature`, but this operation takes no signature. A request with a developer token never takes one.',
    todo: 'Remove the header `x-jws-signature`.',
    provoke: 'Call `GET /aisp/accounts` with a signature.',
  },
  'content-type-unsupported': {
    happened:
      'The `Content-Type` header is missing, or names a media type or charset that the operation does not accept.',
    todo: 'Send the media type that the error names, in UTF-8.',
    provoke: 'Call `POST /control/worlds` with `Content-Type: text/plain`.',
  },
  'body-too-large': {
    happened: 'The body is larger than the operation accepts.',
    todo: 'Send a smaller body, or split it into several requests. The error states the limit in bytes.',
    provoke: 'Send a body of more than 65,536 bytes to `POST /control/worlds`.',
  },
  'body-malformed': {
    happened: 'The body is empty, incomplete, nested too deeply, contains a name twice, or is not valid JSON.',
    todo: 'Correct the body where the error says. The smallest valid body is `{}`.',
    provoke: 'Send `{` to `POST /control/worlds`.',
  },
  'field-expected': {
    happened: 'A field requires another field that the request does not have.',
    todo: 'Add the field that the error names.',
    provoke: 'Create a VRP mandate for sweeping without `Data.Initiation.CreditorAccount`.',
  },
  'field-missing': {
    happened: 'A required field or parameter is missing.',
    todo: 'Add the field that the error names. The error describes the expected value.',
    provoke: 'Call `POST /control/worlds/{WorldId}/tokens` with `{}`.',
  },
  'field-unexpected': {
    happened: 'The request has an unknown field or parameter. The name may be misspelled.',
    todo: 'Remove it, or use a name that the error suggests. The sandbox does not ignore unknown names.',
    provoke: 'Call `GET /aisp/accounts?colour=red`.',
  },
  'field-invalid': {
    happened: 'A field or parameter has a value that is not allowed.',
    todo: 'Send a value that the error describes.',
    provoke: 'Call `GET /aisp/accounts?page=2`. A page begins where `Links.Next` says.',
  },
  'date-invalid': {
    happened: 'A date or time does not exist, has the wrong form, or is outside the allowed range.',
    todo: 'Write it like `2026-11-24T09:30:00Z`. The world’s clock, not yours, decides what is past or future.',
    provoke: 'Call `GET /aisp/transactions?fromBookingDateTime=soon`.',
  },
  'currency-unsupported': {
    happened: 'The bank does not support this currency for this payment.',
    todo: 'Use one of the currencies that the error lists.',
    provoke: 'Create a domestic payment consent in `EUR`.',
  },
  'local-instrument-unsupported': {
    happened: 'The bank does not support this `LocalInstrument` for this payment.',
    todo: 'Use one of the instruments that the error lists. Without `LocalInstrument`, the bank chooses one.',
    provoke: 'Create a domestic payment consent with the `LocalInstrument` `UK.OBIE.Link`.',
  },
  'control-parameters-exceeded': {
    happened: 'The payment exceeds a limit of its VRP mandate, or is outside the mandate’s dates.',
    todo: 'The error names the limit. Pay less or later, or ask for a mandate with higher limits.',
    provoke: 'Pay more than the `MaximumIndividualAmount` of a mandate.',
  },
  'account-identifier-unsupported': {
    happened: 'The account number does not have the form of its scheme, or its check digits are wrong.',
    todo: 'Use an account number from docs/payments.md or `GET /aisp/accounts`.',
    provoke: 'Create a domestic payment consent with the creditor’s `Identification` set to `1`.',
  },
  'frequency-unsupported': {
    happened: 'The bank does not support this frequency for standing orders.',
    todo: 'Use a frequency from docs/payments.md, with one payment in each period.',
    provoke: 'Create a standing order consent with the `Frequency` type `INDA`.',
  },
  'account-scheme-unsupported': {
    happened: 'The bank does not support this `SchemeName`.',
    todo: 'Use one of the schemes that the error lists.',
    provoke: 'Create a domestic payment consent with the creditor’s `SchemeName` set to `UK.OBIE.Wallet`.',
  },
  'edit-overlaps': {
    happened: 'Two edits in the document apply to the same thing.',
    todo: 'Remove one of the two edits.',
    provoke: 'Call `PUT /control/worlds/{WorldId}/edits` with the same balance twice.',
  },
  'edit-breaks-balance': {
    happened: 'The edit would take the account below its overdraft or credit limit.',
    todo: 'Add money before the edit. A custom account can also have a higher `creditLine`.',
    provoke: 'Call `PUT /control/worlds/{WorldId}/edits` with a balance of `-999999.00`.',
  },
  'statement-not-found': {
    happened: 'The account has no statement with this id.',
    todo: 'Use a `StatementId` from `GET /aisp/accounts/{AccountId}/statements`.',
    provoke: 'Call `GET /aisp/accounts/acc_0_current/statements/unknown`.',
  },
  'account-not-found': {
    happened: 'The account does not exist, or the token does not give access to it.',
    todo: 'Use an `AccountId` from `GET /aisp/accounts`.',
    provoke: 'Call `GET /aisp/accounts/acc_1_student` with a developer token for `cus_0`.',
  },
  'customer-unknown': {
    happened: 'The request body names a customer that does not exist in this world.',
    todo: 'Use the id of a customer from `GET /control/worlds/{WorldId}/customers`.',
    provoke: 'Call `POST /control/worlds` with `{"customer": "x"}`.',
  },
  'customer-not-found': {
    happened: 'The path names a customer that does not exist in this world.',
    todo: 'Use the id of a customer from `GET /control/worlds/{WorldId}/customers`.',
    provoke: 'Call `GET /control/worlds/{WorldId}/customers/cus_1000000`.',
  },
  'token-not-found': {
    happened: 'This world has no developer token with this id. It may have been deleted.',
    todo: 'Use the id of a token from `GET /control/worlds/{WorldId}/tokens`.',
    provoke: 'Call `DELETE /control/worlds/{WorldId}/tokens/tok_0000000000000000`.',
  },
  'request-not-found': {
    happened:
      'The log of this world has no request with this id: its oldest requests go first, and a reset ends the log.',
    todo: 'List the requests with `GET /control/worlds/{WorldId}/requests`. A sandbox in the cloud logs only what its worlds ask for.',
    provoke: 'Call `GET /control/worlds/{WorldId}/requests/req_0_0`.',
  },
  'fault-not-found': {
    happened: 'No armed fault of this world has this id. A fault that is changed gets a new id.',
    todo: 'List the armed faults with `GET /control/worlds/{WorldId}/faults`.',
    provoke: 'Call `DELETE /control/worlds/{WorldId}/faults/flt_999`.',
  },
  'event-not-found': {
    happened: 'This world has no event with this id. A reset ends the events of a world.',
    todo: 'Take the id from `GET /control/worlds/{WorldId}/events`.',
    provoke: 'Call `POST /control/worlds/{WorldId}/webhooks/{WebhookId}/deliveries/evt_0/resend`.',
  },
  'webhook-not-found': {
    happened: 'This world has no webhook with this id. It may have been deleted, or it is of another world.',
    todo: 'Take the id from `GET /control/worlds/{WorldId}/webhooks`.',
    provoke: 'Call `DELETE /control/worlds/{WorldId}/webhooks/whk_0`.',
  },
  'outage-not-found': {
    happened: 'This world has no outage with this id. It may have been deleted, or it ended and made room for another.',
    todo: 'Take the id from `GET /control/worlds/{WorldId}/outages`.',
    provoke: 'Call `DELETE /control/worlds/{WorldId}/outages/out_0`.',
  },
  'snapshot-not-found': {
    happened: 'This world has no snapshot with this id. It may have been deleted, or it is of another world.',
    todo: 'Use the id of a snapshot from `GET /control/worlds/{WorldId}/snapshots`.',
    provoke: 'Call `DELETE /control/worlds/{WorldId}/snapshots/snp_0`.',
  },
  'host-unknown': {
    happened:
      'The header `Host` names a host that is not this sandbox. Without this check, a web page could re-point its own name to `127.0.0.1` and control the sandbox (DNS rebinding).',
    todo: 'Call `localhost`, a name below `.localhost`, or an address of the machine. For another name, such as that of a proxy or a container, start the sandbox with `npm start -- --allow-host NAME`.',
    provoke: 'On a laptop, call any path with the header `Host: evil.example`.',
  },
  'origin-foreign': {
    happened:
      'A web page of another site sent a change under `/control` without a key. On a laptop, such a change needs no secret, so the sandbox takes it only from its own pages and from programs.',
    todo: 'Send the control key as `Authorization: Bearer <key>`, call from a program that is not a web page, or list the origin of the page: `npm start -- --cors http://localhost:5173`.',
    provoke: 'On a laptop, call `POST /control/worlds` with the header `Origin: https://evil.example`.',
  },
  'path-unknown': {
    happened: 'The sandbox has no operation or page at this path.',
    todo: 'Use the path that the error suggests, or look the operation up in the API reference.',
    provoke: 'Call `GET /control/nowhere`.',
  },
  'method-not-allowed': {
    happened:
      'The path exists, but it does not support this method. A browser sends `OPTIONS` before a call of a page at another origin (CORS).',
    todo: 'Use one of the methods in the `Allow` header of the response. For a page in a browser, start the sandbox with the origin of the page, `npm start -- --cors http://localhost:5173`, or call through the proxy of your development server.',
    provoke: 'Call `DELETE /aisp/accounts`.',
  },
  conflict: {
    happened: 'Another request changed the same resource at the same time. This request changed nothing.',
    todo: 'Read the resource again, and repeat the request.',
    provoke: 'Call `POST /control/worlds/{WorldId}/clock/advance` twice at the same moment.',
  },
  'limit-reached': {
    happened:
      'The world already holds the maximum number of these resources, or the sandbox the maximum number of worlds.',
    todo: 'Delete one that you no longer need, or create another world. The operator of the sandbox may allow more worlds.',
    provoke: 'Call `POST /control/worlds/{WorldId}/tokens` 101 times.',
  },
  'too-many-requests': {
    happened: 'The bank limits how many requests you may send, by the `rateLimits` of the world or by a scenario.',
    todo: 'Wait for the number of seconds in the `Retry-After` header, and repeat the request.',
  },
  'bank-failed': {
    happened: 'A scenario asked for the failure of a bank. The sandbox works.',
    todo: 'Handle it like every status 500 of a bank: tell the customer, and repeat the request later with the same idempotency key.',
  },
  'unexpected-error': {
    happened: 'The sandbox failed. The fault is in the sandbox, not in your request.',
    todo: 'Repeat the request. If it fails again, report it with its interaction id.',
    provoke: 'Only a fault of the sandbox provokes it. The scenario `server-error` simulates a failing bank.',
  },
  'store-damaged': {
    happened:
      'A record of the store, or its whole file, is damaged. Your request is not the reason. Other resources still work if only a record is damaged.',
    todo: 'Read the log of the sandbox, which names the record. Stop the sandbox and restore a copy of the store, or use another world.',
    provoke: 'Stop the sandbox, and write `{` as the value of a record with the program `sqlite3`.',
  },
  'store-unavailable': {
    happened:
      'The sandbox cannot read or write its store: the file is locked or read-only, or the disk fails. Nothing was written.',
    todo: 'Do what the error says, and repeat the request. The log of the sandbox has the error of the database.',
    provoke:
      'Lock the store of a running sandbox with the program `sqlite3`: `BEGIN IMMEDIATE`. Then create a consent.',
  },
  'store-full': {
    happened:
      'The disk that holds the store of the sandbox is full. Nothing was written. Reads still work, unless something is due in the world.',
    todo: 'Make room on the disk, and repeat the request. The sandbox need not be started again.',
    provoke: 'Run the sandbox in a folder on a small disk, and create consents until it is full.',
  },
  'world-behind': {
    happened: 'The clock moved on, and more is due in this world than one request can execute.',
    todo: 'Repeat the request. Each request continues where the last one stopped.',
    provoke:
      'Create many standing orders, and advance the clock by several years. A fast machine may still need only one request.',
  },
  'gateway-timeout': {
    happened: 'The bank may have done what you asked, but its answer got lost on the way.',
    todo: 'Send the request again with the same idempotency key: it is executed once.',
    provoke:
      'In the cloud, send `x-sandbank-scenario: commit-then-cut` with a payment. On a laptop the connection is cut instead.',
  },
  unavailable: {
    happened:
      'The bank is temporarily unavailable: by an outage that the owner of the world declared, or by a scenario. `GET /open-banking/discovery/status` says more.',
    todo: 'Wait for the number of seconds in the `Retry-After` header, and repeat the request.',
  },
}
