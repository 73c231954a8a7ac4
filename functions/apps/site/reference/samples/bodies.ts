import { createHash } from 'node:crypto'
import type { Entry } from '#apps/site/reference/catalogue.ts'
import { type Description, jsonOf } from '#apps/site/reference/description.ts'
import { exampleOf } from '#apps/site/reference/example.ts'

type Json = Readonly<Record<string, unknown>>

const InstructedAmount = { Amount: '12.34', Currency: 'GBP' }
const CreditorAccount = {
  SchemeName: 'UK.OBIE.SortCodeAccountNumber',
  Identification: '08080021325698',
  Name: 'Bob Clements',
}
const abroad = {
  CurrencyOfTransfer: 'EUR',
  InstructedAmount,
  CreditorAccount: { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika Muster' },
}
const names = { InstructionIdentification: 'lunch', EndToEndIdentification: 'tuesday' }
const Permission = 'Create'

/** The current account of Grace Whitfield, whose number is the same in every world. */
const DebtorAccount = {
  SchemeName: 'UK.OBIE.SortCodeAccountNumber',
  Identification: '00152858271133',
  Name: 'Grace Whitfield',
}

/** The file of a file payment: two payments in the JSON form of the standard. */
export const paymentFile = JSON.stringify({
  Data: {
    DomesticPayments: ['10.00', '2.34'].map((Amount, n) => ({
      InstructionIdentification: `wages ${n + 1}`,
      EndToEndIdentification: `november ${n + 1}`,
      InstructedAmount: { Amount, Currency: 'GBP' },
      CreditorAccount,
    })),
  },
})

/** What the sandbox of a reader knows: its now in epoch milliseconds. */
export type Moment = { readonly now: number }

const daysAfter = (now: number, days: number) =>
  `${new Date(now + days * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`

/** Builds what the consent of each kind of payment is created from, without `Risk`. */
const consentsAt = (now: number): Readonly<Record<string, Json>> => {
  const RequestedExecutionDateTime = daysAfter(now, 7)
  const monthly = { Frequency: { Type: 'MNTH' }, FirstPaymentDateTime: daysAfter(now, 7) }
  return {
    'domestic-payment': { Initiation: { ...names, InstructedAmount, CreditorAccount } },
    'domestic-scheduled-payment': {
      Permission,
      Initiation: { ...names, RequestedExecutionDateTime, InstructedAmount, CreditorAccount },
    },
    'domestic-standing-order': {
      Permission,
      Initiation: { MandateRelatedInformation: monthly, FirstPaymentAmount: InstructedAmount, CreditorAccount },
    },
    'international-payment': { Initiation: { ...names, ...abroad } },
    'international-scheduled-payment': { Permission, Initiation: { ...names, RequestedExecutionDateTime, ...abroad } },
    'international-standing-order': { Permission, Initiation: { MandateRelatedInformation: monthly, ...abroad } },
    'file-payment': {
      Initiation: {
        FileType: 'UK.OBIE.PaymentInitiation.4.0',
        FileHash: createHash('sha256').update(paymentFile).digest('base64'),
        NumberOfTransactions: '2',
        ControlSum: 12.34,
      },
    },
    'domestic-vrp': {
      ControlParameters: {
        MaximumIndividualAmount: { Amount: '100.00', Currency: 'GBP' },
        PeriodicLimits: [{ PeriodType: 'Month', PeriodAlignment: 'Consent', Amount: '300.00', Currency: 'GBP' }],
        VRPType: ['UK.OBIE.VRPType.Other'],
        PSUAuthenticationMethods: ['UK.OBIE.SCANotRequired'],
      },
      Initiation: { CreditorAccount },
    },
  }
}

/** Bodies that say more than the required fields do. */
const bodies: Readonly<Record<string, Json>> = {
  CreateAccountAccessConsents: {
    Data: { Permissions: ['ReadAccountsDetail', 'ReadBalances'] },
    Risk: {},
  },
  CreateFundsConfirmationConsents: { Data: { DebtorAccount } },
  CreateEvents: { returnImmediately: true },
  TriggerEvent: { event: 'payment.returned', object: '{DomesticPaymentId}' },
  ChangeWebhook: { kinds: ['payment.settled'] },
  CreatePartner: { name: 'Spendy', scopes: ['accounts', 'payments'] },
  UpdatePartner: { name: 'Spendy', redirectUris: ['https://spendy.example/callback'], scopes: ['accounts'] },
  CreateSoftwareStatement: { name: 'Spendy', roles: ['AISP'] },
  CreateWorld: { seed: 7, name: 'Team blue', expiresInHours: 48 },
  UpdateWorld: { name: 'Team blue', labels: { team: 'blue' } },
  SetClock: { rate: 60 },
  AdvanceClock: { days: 7 },
  ArmFault: { scenario: 'slow', parameters: { delayMs: 800 }, when: { operations: ['GetAccounts'], count: 3 } },
  ChangeFault: { scenario: 'server-error', when: { operations: ['GetAccounts'], count: 1 } },
  CreateSnapshot: { name: 'before the demo' },
  RestoreWorld: { snapshot: '{SnapshotId}' },
  ForkWorld: { name: 'pull request 7', expiresInHours: 48 },
  UpdateOutage: { minutes: 90 },
  SetRobot: { robot: 'approve, customer=cus_2' },
}

/** Returns the kind of payment of a path: `domestic-payment`, also of its consents. */
export const kindOf = (path: string): string | undefined => /\/pisp\/([a-z-]+?)(?:-consents|s)(?:\/|$)/.exec(path)?.[1]

/**
 * Builds the body of an example request. `{ConsentId}` in a text stands for an id that an earlier
 * request returns. Undefined: the operation takes no JSON.
 */
export function bodyOf({ id, path, operation }: Entry, description: Description, { now }: Moment): unknown {
  const schema = jsonOf(operation.upload ? undefined : description.requestBody?.content)
  if (!schema) return undefined
  const kind = kindOf(path)
  const consent = kind === undefined ? undefined : consentsAt(now)[kind]
  if (operation.bodyMedia === 'application/json-patch+json')
    return [{ op: 'add', path: '/Data/ReadRefundAccount', value: 'Yes' }]
  if (kind !== undefined && consent !== undefined) {
    const Risk = kind === 'file-payment' ? {} : { Risk: {} }
    const ConsentId = '{ConsentId}'
    if (path.endsWith('/funds-confirmation')) return { Data: { ConsentId, InstructedAmount } }
    if (/-consents(\/\{ConsentId\})?$/.test(path)) return { Data: consent, ...Risk }
    const { Initiation } = consent
    if (kind !== 'domestic-vrp') return { Data: { ConsentId, Initiation }, ...Risk }
    const Instruction = { ...names, InstructedAmount, CreditorAccount }
    const VRPType = 'UK.OBIE.VRPType.Other'
    const PSUAuthenticationMethod = 'UK.OBIE.SCANotRequired'
    return { Data: { ConsentId, PSUAuthenticationMethod, VRPType, Initiation, Instruction }, ...Risk }
  }
  if (id === 'CreateFundsConfirmations')
    return { Data: { ConsentId: '{ConsentId}', Reference: 'lunch', InstructedAmount } }
  if (id === 'PutEdits')
    return { balances: [{ account: 'acc_0_current', at: daysAfter(now, -1), balance: '12345.67' }] }
  if (id === 'CreateOutage') return { area: 'payments', kind: 'planned', from: daysAfter(now, 7), minutes: 60 }
  if (id === 'ResendEvents') return { from: daysAfter(now, -1) }
  return bodies[id] ?? withParameters(exampleOf(schema, description.schemas), operation.path)
}

/** Puts the marker of a path's parameter where a body repeats it. */
function withParameters(body: unknown, path: string): unknown {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const place = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, one]) => [key, names.includes(key) ? `{${key}}` : place(one)]),
        )
      : value
  return place(body)
}
