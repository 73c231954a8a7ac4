import type { ProblemCode } from '#bank/base/problem.ts'

/**
 * What the page of a problem says: what happened, and what to do about it. The refusal itself has
 * the particulars.
 */
export const explained: Readonly<Record<ProblemCode, readonly [happened: string, todo: string]>> = {
  'header-invalid': [
    "A header was read and has another form, or is one of Sandbank's own and misspelt.",
    'The refusal names it, with the form that is taken.',
  ],
  'header-missing': ['The operation takes a header that did not come.', 'Send the header that the refusal names.'],
  'scenario-unknown': [
    'x-sandbank-scenario names none that there is.',
    'GET /control/scenarios lists the names; without the header nothing is provoked.',
  ],
  'not-acceptable': [
    'The header Accept asks for other media types only.',
    'Leave Accept out, or accept one of the types that the refusal lists.',
  ],
  'token-missing': [
    'The request has no header Authorization.',
    'Send Authorization: Bearer <token>. A developer token begins with dev_, a control key with ctl_.',
  ],
  'token-invalid': [
    'The token was never given, has expired, or was revoked; or its world is gone.',
    'Check that you copied all of it. Then refresh it, or make a new one.',
  ],
  'grant-insufficient': [
    'The token is good, and for something else.',
    'Developer tokens (dev_) read and pay, control keys (ctl_) rule a world: send the other one, or ask for the scope.',
  ],
  'consent-not-found': ['This world knows no consent of this id.', 'Use the ConsentId of the answer that lodged it.'],
  'consent-foreign': ['The consent was lodged by another partner.', 'Send a token of the partner that lodged it.'],
  'consent-status': [
    'The consent was not authorised yet, was authorised by another customer, or has ended.',
    'GET the consent for its Status; send the customer to authorise it, or lodge a new one.',
  ],
  'consent-over': ['The consent has expired, or was ended.', 'Lodge a new one.'],
  'consent-cancelled': [
    'The customer stopped this access at the bank.',
    'Send the customer to authorise the same consent again, or DELETE it.',
  ],
  'passcode-wrong': [
    'A customer signs in with a passcode that is not theirs.',
    'The sign-in page shows customers with their passcodes: all of them are invented.',
  ],
  'code-wrong': ['The one-time code is another one.', 'Type the code that the page shows as a message to the phone.'],
  'attempts-exceeded': [
    'A passcode or code was wrong too often.',
    'A passcode is taken again 15 minutes later by the world’s clock; for a code, begin the authorisation anew.',
  ],
  'authorisation-over': [
    'The customer has answered already, or took too long.',
    'Go back to the app, and begin a new authorisation.',
  ],
  'idempotency-mismatch': [
    'The x-idempotency-key came before, with another body or path.',
    'Send the same request again for a retry, and a key of its own for a new one.',
  ],
  'consent-mismatch': [
    'The order says something else than its consent, at the field that the refusal names.',
    'Repeat Initiation and Risk as they were lodged, or lodge a consent for what you mean.',
  ],
  'consent-used': ['A consent makes one order, and this one has.', 'GET the order, or lodge a new consent.'],
  'file-not-found': [
    'The consent is for a file, which was not uploaded.',
    'POST the file to the path of the consent, with /file behind it.',
  ],
  'order-status': [
    'The order has gone on: it was decided, paid or stopped.',
    'GET the order for its Status; what has been paid cannot be taken back.',
  ],
  'party-unknown': [
    'Whoever is named may not speak for the account, or has spoken.',
    'The refusal lists who may; without a party, the next one speaks.',
  ],
  'order-not-found': ['This world knows no such order.', 'Use the id of the answer that made it.'],
  'robot-unknown': [
    'A robot’s line says something that it does not understand.',
    'GET /control/robots lists the words.',
  ],
  'proof-invalid': [
    'The token is bound to a key or certificate, and the request does not prove that you have it.',
    'Send a fresh DPoP proof for this method and URL, or come with the certificate.',
  ],
  'token-client': [
    'The token is of the client credentials grant, and no customer stands behind it.',
    'Let a customer authorise a consent, and send the token of that authorisation.',
  ],
  'token-partner': [
    'The token is of a customer’s authorisation, and a partner does this for itself.',
    'Send a token of the client credentials grant.',
  ],
  'partner-not-found': ['The world has no partner of this id.', 'GET /control/partners lists them.'],
  'software-not-found': ['The directory has no such software.', 'GET /control/software-statements lists what it has.'],
  'permission-missing': [
    'The consent does not hold the permission that this reads under.',
    'Lodge a consent with the permissions that the refusal names.',
  ],
  'customer-ambiguous': [
    'The token reaches several customers, and this is about one.',
    'POST /control/worlds/{WorldId}/tokens {"customer": "cus_0"} makes a token for one customer; so does a consent.',
  ],
  'world-foreign': [
    'The path names a world, and the key is of another one.',
    'Use the control key that came with this world, or the path of the world that the key belongs to.',
  ],
  'signature-invalid': [
    'The signature does not verify with your key over these bytes.',
    'Sign the very bytes that you send, with a key of your key set: see docs/signing.md.',
  ],
  'signature-claim-invalid': [
    'The signature’s header says something that is not allowed.',
    'Each fault names a claim, and what it must be.',
  ],
  'signature-claim-missing': ['The signature’s header lacks something.', 'Add each claim that a fault names.'],
  'signature-malformed': [
    'x-jws-signature is not a JWS without its payload.',
    'Send <header>..<signature>, both in base64url.',
  ],
  'signature-missing': [
    'The partner’s setting or profile says that its payments are signed.',
    'Sign the body (docs/signing.md), or change the partner’s setting to optional.',
  ],
  'signature-unexpected': ['Nothing is signed at this operation.', 'Leave x-jws-signature out.'],
  'content-type-unsupported': [
    'Content-Type names another media type or charset.',
    'Send the type that the refusal names, in UTF-8.',
  ],
  'body-too-large': ['The body has more bytes than the operation takes.', 'Send less, in several requests.'],
  'body-malformed': [
    'The body is no JSON, says one name twice, nests too deep, or broke off.',
    'The refusal says what and where; send at least {}.',
  ],
  'field-expected': ['One field asks for another, which is not there.', 'Add the field that the refusal names.'],
  'field-missing': ['A field or parameter must be there, and is not.', 'Add it; the refusal says what it must be.'],
  'field-unexpected': [
    'A field or parameter is none of those that are understood: a slip of the pen, perhaps.',
    'Take it out, or spell it as one of those that the refusal lists. Nothing is ever ignored.',
  ],
  'field-invalid': ['A value is not one that is taken.', 'The refusal says what it must be, and what was given.'],
  'date-invalid': [
    'A date or instant does not exist, or lies where it may not.',
    'Write it as 2026-11-24T09:30:00Z. Past and future go by the world’s clock, not by yours.',
  ],
  'currency-unsupported': ['The currency exists, and is not paid here.', 'Use one of those that the refusal lists.'],
  'local-instrument-unsupported': [
    'LocalInstrument is not offered for this payment.',
    'Leave it out, and the bank chooses; or use one of those that the refusal lists.',
  ],
  'control-parameters-exceeded': [
    'A payment goes beyond a limit of its mandate, or comes outside its days.',
    'Pay less or later: the refusal names the limit. Or ask for a mandate with wider ones.',
  ],
  'account-identifier-unsupported': [
    'The account number does not have the form of its scheme, or a check digit is wrong.',
    'Take one from docs/payments.md, or from GET /accounts.',
  ],
  'frequency-unsupported': ['No standing order is paid in this rhythm.', 'Use one of docs/payments.md, once a period.'],
  'account-scheme-unsupported': ['Accounts are not named so here.', 'Use a SchemeName that the refusal lists.'],
  'edit-overlaps': ['Two edits of a document say the same thing.', 'Leave one of them out.'],
  'edit-breaks-balance': [
    'With this edit the account would fall below its credit line.',
    'Add money before it, or give the account a wider line.',
  ],
  'statement-not-found': ['The account has no statement of this id.', 'GET its /statements for those that it has.'],
  'account-not-found': ['The token does not reach this account.', 'GET /accounts lists those that it reaches.'],
  'customer-unknown': ['A body names a customer that is none.', 'GET .../customers lists those of the world.'],
  'customer-not-found': ['The path names a customer that is none.', 'GET .../customers lists those of the world.'],
  'token-not-found': ['The token was deleted, or never made.', 'GET .../tokens lists those of the world.'],
  'path-unknown': ['Nothing answers at this path.', 'See what was perhaps meant, or the reference for what there is.'],
  'method-not-allowed': ['The path is there, with other methods.', 'Use one that the header Allow lists.'],
  conflict: ['Two requests changed the same thing at once, and this one lost.', 'Read again, then repeat the request.'],
  'limit-reached': ['The world holds as many as it may.', 'Delete one that is not needed, or make a new world.'],
  'too-many-requests': ['The bank limits your requests.', 'Wait for as many seconds as Retry-After says.'],
  'unexpected-error': ['Something failed that should not have.', 'Try again, and report it with the interaction id.'],
  'world-behind': ['So much was due that one request could not do it all.', 'Ask again: each call gets further.'],
  unavailable: ['The bank is down for a while.', 'Wait for as many seconds as Retry-After says, then ask again.'],
}
