import { failures } from '#bank/rails/rail.ts'
import type { EventKind } from './kinds.ts'

/** What a trigger takes: the sort of object that the event happens to. */
export type TriggerObject = 'consent' | 'mandate' | 'payment' | 'account' | 'software'

type Trigger = {
  readonly takes: TriggerObject
  /** What happens, for people. */
  readonly does: string
  /** When it can happen, for people. */
  readonly when: string
  /** The codes that a request may give as the reason. */
  readonly reasons?: readonly string[]
  /** The kinds of events that may follow. */
  readonly tells: readonly EventKind[]
}

/** Every event that a developer can cause, named for the kind of event that it leads to. */
export const triggers = {
  'consent.revoked': {
    takes: 'consent',
    does: 'The customer revokes the consent',
    when: 'the consent is authorised and long-lived: a payment consent cannot be revoked',
    tells: ['consent.revoked'],
  },
  'consent.expired': {
    takes: 'consent',
    does: 'The consent expires',
    when: 'the consent is authorised and long-lived: a payment consent does not expire',
    tells: ['consent.expired'],
  },
  'mandate.revoked': {
    takes: 'mandate',
    does: 'The customer revokes the VRP mandate',
    when: 'the mandate is authorised',
    tells: ['mandate.revoked'],
  },
  'mandate.expired': {
    takes: 'mandate',
    does: 'The VRP mandate expires',
    when: 'the mandate is authorised',
    tells: ['mandate.expired'],
  },
  'payment.approved': {
    takes: 'payment',
    does: 'The next director approves the payment; the last one has the bank execute it',
    when: 'the payment waits for a director',
    tells: ['payment.approved', 'payment.accepted', 'payment.scheduled', 'payment.rejected'],
  },
  'payment.rejected': {
    takes: 'payment',
    does: 'A director refuses the payment, or the bank rejects it before its day',
    when: 'the payment waits for a director, for its day or for its release',
    reasons: ['AM04', 'AC06', 'AC07'],
    tells: ['payment.rejected'],
  },
  'payment.cancelled': {
    takes: 'payment',
    does: 'The customer cancels the payment or standing order',
    when: 'the payment or standing order waits for its day',
    tells: ['payment.cancelled'],
  },
  'payment.settled': {
    takes: 'payment',
    does: 'The rail settles the payment: the payee has it',
    when: "the rail has accepted the payment and the payee's bank does not return it",
    tells: ['payment.settled'],
  },
  'payment.returned': {
    takes: 'payment',
    does: "The payee's bank returns the payment: the amount is back on the account, charges are not",
    when: 'the rail has accepted the payment and the payee does not have it yet: RCVD, ACSP, ACSC or ACWP',
    reasons: Object.values(failures).map(({ statusReason }) => statusReason),
    tells: ['payment.returned'],
  },
  'salary.paid': {
    takes: 'account',
    does: 'The employer pays the last salary once more, by Bacs; the usual salary comes all the same',
    when: 'an employer has paid a salary into the account in the last 62 days',
    tells: ['transactions.booked'],
  },
  'account.closed': {
    takes: 'account',
    does: 'The bank closes the account: its history ends, its balance stays, and payments from and to it are rejected',
    when: 'the account is open; payments that still wait are then rejected on their day',
    tells: ['account.closed'],
  },
  'partner.certificate-expiring': {
    takes: 'software',
    does: 'The directory issues the software a certificate that ends in 29 days',
    when: 'its certificate has more than 30 days left, and a partner registered with it',
    tells: ['partner.certificate-expiring'],
  },
} as const satisfies Record<string, Trigger>
export type TriggerName = keyof typeof triggers

export const triggerNames = Object.keys(triggers) as [TriggerName, ...TriggerName[]]

/** Returns the entry of a trigger. */
export const getTrigger = (name: TriggerName): Trigger => triggers[name]
