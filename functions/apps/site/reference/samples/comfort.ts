import type { Entry } from '#apps/site/reference/catalogue.ts'
import { kindOf } from './bodies.ts'

/** The client of the SDK that a call needs. */
export type Client = 'bank' | 'world' | 'sandbox'

/** A call by a comfort method of the SDK. `id` writes an id, and `field` a field of the body. */
export type Comfort = {
  readonly client: Client
  /** More names to import from `@sandbank/sdk`. */
  readonly imports?: readonly string[]
  readonly lines: (write: {
    id: (name: string) => string
    field: (...path: string[]) => string
    body: string
  }) => string[]
}

const list = (client: Client, call: string, each = 'one'): Comfort => ({
  client,
  lines: () => [`for await (const ${each} of ${call}) console.log(${each})`],
})
const print = (client: Client, call: (write: Parameters<Comfort['lines']>[0]) => string): Comfort => ({
  client,
  lines: (write) => [`console.log(await ${call(write)})`],
})
const run = (client: Client, call: (write: Parameters<Comfort['lines']>[0]) => string): Comfort => ({
  client,
  lines: (write) => [`await ${call(write)}`],
})

const account = `'acc_0_current'`

/** The comfort methods by operation. */
const methods: Readonly<Record<string, Comfort>> = {
  GetAccounts: list('bank', 'bank.accounts()', 'account'),
  GetAccountsAccountId: print('bank', () => `bank.account(${account})`),
  GetAccountsAccountIdBalances: list('bank', `bank.balances(${account})`, 'balance'),
  GetBalances: list('bank', 'bank.balances()', 'balance'),
  GetAccountsAccountIdTransactions: list('bank', `bank.transactions({ accountId: ${account} })`, 'transaction'),
  GetTransactions: list('bank', 'bank.transactions()', 'transaction'),
  GetParty: print('bank', () => 'bank.party()'),
  GetAccountsAccountIdParty: print('bank', () => `bank.party(${account})`),
  GetAccountsAccountIdParties: list('bank', `bank.parties(${account})`, 'party'),
  GetAccountsAccountIdStandingOrders: list('bank', `bank.standingOrders(${account})`, 'order'),
  GetStandingOrders: list('bank', 'bank.standingOrders()', 'order'),
  GetAccountsAccountIdDirectDebits: list('bank', `bank.directDebits(${account})`, 'debit'),
  GetDirectDebits: list('bank', 'bank.directDebits()', 'debit'),
  GetAccountsAccountIdBeneficiaries: list('bank', `bank.beneficiaries(${account})`, 'beneficiary'),
  GetBeneficiaries: list('bank', 'bank.beneficiaries()', 'beneficiary'),
  GetAccountsAccountIdScheduledPayments: list('bank', `bank.scheduledPayments(${account})`, 'payment'),
  GetScheduledPayments: list('bank', 'bank.scheduledPayments()', 'payment'),
  GetAccountsAccountIdStatements: list('bank', `bank.statements({ accountId: ${account} })`, 'statement'),
  GetStatements: list('bank', 'bank.statements()', 'statement'),
  GetAccountsAccountIdOffers: list('bank', `bank.offers(${account})`, 'offer'),
  GetOffers: list('bank', 'bank.offers()', 'offer'),
  GetAccountsAccountIdProduct: print('bank', () => `bank.product(${account})`),
  GetProducts: list('bank', 'bank.products()', 'product'),
  GetAccountsAccountIdStatementsStatementIdFile: {
    client: 'bank',
    lines: () => [
      `const [latest] = await bank.statements({ accountId: ${account} }).toArray()`,
      `const pdf = await bank.statementFile(${account}, latest!.StatementId!)`,
      `console.log(pdf.length, 'bytes')`,
    ],
  },
  CreateDomesticPayments: {
    client: 'bank',
    lines: () => [
      '// Creates the consent and the order. The money moves once, whatever is retried.',
      `const order = await bank.pay({`,
      `  to: { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' },`,
      `  amount: { minor: 1234n, currency: 'GBP' },`,
      `  reference: 'lunch',`,
      '})',
      'console.log(order.id, order.status)',
    ],
  },
  CreateFilePaymentConsentsConsentIdFile: run(
    'bank',
    ({ id }) => `bank.files.upload(${id('ConsentId')}, file, 'application/json')`,
  ),
  GetFilePaymentConsentsConsentIdFile: {
    client: 'bank',
    lines: ({ id }) => [
      `const file = await bank.files.download(${id('ConsentId')})`,
      `console.log(file.length, 'bytes')`,
    ],
  },
  GetFilePaymentsFilePaymentIdReportFile: {
    client: 'bank',
    lines: ({ id }) => [
      `const report = await bank.files.report(${id('FilePaymentId')})`,
      `console.log(report.length, 'bytes')`,
    ],
  },
  domesticVrpConsentsPost: {
    client: 'bank',
    lines: ({ field }) => [
      'const mandate = await bank.mandates.create({',
      `  ControlParameters: ${field('Data', 'ControlParameters')},`,
      `  Initiation: ${field('Data', 'Initiation')},`,
      '})',
      'console.log(mandate.id, mandate.status)',
    ],
  },
  domesticVrpConsentsGet: print('bank', ({ id }) => `bank.mandates.find(${id('ConsentId')})`),
  domesticVrpConsentsDelete: run('bank', ({ id }) => `bank.mandates.delete(${id('ConsentId')})`),
  domesticVrpConsentsFundsConfirmation: print(
    'bank',
    ({ id }) => `bank.mandates.confirmFunds(${id('ConsentId')}, { minor: 1234n, currency: 'GBP' })`,
  ),
  domesticVrpPost: {
    client: 'bank',
    lines: ({ id }) => [
      `const mandate = await bank.mandates.find(${id('ConsentId')})`,
      `const order = await bank.mandates.pay(mandate, { amount: { minor: 1234n, currency: 'GBP' } })`,
      'console.log(order.id, order.status)',
    ],
  },
  domesticVrpGet: {
    client: 'bank',
    lines: ({ id }) => [
      `const order = await bank.mandates.findPayment(${id('DomesticVRPId')})`,
      'console.log(order.status)',
    ],
  },
  domesticVrpPaymentDetailsGet: {
    client: 'bank',
    lines: ({ id }) => [
      `const order = await bank.mandates.findPayment(${id('DomesticVRPId')})`,
      'console.log(await order.details())',
    ],
  },
  CreateFundsConfirmationConsents: {
    client: 'bank',
    lines: ({ field }) => [
      'const consent = await bank.funds.createConsent({',
      `  DebtorAccount: ${field('Data', 'DebtorAccount')},`,
      '})',
      'console.log(consent.ConsentId, consent.Status)',
    ],
  },
  GetFundsConfirmationConsentsConsentId: print('bank', ({ id }) => `bank.funds.findConsent(${id('ConsentId')})`),
  DeleteFundsConfirmationConsentsConsentId: run('bank', ({ id }) => `bank.funds.deleteConsent(${id('ConsentId')})`),
  CreateFundsConfirmations: {
    client: 'bank',
    lines: ({ id }) => [
      `const isThere = await bank.funds.confirm(${id('ConsentId')}, { minor: 1234n, currency: 'GBP' }, 'lunch')`,
      'console.log(isThere)',
    ],
  },

  CreateWorld: {
    client: 'sandbox',
    lines: ({ body }) => [
      `const world = await sandbox.createWorld(${body})`,
      'console.log(world.id, world.developerToken, world.controlKey)',
    ],
  },
  ImportWorld: {
    client: 'sandbox',
    lines: () => ['const imported = await sandbox.importWorld(file)', 'console.log(imported.id, imported.controlKey)'],
  },
  ListPersonas: {
    client: 'sandbox',
    lines: () => ['for (const { id, about } of await sandbox.personas()) console.log(id, about)'],
  },
  GetWorld: print('world', () => 'world.read()'),
  UpdateWorld: print('world', ({ body }) => `world.update(${body})`),
  DeleteWorld: run('world', () => 'world.delete()'),
  ResetWorld: print('world', () => 'world.reset()'),
  CreateSnapshot: print('world', ({ field }) => `world.snapshot(${field('name')})`),
  ListSnapshots: print('world', () => 'world.snapshots()'),
  DeleteSnapshot: run('world', ({ id }) => `world.deleteSnapshot(${id('SnapshotId')})`),
  RestoreWorld: print('world', ({ id }) => `world.restore(${id('SnapshotId')})`),
  ForkWorld: {
    client: 'world',
    lines: ({ body }) => [
      `const fork = await world.fork(${body})`,
      'console.log(fork.id, fork.developerToken, fork.controlKey)',
    ],
  },
  GetClock: print('world', () => 'world.clock.read()'),
  SetClock: print('world', ({ field }) => `world.clock.setRate(${field('rate')})`),
  AdvanceClock: print('world', ({ body }) => `world.clock.advance(${body})`),
  GetProof: {
    client: 'world',
    lines: () => ['const proof = await world.proof()', 'console.log(proof.holds)'],
  },
  DiffWorlds: {
    client: 'world',
    lines: ({ id }) => [
      `for await (const { kind, id, change } of world.diff(${id('SnapshotId')})) console.log(change, kind, id)`,
    ],
  },
  ExportWorld: {
    client: 'world',
    lines: () => ['const document = await world.export()', `console.log(document.length, 'bytes')`],
  },
  ListCustomers: list('world', `world.customers({ persona: 'gig-worker' })`, 'customer'),
  GetCustomer: print('world', () => `world.findCustomer('cus_0')`),
  CreateToken: {
    client: 'world',
    lines: ({ field }) => [
      `const { developerToken } = await world.createToken(${field('customer')})`,
      'console.log(developerToken)',
    ],
  },
  ListTokens: print('world', () => 'world.tokens()'),
  DeleteToken: run('world', ({ id }) => `world.deleteToken(${id('TokenId')})`),
  ArmFault: print('world', ({ body }) => `world.faults.arm(${body})`),
  ListFaults: print('world', () => 'world.faults.list()'),
  ChangeFault: print('world', ({ id, body }) => `world.faults.change(${id('FaultId')}, ${body})`),
  DisarmFault: run('world', ({ id }) => `world.faults.disarm(${id('FaultId')})`),
  ListEvents: list('world', 'world.events.list()', 'event'),
  FollowEvents: list('world', 'world.events.follow()', 'event'),
  TriggerEvent: print(
    'world',
    ({ id }) => `world.events.trigger({ event: 'payment.returned', object: ${id('DomesticPaymentId')} })`,
  ),
  CreateWebhook: {
    client: 'world',
    lines: ({ body }) => [`const { id, secret } = await world.webhooks.create(${body})`, 'console.log(id, secret)'],
  },
  ListWebhooks: print('world', () => 'world.webhooks.list()'),
  GetWebhook: print('world', ({ id }) => `world.webhooks.find(${id('WebhookId')})`),
  ChangeWebhook: print('world', ({ id, body }) => `world.webhooks.change(${id('WebhookId')}, ${body})`),
  DeleteWebhook: run('world', ({ id }) => `world.webhooks.delete(${id('WebhookId')})`),
  RotateWebhookSecret: {
    client: 'world',
    lines: ({ id }) => [
      `const { secret } = await world.webhooks.rotateSecret(${id('WebhookId')})`,
      'console.log(secret)',
    ],
  },
  TestWebhook: print('world', ({ id }) => `world.webhooks.test(${id('WebhookId')})`),
  PauseWebhook: run('world', ({ id }) => `world.webhooks.pause(${id('WebhookId')})`),
  ResumeWebhook: run('world', ({ id }) => `world.webhooks.resume(${id('WebhookId')})`),
  ListDeliveries: {
    client: 'world',
    lines: ({ id }) => [
      `for await (const attempt of world.webhooks.deliveries(${id('WebhookId')})) console.log(attempt)`,
    ],
  },
  ResendEvent: run('world', ({ id }) => `world.webhooks.resend(${id('WebhookId')}, ${id('EventId')})`),
  ResendEvents: print('world', ({ id, field }) => `world.webhooks.resendSince(${id('WebhookId')}, ${field('from')})`),
  ListRequests: list('world', 'world.requests.list()', 'request'),
  FollowRequests: list('world', 'world.requests.follow()', 'request'),
  GetRequest: print('world', ({ id }) => `world.requests.find(${id('RequestId')})`),
}

/** Finds the comfort method of an operation; undefined where the SDK has none. */
export function findComfort(entry: Entry): Comfort | undefined {
  return methods[entry.id] ?? findPayment(entry)
}

/** Consent, order and status of each kind of payment have the same methods. */
function findPayment({ path, operation: { method } }: Entry): Comfort | undefined {
  const kind = kindOf(path)
  if (kind === undefined || kind === 'domestic-vrp') return undefined
  const payments = `const payments = bank.payments('${kind}')`
  const orderId = /\{(\w+)\}/.exec(path)?.[1] as string
  const lines = (...some: ((write: Parameters<Comfort['lines']>[0]) => string)[]): Comfort => ({
    client: 'bank',
    lines: (write) => [payments, ...some.map((one) => one(write))],
  })
  const isConsent = path.includes('-consents')
  if (path.endsWith('/funds-confirmation'))
    return lines(({ id }) => `console.log(await payments.confirmFunds(${id('ConsentId')}))`)
  if (path.endsWith('/payment-details'))
    return lines(
      ({ id }) => `const order = await payments.find(${id(orderId)})`,
      () => 'console.log(await order.details())',
    )
  if (isConsent && method === 'post')
    return lines(
      ({ field }) => `const consent = await payments.createConsent(${field('Data')})`,
      () => 'console.log(consent.id, consent.status)',
    )
  if (isConsent)
    return lines(
      ({ id }) => `const consent = await payments.findConsent(${id('ConsentId')})`,
      () => 'console.log(consent.status)',
    )
  if (method === 'post')
    return lines(
      ({ id }) => `const consent = await payments.findConsent(${id('ConsentId')})`,
      () => 'const order = await payments.order(consent)',
      () => 'console.log(order.id, order.status)',
    )
  return lines(
    ({ id }) => `const order = await payments.find(${id(orderId)})`,
    () => 'console.log(order.status)',
  )
}
