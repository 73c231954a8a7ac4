import { refuseOrder } from '#actions/approvals/approvals.ts'
import {
  approveByCode,
  type DirectorApproval,
  findDirectorApproval,
  listDirectorApprovals,
  sendCode,
} from '#actions/approvals/approve-by-code.ts'
import { listChosenAccounts } from '#actions/authorization/payment-choices.ts'
import { findSignatory } from '#actions/consents/signatories.ts'
import { readCode } from '#apps/authorization/http/forms.ts'
import { PageError } from '#apps/authorization/http/page-error.ts'
import { redirectTo, sendPage } from '#apps/authorization/http/page-response.ts'
import { buildConsentParts } from '#apps/authorization/interaction/consent-parts.ts'
import { wrongCode } from '#apps/authorization/pages/code.ts'
import {
  type PaymentApprovalView,
  paymentApprovalCodePage,
  paymentApprovalPage,
} from '#apps/authorization/pages/customer/approval.ts'
import { paymentsToApprovePage } from '#apps/authorization/pages/customer/awaiting-approval.ts'
import { describeOrder } from '#apps/authorization/pages/customer/order-text.ts'
import { Problem } from '#bank/base/problem.ts'
import { type CustomerRequest, customerName, findAppName, withStatus } from './customer-request.ts'

/** Shows a director the payments that wait for approval, and nothing else of the company. */
export async function showPaymentsToApprove(request: CustomerRequest): Promise<Response> {
  const { server, settings, session, token } = request
  const business = findSignatory(server.world, session.customer)?.business ?? ''
  const waiting = await listDirectorApprovals(server.world, session.customer)
  const payments = await Promise.all(
    waiting.map(async ({ order, consent }) => {
      const app = await findAppName({ server, settings }, order.partner)
      const { summary } = buildConsentParts(server.world, settings, app, consent, order)
      return { id: order.id, app, summary, until: order.approvals?.until ?? 0 }
    }),
  )
  return sendPage(
    paymentsToApprovePage(settings, { name: customerName(server, session.customer), business, token, payments }),
  )
}

/**
 * Shows one payment: its details, then the code, then the decision. The page depends on what is
 * stored.
 */
export async function showPaymentApproval(request: CustomerRequest): Promise<Response> {
  const { c, settings } = request
  const one = await loadApproval(request)
  const isTooOften = c.req.query('wrong') === 'too-often'
  const view = await buildApprovalView(request, one)
  if (!one.isOpen || !one.sent || c.req.query('again') !== undefined)
    return sendPage(paymentApprovalPage(settings, view, isTooOften ? settings.t.end.tooOften : undefined))
  const { code, wrongCodes } = one.sent
  return sendPage(paymentApprovalCodePage(settings, view, { code, wrong: wrongCode(settings.t, wrongCodes) }))
}

/** Takes a director's decision. A late or repeated decision leads to the payment's current page. */
export async function takePaymentApproval(request: CustomerRequest, form: URLSearchParams): Promise<Response> {
  const { world } = request.server
  const one = await loadApproval(request)
  const here = `${request.settings.base}/customer/payments/${one.order.id}`
  const decision = form.get('decision')
  if (!one.isOpen) return redirectTo(here)
  try {
    if (decision === 'approve') await sendCode(world, one)
    if (decision === 'confirm') await approveByCode(world, one, readCode(form))
    if (decision === 'refuse') await refuseOrder(world, one.order.id, one.party)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'attempts-exceeded') return redirectTo(`${here}?wrong=too-often`)
  }
  return redirectTo(here)
}

/** Loads the payment of the path. Another company's payment is treated as unknown. */
async function loadApproval({ c, server, session }: CustomerRequest): Promise<DirectorApproval> {
  const one = await findDirectorApproval(server.world, session.customer, c.req.param('OrderId') as string)
  if (!one) throw new PageError('not-found')
  return one
}

async function buildApprovalView(
  request: CustomerRequest,
  { order, consent, directors, isOpen, party }: DirectorApproval,
): Promise<PaymentApprovalView> {
  const { server, settings, session, token } = request
  const { world } = server
  const app = await findAppName({ server, settings }, order.partner)
  const agreed = order.approvals?.given ?? []
  const namesOf = (isIn: (id: string) => boolean) => directors.filter(({ id }) => isIn(id)).map(({ name }) => name)
  return {
    app,
    name: customerName(server, session.customer),
    token,
    parts: buildConsentParts(world, settings, app, consent, order),
    accounts: isOpen ? await listChosenAccounts(world, consent, [order.account]) : [],
    by: namesOf((id) => agreed.includes(id)),
    at: order.approvals?.at ?? order.createdAt,
    until: order.approvals?.until ?? order.createdAt,
    isOpen,
    hasAgreed: agreed.includes(party),
    state: describeOrder(settings.t, withStatus(world, order)),
  }
}
