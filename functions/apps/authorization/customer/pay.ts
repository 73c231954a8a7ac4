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
import { checkDraft, completeDraft, type DraftError, type PaymentDraft, readDraft } from './payment-draft.ts'

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

/** Takes the form of a payment: shows it again, asks to confirm it, or pays. */
export async function takePay(request: CustomerRequest, form: URLSearchParams): Promise<Response> {
  const { server, settings, session } = request
  const { world } = server
  const once = form.get('once') ?? ''
  const draft = completeDraft(world, session.customer, readDraft(form, once))
  if (!draft || !/^[a-z0-9]{20}$/.test(once)) throw new PageError('form-foreign')
  const step = form.get('step')
  if (step === 'change') return showForm(request, draft)
  const payment = checkDraft(world, session.customer, draft, settings.t)
  if ('field' in payment) return showForm(request, draft, payment)
  return step === 'pay' ? pay(request, draft, payment) : confirm(request, draft, payment)
}

/** Pays, and leads to the receipt. The same form again leads to the same receipt. */
async function pay(request: CustomerRequest, draft: PaymentDraft, payment: OwnPayment): Promise<Response> {
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

/** Asks to confirm a payment, with what the payee check says. Rejects one without enough money. */
async function confirm(request: CustomerRequest, draft: PaymentDraft, payment: OwnPayment): Promise<Response> {
  const { server, settings, session, token } = request
  const { world } = server
  const { t } = settings
  const own = await listOwnAccounts(request, grantToCustomer(request))
  const account = own.find(({ id }) => id === payment.account) as OwnAccount
  const { payee, pence } = payment
  const isSame = account.numbers.some(({ Identification }) => Identification === payee.sortCode + payee.accountNumber)
  if (isSame) return showForm(request, draft, { field: 'number', message: t.bank.pay.errors.same })
  if (!(await canSpend(world, account.id, pence))) {
    const available = t.money(account.available ?? 0n, account.currency)
    return showForm(request, draft, { field: 'amount', message: t.bank.pay.errors.funds(account.name, available) })
  }
  const check = confirmPayee(world, {
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: payee.sortCode + payee.accountNumber,
    Name: payee.name,
  })
  const name = customerName(server, session.customer)
  return sendPage(confirmPaymentPage(settings, { name, token, draft, payment, account, check }))
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
