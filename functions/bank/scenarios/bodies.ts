import { type AnswerText, changeJson, places, type Scenario } from './scenario.ts'

/** What a gateway in front of a bank sends instead of the bank's answer. */
const gatewayPage = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
</body>
</html>
`

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Changes the objects of a JSON answer, from the outside to the inside. */
function mapObjects(json: Json, change: (fields: { [name: string]: Json }) => { [name: string]: Json }): Json {
  if (Array.isArray(json)) return json.map((one) => mapObjects(one, change))
  if (json === null || typeof json !== 'object') return json
  return Object.fromEntries(Object.entries(change(json)).map(([name, value]) => [name, mapObjects(value, change)]))
}

const changeObjects =
  (change: (fields: { [name: string]: Json }) => { [name: string]: Json }) => (answer: AnswerText) =>
    changeJson<Json>(answer, (json) => mapObjects(json, change))

/**
 * Fields of the standard whose values are codes. A client must not fail at a code that it does not
 * know.
 */
const codes = /^(Status|Type|AccountSubType|AccountType|AccountTypeCode|SubCode|BankTransactionCode|CardSchemeName)$/

/** Fields that the standard lets a bank leave out, in accounts, transactions and orders. */
const optional =
  /^(Nickname|Description|TransactionReference|TransactionInformation|MerchantDetails|CreditorAgent|DebtorAgent|ProprietaryBankTransactionCode|CardInstrument|ValueDateTime|Balance|Meta|StatementReference|SecondaryIdentification|Debtor|Charges|ExpectedExecutionDateTime)$/

/** Scenarios that change the body of an answer. */
export const bodyScenarios = {
  'gateway-page': {
    title: 'A gateway answers for the bank: 502 with an HTML page, and without an interaction id',
    imitates: 'A load balancer whose bank does not answer.',
    ...places.everywhere,
    effect: {
      at: 'body',
      change: () => ({ status: 502, headers: { 'content-type': 'text/html' }, text: gatewayPage }),
    },
  },
  'malformed-json': {
    title: 'The body is not JSON: a comma too many',
    imitates: 'A bank that builds its JSON by hand.',
    ...places.json,
    effect: { at: 'body', change: (answer) => ({ ...answer, text: answer.text.replace(/}$/, ',}') }) },
  },
  'cut-body': {
    title: 'The body ends in the middle',
    imitates: 'A connection that breaks while the answer is on its way.',
    ...places.json,
    effect: { at: 'body', change: (answer) => ({ ...answer, text: answer.text.slice(0, answer.text.length >> 1) }) },
  },
  'empty-body': {
    title: 'The body is empty, with the status of a success',
    imitates: 'A proxy that loses the body.',
    ...places.json,
    effect: { at: 'body', change: (answer) => ({ ...answer, text: '' }) },
  },
  'unknown-code': {
    title: 'Codes have values that your client does not know',
    imitates: 'A bank that uses a newer version of the standard, or a code of its own.',
    ...places.json,
    effect: {
      at: 'body',
      change: changeObjects((fields) =>
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [
            name,
            codes.test(name) && typeof value === 'string' ? 'UK.SANDBANK.Unknown' : value,
          ]),
        ),
      ),
    },
  },
  'optional-missing': {
    title: 'Fields that the standard lets a bank leave out are missing',
    imitates: 'A bank that fills only what it must.',
    ...places.json,
    effect: {
      at: 'body',
      change: changeObjects((fields) =>
        Object.fromEntries(Object.entries(fields).filter(([name]) => !optional.test(name))),
      ),
    },
  },
  'extra-fields': {
    title: 'Objects have a field that the standard does not know',
    imitates: 'A bank that adds fields before the standard does.',
    ...places.json,
    effect: { at: 'body', change: changeObjects((fields) => ({ ...fields, SandbankExtra: 'a field of this bank' })) },
  },
} as const satisfies Record<string, Scenario>
