import { findPayeeAccount, listPayingAccounts } from '#actions/payments/own-payees.ts'
import type { OwnPayment } from '#actions/payments/own-payment.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { World } from '#store/world.ts'

/** What a customer typed to pay a friend, as typed. */
export type PaymentDraft = {
  /** The id of a customer of this bank, or `account` for an account that was typed. */
  readonly to: string
  readonly name: string
  readonly sortCode: string
  readonly number: string
  readonly amount: string
  readonly reference: string
  /** The id of the account that pays. */
  readonly from: string
  /** The same for every sending of one form: it pays once. */
  readonly once: string
}

/** The fields of the form, in its order. */
export type DraftField = 'name' | 'sortCode' | 'number' | 'amount' | 'reference' | 'from'

/** An error of a field, in words. */
export type DraftError = { readonly field: DraftField; readonly message: string }

/** `to` of a draft whose payee is typed. */
export const typedAccount = 'account'

/** The most that a Faster Payment carries, in pence. */
const mostPence = 100_000_000n

/** Reads a draft of a form or a query. Long texts are cut where no valid one ends. */
export function readDraft(sent: URLSearchParams, once: string): PaymentDraft {
  const of = (name: string, longest = 60) => (sent.get(name) ?? '').trim().slice(0, longest)
  return {
    to: of('to'),
    name: of('name', 140),
    sortCode: of('sortCode'),
    number: of('number'),
    amount: of('amount'),
    reference: of('reference', 140),
    from: of('from'),
    once,
  }
}

/** Describes a draft as the query of a page. */
export const describeDraft = (draft: PaymentDraft): URLSearchParams =>
  new URLSearchParams(Object.entries(draft).filter(([, text]) => text !== ''))

/**
 * Fills in the payee's account of a draft for a customer of this bank. Returns undefined for a
 * payee whom this customer cannot choose.
 */
export function completeDraft(world: World, customer: string, draft: PaymentDraft): PaymentDraft | undefined {
  if (draft.to === typedAccount) return draft
  const payee = draft.to === customer ? undefined : findPayeeAccount(world, draft.to)
  return payee && { ...draft, name: payee.name, sortCode: payee.sortCode, number: payee.accountNumber }
}

/** Checks a draft. Returns the payment that it asks for, or the first error in words. */
export function checkDraft(
  world: World,
  customer: string,
  draft: PaymentDraft,
  { bank: { pay } }: Texts,
): OwnPayment | DraftError {
  const { errors } = pay
  const wrong = (field: DraftField, message: string): DraftError => ({ field, message })
  const sortCode = draft.sortCode.replaceAll(/[\s-]/g, '')
  const accountNumber = draft.number.replaceAll(/[\s-]/g, '')
  const pence = parsePounds(draft.amount)
  if (draft.name === '') return wrong('name', errors.name)
  if (!/^\d{6}$/.test(sortCode)) return wrong('sortCode', errors.sortCode)
  if (!/^\d{8}$/.test(accountNumber)) return wrong('number', errors.number)
  if (pence === undefined || pence === 0n) return wrong('amount', errors.amount)
  if (pence > mostPence) return wrong('amount', errors.most)
  if ([...draft.reference].length > 35) return wrong('reference', errors.reference)
  if (!listPayingAccounts(world, customer).includes(draft.from)) return wrong('from', errors.account)
  return {
    account: draft.from,
    payee: { name: draft.name, sortCode, accountNumber },
    pence,
    ...(draft.reference !== '' && { reference: draft.reference }),
    key: draft.once,
  }
}

/**
 * Parses pounds as people type them, `£1,234.5`, into pence. Returns undefined for anything else.
 */
function parsePounds(text: string): bigint | undefined {
  const [, whole, fraction = ''] = /^£?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  return whole === undefined ? undefined : BigInt(whole.replaceAll(',', '') + fraction.padEnd(2, '0'))
}
