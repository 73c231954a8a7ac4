import type { Hono } from 'hono'
import { recordAccess } from '#actions/consents/access-log.ts'
import { findAccountsOfConsent } from '#actions/consents/authorised-consent.ts'
import type { Host } from '#edge/host.ts'
import type { Surface } from '#edge/operation.ts'
import { serve } from '#edge/serve.ts'
import { consents } from './account-access-consents.ts'
import { accounts } from './accounts.ts'
import { balances } from './balances.ts'
import { beneficiaries } from './beneficiaries.ts'
import { directDebits } from './direct-debits.ts'
import { discoveryOperations } from './discovery.ts'
import { callbackUrls } from './events/callback-urls.ts'
import { eventSubscriptions } from './events/event-subscriptions.ts'
import { eventPolling } from './events/polling.ts'
import { files } from './files.ts'
import { fundsConfirmations } from './funds-confirmations.ts'
import { offers } from './offers.ts'
import { parties } from './parties.ts'
import { payments } from './payments.ts'
import { products } from './products.ts'
import { scheduledPayments } from './scheduled-payments.ts'
import { standingOrders } from './standing-orders.ts'
import { statements } from './statements.ts'
import { transactions } from './transactions.ts'
import { vrps } from './vrps.ts'

/** The UK Open Banking Read/Write API v4.0, which a partner also calls in production. */
export const openBanking: Surface = {
  name: 'open-banking',
  title: 'Open Banking Read/Write API v4.0',
  base: '/open-banking/v4.0',
  errorForm: 'standard',
  operations: [
    ...consents,
    ...accounts,
    ...balances,
    ...transactions,
    ...parties,
    ...standingOrders,
    ...directDebits,
    ...beneficiaries,
    ...scheduledPayments,
    ...statements,
    ...offers,
    ...payments,
    ...files,
    ...vrps,
    ...fundsConfirmations,
    ...products,
    ...eventSubscriptions,
    ...callbackUrls,
    ...eventPolling,
  ],
  recordUse: recordAccess,
  findAccountsOfConsent,
}

/** The status feed, which a caller finds beside the versions of the API. */
export const discovery: Surface = {
  name: 'discovery',
  title: 'Status of the bank',
  base: '/open-banking/discovery',
  errorForm: 'standard',
  operations: discoveryOperations,
}

export const mount = (app: Hono, host: Host): void => serve(app, [openBanking, discovery], host)
