import { listAccountTransactions } from '#actions/account-information/transactions.ts'
import { listCustomerConsents } from '#actions/consents/consents.ts'
import { findSignatory } from '#actions/consents/signatories.ts'
import { listPayingAccounts } from '#actions/payments/own-payees.ts'
import { sendPage } from '#apps/authorization/http/page-response.ts'
import { homePage } from '#apps/authorization/pages/customer/home.ts'
import type { Transaction } from '#bank/account-information/transaction.ts'
import { isSingleUse, stateOf } from '#bank/consents/consent.ts'
import { showPaymentsToApprove } from './approvals.ts'
import { type CustomerRequest, customerName } from './customer-request.ts'
import { listWaitingRequests, showOverview } from './overview.ts'
import { grantToCustomer, listOwnAccounts } from './own-accounts.ts'

/** How many transactions of the main account the first page shows. */
const latestShown = 8

/**
 * Shows the first page of the customer's bank. A business sees its accounts above what apps may see
 * and have paid. A director sees only the payments that wait for approval.
 */
export async function showHome(request: CustomerRequest): Promise<Response> {
  const { server, settings, session, token } = request
  const { world } = server
  if (findSignatory(world, session.customer)) return showPaymentsToApprove(request)
  const grant = grantToCustomer(request)
  const accounts = await listOwnAccounts(request, grant)
  const [main] = accounts
  if (main?.category === 'Business') return showOverview(request, accounts)
  const [latest, waiting, given] = await Promise.all([
    main && listAccountTransactions(world, grant, main.id, {}),
    listWaitingRequests(request),
    listCustomerConsents(world, session.customer),
  ])
  const active = given.filter((one) => !isSingleUse(one) && stateOf(one, world.now).state === 'AUTH')
  return sendPage(
    homePage(settings, {
      name: customerName(server, session.customer),
      token,
      accounts,
      canPay: listPayingAccounts(world, session.customer).length > 0,
      latest: (latest?.items ?? []).slice(0, latestShown).map((text): Transaction => JSON.parse(text)),
      waiting,
      apps: new Set(active.map(({ partner }) => partner)).size,
    }),
  )
}
