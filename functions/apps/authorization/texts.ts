import type { ConsentState } from '#bank/consents/consent.ts'
import type { Permission } from '#bank/consents/permission.ts'
import type { Cluster } from '#bank/consents/permission-clusters.ts'
import type { ChargeBearer } from '#bank/money/charge.ts'
import { type CurrencyCode, formatAmount } from '#bank/money/currency.ts'
import type { OrderStatus } from '#bank/rails/order-status.ts'
import type { Failure } from '#bank/rails/rail.ts'
import type { PeriodicLimit } from '#bank/vrp/schemas.ts'
import { describeFrequency } from './frequency-text.ts'
import { ownBankTexts } from './own-bank-texts.ts'

/** The kinds of consent that the pages word differently. */
export type Family = 'access' | 'payment' | 'mandate' | 'funds'
/** The kinds of consent that a customer can stop; a standing order has its own wording. */
export type Stoppable = Family | 'standing'

/** An error in a form; the page is shown again with this message. */
type FieldError = 'passcode-wrong' | 'attempts-exceeded' | 'customer-other' | 'field-invalid' | 'code-wrong'

/** Why a page cannot be shown. Each reason has an error page. */
export type PageErrorReason =
  | 'browser-foreign'
  | 'form-foreign'
  | 'over'
  | 'expired'
  | 'gone'
  | 'world-unknown'
  | 'not-found'
  | 'body-too-large'
  | 'consent-status'
  | 'conflict'
  | 'waits-not'
  | 'behind'
  | 'unavailable'
  | 'busy'
  | 'unexpected'

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'long', timeZone: 'UTC' })
const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })
const shortMonth = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
const mediumDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const briefMoment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
/** One format per currency. Formats are slow to create, and a page has many amounts. */
const amounts = new Map<CurrencyCode, Intl.NumberFormat>()
function amountIn(currency: CurrencyCode): Intl.NumberFormat {
  const known = amounts.get(currency) ?? new Intl.NumberFormat('en-GB', { style: 'currency', currency })
  amounts.set(currency, known)
  return known
}
const countries = new Intl.DisplayNames('en-GB', { type: 'region' })
const currencies = new Intl.DisplayNames('en-GB', { type: 'currency' })
const rates = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 7 })
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
const days = (n: number) => (n === 1 ? '1 day' : `${n} days`)

const chargeTypes: Readonly<Record<string, string>> = {
  'UK.OBIE.CHAPSOut': 'CHAPS payment',
  'UK.OBIE.MoneyTransferOut': 'Payment abroad',
  'UK.OBIE.BalanceTransferOut': 'Transfer',
  'UK.Sandbank.CorrespondentOut': 'Other banks’ charges',
}
const bearers: Readonly<Record<ChargeBearer, string>> = {
  BorneByDebtor: 'paid by you',
  BorneByCreditor: 'paid by the payee',
  Shared: 'shared: you pay our charges, the payee pays the others',
  FollowingServiceLevel: 'shared: you pay our charges, the payee pays the others',
}
const periods: Readonly<Record<PeriodicLimit['PeriodType'], string>> = {
  Day: 'day',
  Week: 'week',
  Fortnight: 'fortnight',
  Month: 'month',
  'Half-year': 'half-year',
  Year: 'year',
}

/**
 * All texts that customers read. Another language is another object of this shape in `languages`.
 */
const english = {
  lang: 'en',
  /** Shown in place of an app when a developer token made the payment. */
  developerToken: 'Developer token',
  /** A deleted partner: only its id is known. */
  goneApp: (id: string) => `Former app ${id}`,
  date: (at: number): string => date.format(at),
  shortDate: (at: number): string => shortDate.format(at),
  weekday: (at: number): string => weekday.format(at),
  monthName: (at: number): string => monthName.format(at),
  shortMonth: (at: number): string => shortMonth.format(at).slice(0, 3),
  mediumDate: (at: number): string => mediumDate.format(at),
  briefMoment: (at: number): string => briefMoment.format(at),
  moment: (at: number): string => moment.format(at),
  /** Formats minor units. The digits are passed as text, so large amounts are not rounded. */
  money: (minor: number | bigint, currency: CurrencyCode): string => {
    const digits = amountIn(currency).format(formatAmount(BigInt(minor), currency) as Intl.StringNumericLiteral)
    return minor < 0 ? `−${digits}` : digits
  },
  /** Formats an amount of the standard, a decimal string. */
  amount: ({ Amount, Currency }: { Amount: string; Currency: string }): string =>
    amountIn(Currency as CurrencyCode).format(Amount as Intl.StringNumericLiteral),
  rhythm: describeFrequency,
  country: (code: string): string => countries.of(code) ?? code,
  currency: (code: string): string => currencies.of(code) ?? code,

  sandbox: 'Sandbox: no real people, no real money',
  sandboxBrief: 'Sandbox, no real money',
  worldSays: (at: string) => `In this world it is ${at}.`,
  skip: 'Skip to main content',
  error: 'Error',
  step: (n: number) => `Step ${n} of 3`,
  refuse: 'Decline',
  backTo: (app: string) => `Back to ${app}`,

  signIn: {
    title: 'Sign in',
    goOn: (app: string) => `Sign in to go on to ${app}`,
    asks: {
      access: (app: string) => `${app} would like to see some of your accounts. You see the details before you decide.`,
      payment: (app: string) => `${app} is asking you to make a payment. You see the details before you decide.`,
      mandate: (app: string) => `${app} would like to make payments for you. You see the limits before you decide.`,
      funds: (app: string) =>
        `${app} would like to check that you have enough money in your account. You see the details before you decide.`,
    } satisfies Record<Family, (app: string) => string>,
    own: 'See your accounts, pay a friend, and see what apps may do for you.',
    customer: 'Customer number',
    customerHint: 'For example, cus_0',
    passcode: 'Passcode',
    passcodeHint: 'Six digits',
    submit: 'Sign in',
    who: 'Only in the sandbox: choose who to be',
    search: 'Search customers by name, kind or number',
    searchBrief: 'Name, kind or number',
    find: 'Search',
    found: (text: string) => `Customers found for “${text}”`,
    foundNone: (text: string, most: number) =>
      `No customer is called “${text}”. Names are searched among the first ${most.toLocaleString('en-GB')} customers; a number finds anyone.`,
    all: 'Show the named customers',
    as: (name: string) => `Continue as ${name}`,
    byNumber: 'Sign in with number and passcode',
    byCard: 'Choose a customer instead',
  },

  consent: {
    title: (app: string) => `${app} would like to see your accounts`,
    again: (app: string) => `${app} would like to keep seeing your accounts`,
    signedInAs: (name: string) => `You’re signed in as ${name}.`,
    thenBack: (name: string, app: string) => `Signed in as ${name}. You then go back to ${app}.`,
    wants: 'What it would see',
    may: 'What it can see',
    could: 'What it could see',
    until: (day: string) => `Until ${day}`,
    untilHint: 'Then it asks you again. Stop it any time.',
    openEnded: 'Until you stop it',
    openEndedHint: 'The app hasn’t set an end date.',
    window: {
      both: (from: string, to: string) => `It only sees transactions from ${from} to ${to}.`,
      from: (from: string) => `It only sees transactions from ${from} onwards.`,
      to: (to: string) => `It only sees transactions up to ${to}.`,
    },
    windowBrief: {
      both: (from: string, to: string) => `from ${from} to ${to}`,
      from: (from: string) => `from ${from}`,
      to: (to: string) => `up to ${to}`,
    },
    only: 'It can only look. It can’t move money.',
    stop: 'You can stop it at any time in “Apps and payments” at your bank.',
    accounts: 'Choose the accounts to share',
    accountsHint: 'It won’t see any account you leave out.',
    all: 'All of them',
    goBack: (app: string) => `You then go back to ${app}.`,
    accountsMissing: 'Choose at least one account, or decline.',
    ending: (digits: string) => `ending in ${digits}`,
    approve: (app: string) => `Allow ${app}`,
  },

  payment: {
    title: (app: string) => `${app} is asking you to make a payment`,
    standingTitle: (app: string) => `${app} is asking you to set up a standing order`,
    fileTitle: (app: string) => `${app} is asking you to make payments from a file`,
    to: (payee: string) => `to ${payee}`,
    summary: (amount: string, payee: string) => `${amount} to ${payee}`,
    standingSummary: (amount: string, payee: string, rhythm: string) => `${amount} to ${payee}, ${rhythm}`,
    fileSummary: (payments: number | undefined, sum: string | undefined) =>
      `${payments === undefined ? 'Payments from a file' : payments === 1 ? '1 payment' : `${payments} payments`}${sum === undefined ? '' : `, ${sum} in total`}`,
    facts: 'The payment',
    standingFacts: 'The standing order',
    fileFacts: 'The payments',
    amount: 'Amount',
    each: 'Each payment',
    payee: 'Payee',
    sortCode: 'Account',
    iban: 'IBAN',
    number: 'Account',
    /** The result of confirmation of payee. */
    checked: {
      match: 'The name matches the account.',
      'close-match': (name: string) =>
        `The name on the account is ${name}, which is close but not the same. Check that this is who you want to pay.`,
      'no-match':
        'The name doesn’t match the account. Check the details with the payee before you pay: your money could go to the wrong person.',
      'account-unknown':
        'The payee’s bank can’t find this account. Check the number with the payee before you pay: the money would come back to you.',
      'account-closed':
        'The payee’s bank says this account is closed. Ask the payee for another account before you pay: the money would come back to you.',
      elsewhere: 'The account is with another bank, so we couldn’t check the name.',
    },
    country: 'Country',
    currency: 'Currency',
    sent: 'The payee gets',
    about: (amount: string) => `about ${amount}`,
    reference: 'Reference',
    when: 'When',
    now: 'Straight away',
    onDay: (day: string) => `On ${day}`,
    arrives: 'Arrives',
    rhythm: capital,
    first: 'First payment',
    firstOf: (day: string, amount: string | undefined) => (amount === undefined ? day : `${day}, ${amount}`),
    last: 'Last payment',
    ends: 'Ends',
    endsOn: (day: string) => `On or before ${day}`,
    endsAfter: (payments: number) => (payments === 1 ? 'After 1 payment' : `After ${payments} payments`),
    endsNever: 'When you cancel it in “Apps and payments” at your bank',
    payments: 'Number of payments',
    sum: 'Total',
    file: 'The file lists who each payment goes to.',
    charges: 'Charges',
    noCharges: 'None',
    charge: (type: string, amount: string, bearer: ChargeBearer) =>
      `${chargeTypes[type] ?? 'Charge'}: ${amount}, ${bearers[bearer]}`,
    rate: 'Exchange rate',
    rateOf: (unit: string, rate: number, other: string) => `1 ${unit} = ${rates.format(rate)} ${other}`,
    rateUntil: (moment: string) => `This rate is valid until ${moment}.`,
    rateOnDay: 'The rate may change until the payment is made.',
    from: 'Pay from',
    fixed: (app: string) => `${app} chose this account.`,
    missing: 'Choose the account to pay from, or decline.',
    none: 'None of your accounts can make this payment, so you can only decline.',
    notYours: 'This payment is from an account that isn’t yours, so you can only decline.',
    leaves: (amount: string, fee: string | undefined) =>
      fee === undefined
        ? `${amount} would leave this account`
        : `${amount} would leave this account, including ${fee} in charges`,
    leavesLabel: 'Leaves your account',
    leavesOf: (amount: string, fee: string | undefined) =>
      fee === undefined ? amount : `${amount}, including ${fee} in charges`,
    notEnough: 'Not enough money right now',
    warning:
      'You don’t have enough money in this account right now. If you don’t add more first, we can’t make the payment.',
    warningLater: (day: string) =>
      `You don’t have enough money in this account right now. It needs to be there on ${day}, or we can’t make the payment.`,
    approve: 'Continue',
    yes: 'Approve',
    codeLead: (what: string) => `We’ve sent you a text message with a code. Enter it to pay ${what}.`,
    message: (code: string, what: string, account: string, bank: string) =>
      `${code} is your code to pay ${what}${account === '' ? '' : ` (${account})`} from ${bank}. Not what you want to pay? Don’t share this code with anyone.`,
  },

  mandate: {
    title: (app: string) => `${app} would like to make payments for you`,
    lead: {
      alone: (app: string) =>
        `${app} could make payments within these limits without asking you each time, until you stop it.`,
      asking: (app: string) => `${app} could make payments within these limits, and we’d ask you each time.`,
    },
    summary: (payee: string, most: string) => `Payments to ${payee}, up to ${most} each`,
    facts: 'The limits',
    payee: 'Payee',
    anyPayee: (app: string) => `anyone ${app} chooses`,
    anyPayeeFact: (app: string) => `Anyone ${app} chooses`,
    each: 'Each payment',
    upTo: (amount: string) => `Up to ${amount}`,
    together: 'In total',
    limit: (amount: string, { PeriodType, PeriodAlignment }: PeriodicLimit, from: string) =>
      PeriodAlignment === 'Calendar'
        ? `Up to ${amount} in each calendar ${periods[PeriodType]}${PeriodType === 'Week' ? ', from Monday to Sunday' : ''}`
        : `Up to ${amount} in each ${periods[PeriodType]}, counted from ${from}`,
    kind: 'Purpose',
    sweeping: 'Moving money between your own accounts',
    other: 'Paying other people and businesses',
    reference: 'Reference',
    from: 'Starts',
    until: 'Until',
    untilDay: (day: string) => `The end of ${day}`,
    untilStopped: 'You stop it',
    approve: 'Continue',
    codeLead: (app: string, payee: string, most: string) =>
      `We’ve sent you a text message with a code. Enter it to let ${app} pay ${payee}, up to ${most} each time.`,
    message: (code: string, app: string, payee: string, most: string, bank: string) =>
      `${code} is your code to let ${app} pay ${payee} from ${bank}, up to ${most} each time. Not what you want? Don’t share this code with anyone.`,
    paid: 'Payments it made',
    notPaid: 'None yet',
    more: (most: number) => `We show the last ${most}.`,
  },

  funds: {
    title: (app: string) => `${app} would like to check that you have enough money`,
    lead: (app: string) =>
      `${app} could ask us whether you have a certain amount in your account, and we’d answer yes or no. It never sees your balance and can’t take any money.`,
    summary: (account: string) => `Can check that there’s enough money in ${account}`,
    facts: 'What it can check',
    account: 'Account',
    until: 'Until',
    untilDay: (moment: string) => moment,
    untilStopped: 'You stop it in “Apps and payments” at your bank',
    from: 'The account it can check',
    missing: 'Choose the account, or decline.',
    notYours: 'This is about an account that isn’t yours, so you can only decline.',
    codeLead: (app: string) =>
      `We’ve sent you a text message with a code. Enter it to let ${app} check that you have enough money.`,
    message: (code: string, app: string, bank: string) =>
      `${code} is your code to let ${app} check that you have enough money at ${bank}. We’ll never call you to ask for it.`,
  },

  code: {
    title: 'Confirm with a code',
    lead: (app: string) => `We’ve sent you a text message with a code. Enter it to let ${app} see your accounts.`,
    sandbox: 'This is a sandbox, so we haven’t sent a message. It would have said:',
    message: (code: string, app: string, bank: string) =>
      `${code} is your code to let ${app} see your accounts at ${bank}. We’ll never call you to ask for it.`,
    label: 'Code from the message',
    hint: 'Six digits',
    submit: 'Confirm',
    app: 'Approve on another device',
    appHint: 'No message? Sign in to your bank on your phone or another device, and approve it there.',
  },

  elsewhere: {
    title: 'Approve on your other device',
    lead: (app: string) =>
      `Open this address on your phone or another device, sign in, and approve the request from ${app}.`,
    address: 'Address',
    scan: 'Scan this to open the address.',
    code: 'Check that it shows this code',
    looks: (seconds: number) => `This page checks every ${seconds} seconds and continues once you’ve approved.`,
    still: 'This page has stopped checking.',
    lookNow: 'Check now',
    stop: 'Stop checking',
    start: 'Start checking again',
    back: 'Use a code instead',
  },

  end: {
    approved: {
      access: {
        title: 'You’ve allowed it',
        lead: (app: string) => `${app} can now see the accounts you chose. Taking you back to ${app}.`,
        over: (app: string) => `You’ve allowed ${app} to see your accounts. There’s nothing more to do here.`,
      },
      payment: {
        title: 'You’ve approved it',
        lead: (app: string) => `${app} can now make the payment. Taking you back to ${app}.`,
        over: (app: string) => `You’ve allowed ${app} to make the payment. There’s nothing more to do here.`,
      },
      mandate: {
        title: 'You’ve allowed it',
        lead: (app: string) => `${app} can now make payments within the limits. Taking you back to ${app}.`,
        over: (app: string) =>
          `You’ve allowed ${app} to make payments within the limits. There’s nothing more to do here.`,
      },
      funds: {
        title: 'You’ve allowed it',
        lead: (app: string) => `${app} can now check that you have enough money. Taking you back to ${app}.`,
        over: (app: string) =>
          `You’ve allowed ${app} to check that you have enough money. There’s nothing more to do here.`,
      },
    },
    refused: {
      access: {
        title: 'You haven’t allowed this',
        lead: (app: string) => `${app} can’t see your accounts. Taking you back to ${app}.`,
        over: (app: string) => `${app} can’t see your accounts. There’s nothing more to do here.`,
      },
      payment: {
        title: 'We won’t make this payment',
        lead: (app: string) => `You haven’t approved it. Taking you back to ${app}.`,
        over: (app: string) => `You haven’t approved the request from ${app}. There’s nothing more to do here.`,
      },
      mandate: {
        title: 'You haven’t allowed this',
        lead: (app: string) => `${app} can’t make payments for you. Taking you back to ${app}.`,
        over: (app: string) => `${app} can’t make payments for you. There’s nothing more to do here.`,
      },
      funds: {
        title: 'You haven’t allowed this',
        lead: (app: string) => `${app} can’t check your account. Taking you back to ${app}.`,
        over: (app: string) => `${app} can’t check your account. There’s nothing more to do here.`,
      },
    },
    tooOften: 'You entered the wrong code three times.',
    goOn: (app: string) => `Continue to ${app}`,
    whatNow: (app: string) => `Close this page and go back to ${app}. If you change your mind, start again there.`,
    ownPages: 'See your apps and payments',
  },

  own: {
    title: 'Apps and payments',
    signedInAs: (name: string) => `Signed in as ${name}`,
    signOut: 'Sign out',
    waiting: 'Waiting for you',
    active: 'Allowed now',
    past: 'No longer allowed',
    none: 'You haven’t allowed any apps.',
    noneHint:
      'When you allow an app to see your accounts or make payments, you’ll find it here, and you can stop it here.',
    ahead: 'Upcoming payments',
    made: 'Past payments by apps',
    madeMore: (most: number) => `We show the latest ${most}.`,
    by: (app: string, day: string) => `By ${app}, approved on ${day}`,
    since: (day: string) => `since ${day}`,
    until: (day: string) => `until ${day}`,
    untilStopped: 'until you stop it',
    lastUsed: (day: string) => `Last used on ${day}`,
    neverUsed: 'Not used yet',
    back: 'All apps and payments',
    allowed: 'What you allowed',
    state: 'Status',
    sinceLabel: 'Allowed since',
    approvedLabel: 'Approved on',
    endedLabel: 'Ended on',
    accounts: 'Accounts',
    account: 'Account',
    use: 'What it read, and when',
    useHint: 'We count a day once, however often the app read that day. Days follow this world’s clock.',
    used: (count: number, atLeast: boolean, last: string) =>
      `On ${atLeast ? 'at least ' : ''}${days(count)}, last on ${last}`,
    notUsed: 'Never',
    recent: 'Days',
    next: 'Next payment',
  },

  bank: ownBankTexts,

  stops: {
    access: {
      ask: 'Stop access',
      title: (app: string) => `Stop ${app}?`,
      lead: (app: string) =>
        `Once you stop it, ${app} can’t read anything more. It may keep what it has already read: ask ${app} about that.`,
      yes: 'Yes, stop it',
      no: 'No, keep it',
      done: (app: string) => `${app} can’t read your accounts any more.`,
    },
    mandate: {
      ask: 'Stop payments',
      title: (app: string) => `Stop payments by ${app}?`,
      lead: (app: string) =>
        `Once you stop it, ${app} can’t make any more payments. Payments already made stay as they are.`,
      yes: 'Yes, stop it',
      no: 'No, keep it',
      done: (app: string) => `${app} can’t make payments any more.`,
    },
    funds: {
      ask: 'Stop it',
      title: (app: string) => `Stop ${app}?`,
      lead: (app: string) => `Once you stop it, ${app} can’t check whether you have enough money.`,
      yes: 'Yes, stop it',
      no: 'No, keep it',
      done: (app: string) => `${app} can’t check your account any more.`,
    },
    payment: {
      ask: 'Cancel payment',
      title: () => 'Cancel this payment?',
      lead: (app: string) => `We won’t make this payment. ${app} will see that you cancelled it.`,
      yes: 'Yes, cancel it',
      no: 'No, keep it',
      done: () => 'You’ve cancelled the payment. Nothing will be paid.',
    },
    standing: {
      ask: 'Cancel standing order',
      title: () => 'Cancel this standing order?',
      lead: (app: string) =>
        `We won’t make any more payments. Payments already made stay as they are. ${app} will see that you cancelled it.`,
      yes: 'Yes, cancel it',
      no: 'No, keep it',
      done: () => 'You’ve cancelled the standing order. Nothing more will be paid.',
    },
  } satisfies Record<
    Stoppable,
    {
      ask: string
      title: (app: string) => string
      lead: (app: string) => string
      yes: string
      no: string
      done: (app: string) => string
    }
  >,

  orders: {
    approved: 'Approved, not paid yet',
    waits: (day: string) => `Due on ${day}`,
    statuses: {
      RCVD: 'On its way',
      PDNG: 'On its way',
      ACTC: 'On its way',
      PATC: 'Waiting for someone else to approve it',
      ACCP: 'On its way',
      ACFC: 'On its way',
      ACSP: 'On its way',
      ACWC: 'On its way',
      ACSC: 'Paid',
      ACCC: 'Paid and received',
      ACWP: 'Paid, and with the payee’s bank',
      BLCK: 'On hold',
      RJCT: 'Not made',
      CANC: 'Cancelled by you',
      INCO: 'Paid',
      INFA: 'Last payment not made',
    } satisfies Record<OrderStatus | 'INCO' | 'INFA', string>,
    ended: 'Ended',
    goesOn: 'Active',
    /** Reasons by ExternalStatusReason1Code. */
    reasons: {
      AM04: 'there wasn’t enough money in the account',
      AC02: 'the account can’t make this payment',
      AC03: 'the payee’s account doesn’t exist',
      AC04: 'the account is closed',
      AC06: 'the account is blocked',
      AC07: 'the payee’s account is closed',
      U033: 'someone who had to approve it declined',
      DS24: 'not everyone approved it in time',
    } as Readonly<Record<string, string>>,
    reasonElse: 'we couldn’t make it',
    /** A payment that the payee’s bank sent back. */
    cameBack: 'Returned',
    failures: {
      'account-unknown': 'the payee’s account doesn’t exist',
      'account-closed': 'the payee’s account is closed',
      'account-blocked': 'the payee’s account is blocked',
    } satisfies Record<Failure, string>,
    because: (status: string, reason: string) => `${status}: ${reason}`,
  },

  /** Payments that need a second director. */
  directorApproval: {
    listTitle: 'Payments to approve',
    listLead: (business: string) =>
      `${business} only makes large payments once another director has approved them too. That’s you.`,
    none: 'No payments are waiting for you.',
    askedBy: (app: string) => `Requested by ${app}`,
    untilMoment: (moment: string) => `Approve before ${moment}`,
    title: 'A payment is waiting for your approval',
    overTitle: 'A payment that needs two directors',
    lead: 'We’ll make this payment once you approve it. If you don’t know what it’s for, ask first, or decline.',
    who: 'Who requested it',
    asked: 'Requested by',
    by: 'Approved by',
    at: 'Approved on',
    until: 'You can approve it until',
    state: 'Status',
    agreed: 'You’ve approved this payment.',
    from: 'The account it’s paid from',
    back: 'All payments to approve',
    again: 'Back to the payment',
  },

  /** A consent that another device asks for, which this device allows or declines. */
  otherDevice: {
    lead: 'You started this on another device. Check that it shows the same code:',
    accounts: 'The accounts you chose',
    account: 'The account you chose',
    approvedTitle: 'You’ve allowed it',
    refusedTitle: 'You haven’t allowed this',
    approved: 'Go back to the device where you started.',
    refused: 'Go back to the device where you started.',
    stranger: 'If you didn’t start this, decline.',
  },

  robot: {
    abandoned: 'The robot customer has left',
    abandonedLead: 'This request used a robot that abandons it, so there will be no answer. You can close this page.',
    waits: 'The robot customer is taking its time',
    waitsLead: (until: string) =>
      `It answers at ${until} by this world’s clock. Check again then, or move the clock forward.`,
    look: 'Check now',
  },

  fieldErrors: {
    'passcode-wrong': 'This customer number and passcode don’t match.',
    'attempts-exceeded':
      'The passcode was wrong too many times. Wait 15 minutes of this world’s clock, or sign in as another customer.',
    'customer-other':
      'Another customer allowed this the first time, and only they can continue. Sign in as that customer, or decline.',
    'field-invalid': 'Choose from the accounts in the list.',
    'code-wrong': 'That code isn’t right.',
  } satisfies Record<FieldError, string>,
  codesLeft: (n: number) => (n === 1 ? 'You have one try left.' : `You have ${n} tries left.`),

  pageErrors: {
    'browser-foreign': [
      'This page belongs to another browser',
      'Go back to the app that sent you here and start again in this browser. If someone else sent you this link, close the page.',
    ],
    'form-foreign': [
      'We can’t accept this form',
      'It didn’t come from a page we showed in this browser. Go back, reload the page and try again. Your browser needs to accept cookies.',
    ],
    over: [
      'This request has ended',
      'It was already answered, or it took too long. Go back to the app that sent you here and start again.',
    ],
    expired: [
      'This took too long',
      'You have an hour to answer a request. Go back to the app that sent you here and start again.',
    ],
    gone: [
      'This request is no longer open',
      'The app withdrew it, it expired, or it was answered on another device. Go back to the app to start again.',
    ],
    'world-unknown': [
      'There’s no bank at this address',
      'Check the address. The sandbox world it belongs to may have been deleted.',
    ],
    'not-found': ['We can’t find this page', 'Check the address, or go back to where you came from.'],
    'body-too-large': ['That was too much to send', 'Go back, reload the page and try again.'],
    'consent-status': [
      'You can’t change this any more',
      'It has already ended. Go back and reload the page to see its status.',
    ],
    conflict: ['This happened twice at the same time', 'Go back and reload the page to see its status.'],
    'waits-not': [
      'Nothing is waiting for you under this code',
      'It was already answered, took too long, or is for another customer. Check your other device.',
    ],
    behind: ['The bank isn’t ready yet', 'We’re still catching up on what is due. Reload the page in a few seconds.'],
    unavailable: ['The bank isn’t available right now', 'Please try again later. Nothing was shared or paid.'],
    busy: ['Too many requests', 'Please wait a moment, then reload the page.'],
    unexpected: ['Something went wrong on our side', 'It isn’t your fault. Please try again in a moment.'],
  } satisfies Record<PageErrorReason, readonly [title: string, advice: string]>,

  provider: {
    title: 'We can’t answer the app’s request',
    lead: 'The app that sent you here made a mistake in its request, or you’ve come back to a page that has ended. Nothing was shared.',
    advice: 'Go back to the app and start again. If that doesn’t help, send the details below to the app’s developers.',
    overTitle: 'This request has ended',
    overLead:
      'It was already answered, or it took too long. Nothing more was shared. Go back to the app that sent you here and start again.',
    ours: 'Something went wrong on our side',
    oursLead: 'It isn’t your fault, or the app’s. Nothing was shared. Go back to the app and start again in a moment.',
    details: 'For the app’s developers',
    code: 'Error',
    description: 'What went wrong',
    state: 'State',
  },
  interactionId: 'Interaction ID',
  startPage: 'Start page of this sandbox',

  clusters: {
    account: 'Your account details',
    regular: 'Your regular payments',
    transactions: 'Your account transactions',
    statements: 'Your statements',
    features: 'Your account’s features and benefits',
    party: 'Your contact and party details',
    card: 'Your full card number',
  } satisfies Record<Cluster, string>,

  /** The permissions in a few words each, for the line under the name of a group. */
  briefs: {
    ReadAccountsBasic: 'types and nicknames',
    ReadAccountsDetail: 'names and numbers',
    ReadBalances: 'balances',
    ReadBeneficiariesBasic: 'payees',
    ReadBeneficiariesDetail: 'payees',
    ReadStandingOrdersBasic: 'standing orders',
    ReadStandingOrdersDetail: 'standing orders',
    ReadDirectDebits: 'Direct Debits',
    ReadScheduledPaymentsBasic: 'scheduled payments',
    ReadScheduledPaymentsDetail: 'scheduled payments',
    ReadTransactionsBasic: 'dates and amounts',
    ReadTransactionsDetail: 'dates, amounts, payees',
    ReadTransactionsCredits: 'money in',
    ReadTransactionsDebits: 'money out',
    ReadStatementsBasic: 'without amounts',
    ReadStatementsDetail: 'all amounts, also as files',
    ReadProducts: 'charges and interest',
    ReadOffers: 'offers we’ve made you',
    ReadParty: 'names and addresses of all holders',
    ReadPartyPSU: 'your name and address',
    ReadPAN: 'all digits, which are normally hidden',
  } satisfies Record<Permission, string>,
  briefly: (all: readonly string[]) => capital(all.join(', ')),
  /** Lists groups of permissions: `Your statements, your full card number`. */
  listed: (groups: readonly string[]) => capital(groups.join(', ').toLowerCase()),

  permissions: {
    ReadAccountsBasic: 'Type, currency and nickname of each account',
    ReadAccountsDetail: 'Your account name, number and sort code',
    ReadBalances: 'How much is in each account, and its overdraft or credit limit',
    ReadBeneficiariesBasic: 'Payees you’ve saved',
    ReadBeneficiariesDetail: 'Payees you’ve saved, with their account numbers',
    ReadStandingOrdersBasic: 'Your standing orders',
    ReadStandingOrdersDetail: 'Your standing orders, and who they pay',
    ReadDirectDebits: 'Your Direct Debits',
    ReadScheduledPaymentsBasic: 'Payments you’ve scheduled',
    ReadScheduledPaymentsDetail: 'Payments you’ve scheduled, and who they pay',
    ReadTransactionsBasic: 'Date and amount of each',
    ReadTransactionsDetail: 'Date and amount of each, and who it was with',
    ReadTransactionsCredits: 'Money that came in',
    ReadTransactionsDebits: 'Money that went out',
    ReadStatementsBasic: 'Your statements, without amounts',
    ReadStatementsDetail: 'Your statements with all amounts, also as files',
    ReadProducts: 'Charges and interest on your accounts',
    ReadOffers: 'Offers we’ve made you',
    ReadParty: 'Names, addresses, phone numbers and email addresses of the account holders',
    ReadPartyPSU: 'Your name, address, phone number and email address',
    ReadPAN: 'Your full card number',
  } satisfies Record<Permission, string>,

  states: {
    AWAU: 'Waiting',
    AUTH: 'Allowed',
    RJCT: 'Declined',
    CANC: 'Stopped by you',
    EXPD: 'Expired',
    AWUP: 'Waiting for its file',
    COND: 'Paid',
  } satisfies Record<ConsentState, string>,
}

/** The texts of one language. */
export type Texts = typeof english

const languages: readonly Texts[] = [english]

/**
 * Returns the texts in the first language of the Accept-Language header that the pages have, else
 * in English.
 */
export function textsFor(accepted: string | undefined): Texts {
  const wanted = (accepted ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return wanted.flatMap((lang) => languages.filter((one) => one.lang === lang))[0] ?? english
}
