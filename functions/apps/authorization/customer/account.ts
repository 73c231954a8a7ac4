import { getDirectDebits } from '#actions/account-information/direct-debits.ts'
import { searchAccountTransactions } from '#actions/account-information/search.ts'
import { getStandingOrders } from '#actions/account-information/standing-orders.ts'
import { findTransaction, listAccountTransactions } from '#actions/account-information/transactions.ts'
import { findOrder } from '#actions/payments/find-order.ts'
import { listPayingAccounts } from '#actions/payments/own-payees.ts'
import { listSpending } from '#actions/pictures/spending.ts'
import { PageError } from '#apps/authorization/http/page-error.ts'
import { sendPage } from '#apps/authorization/http/page-response.ts'
import { accountPage } from '#apps/authorization/pages/customer/account.ts'
import { transactionPage } from '#apps/authorization/pages/customer/transaction.ts'
import type { Transaction } from '#bank/account-information/transaction.ts'
import { Problem } from '#bank/base/problem.ts'
import { ownChannel } from '#bank/consents/own-channel.ts'
import { type CustomerRequest, customerName, findAppName } from './customer-request.ts'
import { grantToCustomer, loadOwnAccount } from './own-accounts.ts'

/** The longest text that a search reads. */
const longestText = 60

/**
 * Shows one account of the customer. `?q=` searches its transactions, `?page=` goes back in time.
 */
export async function showAccount(request: CustomerRequest): Promise<Response> {
  const { c, server, settings, session, token } = request
  const { world } = server
  const grant = grantToCustomer(request)
  const account = await loadOwnAccount(request, grant)
  const sought = c.req.query('q')?.trim().slice(0, longestText) || undefined
  const page = c.req.query('page') || undefined
  const [found, spending, standingOrders] = await Promise.all([
    sought === undefined
      ? listAccountTransactions(world, grant, account.id, { page }).catch(rejectPage)
      : searchAccountTransactions(world, grant, account.id, { text: sought, page }).catch(rejectPage),
    listSpending(world, grant, account.id),
    getStandingOrders(world, grant, account.id),
  ])
  const month = spending.find((one) => one.month === c.req.query('month')) ?? spending.at(-1)
  return sendPage(
    accountPage(settings, {
      name: customerName(server, session.customer),
      token,
      account,
      canPay: listPayingAccounts(world, session.customer).includes(account.id),
      transactions: found.items.map((one): Transaction => (typeof one === 'string' ? JSON.parse(one) : one)),
      ...{ sought, page, next: found.next, spending, month: month?.month ?? '', standingOrders },
      directDebits: getDirectDebits(world, grant, account.id),
    }),
  )
}

/** A page that no link leads to is treated as unknown. */
function rejectPage(error: unknown): never {
  throw error instanceof Problem && error.code === 'field-invalid' ? new PageError('not-found') : error
}

/** Shows one transaction of the customer, as a receipt. */
export async function showTransaction(request: CustomerRequest): Promise<Response> {
  const { c, server, settings, session, token } = request
  const { world } = server
  const grant = grantToCustomer(request)
  const account = await loadOwnAccount(request, grant)
  const found = await findTransaction(world, grant, account.id, c.req.param('TransactionId') as string)
  if (!found) throw new PageError('not-found')
  const order = found.payment === undefined ? undefined : (await findOrder(world, found.payment))?.order
  // Who is paid does not learn which app of the payer made the payment.
  const own = order?.account === account.id ? order : undefined
  return sendPage(
    transactionPage(settings, {
      name: customerName(server, session.customer),
      token,
      account,
      transaction: JSON.parse(found.text) as Transaction,
      by:
        own &&
        (own.partner === ownChannel
          ? 'customer'
          : { app: await findAppName({ server, settings }, own.partner), consent: own.consent }),
    }),
  )
}
