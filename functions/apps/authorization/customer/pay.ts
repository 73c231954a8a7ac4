import { listCustomerChoices, searchPersonChoices } from '#actions/authorization/sign-in-choices.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { confirmPayee } from '#actions/payments/confirmation-of-payee.ts'
import { findOrder } from '#actions/payments/find-order.ts'
import { canSpend, findPayeeAccount, listPayingAccounts } from '#actions/payments/own-payees.ts'
import { type OwnPayment, payAsCustomer } from '#actions/payments/own-payment.ts'
import { PageError } from '#apps/authorization/http/page-error.ts'
import { redirectTo, sendPage } from '#apps/authorization/http/page-response.ts'
import { describeOrder } from '#apps/authorization/pages/customer/order-text.ts'
import { paidPage } from '#apps/authorization/pages/customer/paid.ts'
import { choosePayeePage, confirmPaymentPage, payFormPage } from '#apps/authorization/pages/customer/pay.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { ownChannel } from '#bank/consents/own-channel.ts'
import { initiationOf } from '#bank/payments/consent-request.ts'
import { referenceOf } from '#bank/standard/remittance.ts'
import { type CustomerRequest, customerName, withStatus } from './customer-request.ts'
import { grantToCustomer, listOwnAccounts, type OwnAccount } from './own-accounts.ts'
import {
  checkDraft,
  completeDraft,
  type DraftError,
  describeDraft,
  type PaymentDraft,
  readDraft,
} from './payment-draft.ts'

/** Shows whom the customer can pay or, once `?to=` names a payee, the form. */
export async function showPay(request: CustomerRequest): Promise<Response> {
  const { c, server, session } = request
  const { world } = server
  const query = new URL(c.req.url).searchParams
  const draft = readDraft(query, world.sandbox.randomText(20))
  if (draft.to === '') return showPayees(request, draft)
  const complete = completeDraft(world, session.customer, draft)
  if (!complete) throw new PageError('not-found')
  return showForm(request, complete)
}

/**
 * Takes the form of a payment: shows it again with the first error, leads to the page that asks to
 * confirm it, or pays.
 */
export async function takePay(request: CustomerRequest, form: URLSearchParams): Promise<Response> {
  const { server, settings, session } = request
  const draft = readCompleteDraft(request, form)
  if (!draft) throw new PageError('form-foreign')
  const step = form.get('step')
  const pay = `${settings.base}/customer/pay`
  if (step === 'change') return redirectTo(`${pay}?${describeDraft(draft)}`)
  if (step === 'pay') {
    const payment = checkDraft(server.world, session.customer, draft, settings.t)
    return 'field' in payment ? showForm(request, draft, payment) : makePayment(request, draft, payment)
  }
  const checked = await checkWithFunds(request, draft)
  return 'field' in checked ? showForm(request, draft, checked) : redirectTo(`${pay}/confirm?${describeDraft(draft)}`)
}

/** Asks to confirm the payment of the query, with what the payee check says. */
export async function showConfirm(request: CustomerRequest): Promise<Response> {
  const { c, server, settings, session, token } = request
  const draft = readCompleteDraft(request, new URL(c.req.url).searchParams)
  if (!draft) throw new PageError('not-found')
  const checked = await checkWithFunds(request, draft)
  if ('field' in checked) return showForm(request, draft, checked)
  const { payment, account } = checked
  const check = confirmPayee(server.world, {
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: payment.payee.sortCode + payment.payee.accountNumber,
    Name: payment.payee.name,
  })
  const name = customerName(server, session.customer)
  return sendPage(confirmPaymentPage(settings, { name, token, draft, payment, account, check }))
}

/** Reads a whole draft, or nothing if no page of ours sends such a one. */
function readCompleteDraft({ server, session }: CustomerRequest, sent: URLSearchParams): PaymentDraft | undefined {
  const once = sent.get('once') ?? ''
  const isOurs = /^[a-z0-9]{20}$/.test(once)
  return isOurs ? completeDraft(server.world, session.customer, readDraft(sent, once)) : undefined
}

/** Pays, and leads to the receipt. The same form again leads to the same receipt. */
async function makePayment(request: CustomerRequest, draft: PaymentDraft, payment: OwnPayment): Promise<Response> {
  const { server, settings, session } = request
  const { errors } = settings.t.bank.pay
  try {
    const { id } = await payAsCustomer(server.world, session.customer, payment)
    return redirectTo(`${settings.base}/customer/paid/${id}`)
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    if (error.code === 'idempotency-mismatch') {
      const fresh = { ...draft, once: server.world.sandbox.randomText(20) }
      return showForm(request, fresh, { field: 'amount', message: errors.sent })
    }
    if (error.code === 'account-not-found') return showForm(request, draft, { field: 'from', message: errors.account })
    throw error
  }
}

async function showPayees(request: CustomerRequest, { from }: PaymentDraft): Promise<Response> {
  const { c, server, settings, session, token } = request
  const { world } = server
  grantToCustomer(request)
  const sought = c.req.query('find')?.trim().slice(0, 40) || undefined
  const people = sought === undefined ? listCustomerChoices(world) : searchPersonChoices(world, sought, false)
  return sendPage(
    choosePayeePage(settings, {
      name: customerName(server, session.customer),
      token,
      from,
      sought,
      canPay: listPayingAccounts(world, session.customer).length > 0,
      people: people.flatMap(({ id, name }) => {
        const account = id === session.customer ? undefined : findPayeeAccount(world, id)
        return account ? [{ id, name, number: account.accountNumber.slice(-4) }] : []
      }),
    }),
  )
}

async function showForm(request: CustomerRequest, draft: PaymentDraft, wrong?: DraftError): Promise<Response> {
  const { server, settings, session, token } = request
  const { world } = server
  const ids = listPayingAccounts(world, session.customer)
  const own = await listOwnAccounts(request, grantToCustomer(request))
  const accounts = ids.flatMap((id) => own.find((one) => one.id === id) ?? [])
  const from = accounts.some(({ id }) => id === draft.from) ? draft.from : (accounts[0]?.id ?? '')
  const name = customerName(server, session.customer)
  return sendPage(payFormPage(settings, { name, token, draft: { ...draft, from }, accounts, wrong }))
}

/** Checks a draft, that it pays another account, and that the money is there. */
async function checkWithFunds(
  request: CustomerRequest,
  draft: PaymentDraft,
): Promise<{ readonly payment: OwnPayment; readonly account: OwnAccount } | DraftError> {
  const { server, settings, session } = request
  const { t } = settings
  const { errors } = t.bank.pay
  const payment = checkDraft(server.world, session.customer, draft, t)
  if ('field' in payment) return payment
  const own = await listOwnAccounts(request, grantToCustomer(request))
  const account = own.find(({ id }) => id === payment.account) as OwnAccount
  const paid = payment.payee.sortCode + payment.payee.accountNumber
  if (account.numbers.some(({ Identification }) => Identification === paid))
    return { field: 'number', message: errors.same }
  if (await canSpend(server.world, account.id, payment.pence)) return { payment, account }
  const available = t.money(account.available ?? 0n, account.currency)
  return { field: 'amount', message: errors.funds(account.name, available) }
}

/** Shows the receipt of a payment that the customer made here. Any other is treated as unknown. */
export async function showPaid(request: CustomerRequest): Promise<Response> {
  const { c, server, settings, session, token } = request
  const { world } = server
  const order = (await findOrder(world, c.req.param('OrderId') as string))?.order
  const own = await listOwnAccounts(request, grantToCustomer(request))
  const account = own.find(({ id }) => id === order?.account)
  const consent = order && account && order.partner === ownChannel ? await findConsent(world, order.consent) : undefined
  if (!order || !account || !consent) throw new PageError('not-found')
  const { CreditorAccount, RemittanceInformation } = initiationOf(consent.consent as PaymentConsentRecord)
  return sendPage(
    paidPage(settings, {
      name: customerName(server, session.customer),
      token,
      account,
      order,
      payee: CreditorAccount,
      reference: referenceOf(RemittanceInformation),
      state: describeOrder(settings.t, withStatus(world, order)),
    }),
  )
}
