import type { ConsentState } from '#bank/consents/consent.ts'
import type { Permission } from '#bank/consents/permission.ts'
import type { Cluster } from '#bank/consents/permission-clusters.ts'
import type { ChargeBearer } from '#bank/money/charge.ts'
import { type CurrencyCode, formatAmount } from '#bank/money/currency.ts'
import type { OrderStatus } from '#bank/rails/order-status.ts'
import type { Failure } from '#bank/rails/rail.ts'
import type { PeriodicLimit } from '#bank/vrp/schemas.ts'
import { describeFrequency } from './frequency-text.ts'

/** What a consent is for, as far as words differ. */
export type Family = 'access' | 'payment' | 'mandate' | 'funds'
/** What a customer can stop. */
export type Stoppable = Family | 'standing'

/** What can be wrong with what somebody typed; the page is shown again with these words. */
type FieldError = 'passcode-wrong' | 'attempts-exceeded' | 'customer-other' | 'field-invalid' | 'code-wrong'

/** Why a page cannot be shown, each with a page of its own. */
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
  | 'unexpected'

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
/** Formats are dear to make, and a page has many amounts. */
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
  'UK.Sandbank.CorrespondentOut': 'Banks on the way',
}
const bearers: Readonly<Record<ChargeBearer, string>> = {
  BorneByDebtor: 'paid by you',
  BorneByCreditor: 'paid by the payee',
  Shared: 'shared: you pay your bank, the payee pays the others',
  FollowingServiceLevel: 'shared: you pay your bank, the payee pays the others',
}
const periods: Readonly<Record<PeriodicLimit['PeriodType'], string>> = {
  Day: 'day',
  Week: 'week',
  Fortnight: 'two weeks',
  Month: 'month',
  'Half-year': 'half-year',
  Year: 'year',
}

/**
 * Every word that customers read. A second language is one more object of this shape in
 * `languages`.
 */
const english = {
  lang: 'en',
  /** Where a developer token paid and no app. */
  developerToken: 'Developer token',
  /** A partner that was taken away, of which the id alone is known. */
  goneApp: (id: string) => `Former app ${id}`,
  date: (at: number): string => date.format(at),
  shortDate: (at: number): string => shortDate.format(at),
  moment: (at: number): string => moment.format(at),
  /** Minor units. The digits go in as text, so that no large amount is rounded. */
  money: (minor: number | bigint, currency: CurrencyCode): string => {
    const digits = amountIn(currency).format(formatAmount(BigInt(minor), currency) as Intl.StringNumericLiteral)
    return minor < 0 ? `-${digits}` : digits
  },
  /** An amount as the standard writes it. */
  amount: ({ Amount, Currency }: { Amount: string; Currency: string }): string =>
    amountIn(Currency as CurrencyCode).format(Amount as Intl.StringNumericLiteral),
  rhythm: describeFrequency,
  country: (code: string): string => countries.of(code) ?? code,
  currency: (code: string): string => currencies.of(code) ?? code,

  sandbox: 'Sandbox: no real people, no real money',
  worldSays: (at: string) => `In this world it is ${at}.`,
  skip: 'Skip to the page',
  error: 'Error',
  step: (n: number) => `Step ${n} of 3`,
  refuse: 'Refuse',
  backTo: (app: string) => `Back to ${app}`,

  signIn: {
    title: 'Sign in',
    asks: {
      access: (app: string) =>
        `${app} asks to see some of your accounts. Sign in first; then you see what it asks for, and decide.`,
      payment: (app: string) => `${app} asks you to pay. Sign in first; then you see whom and how much, and decide.`,
      mandate: (app: string) =>
        `${app} asks to make payments for you. Sign in first; then you see within which limits, and decide.`,
      funds: (app: string) =>
        `${app} asks to know whether there is enough money on an account of yours. Sign in first; then decide.`,
    } satisfies Record<Family, (app: string) => string>,
    own: 'See what you have allowed apps, what they read and what they paid, and stop them.',
    customer: 'Customer number',
    customerHint: 'Such as cus_0',
    passcode: 'Passcode',
    passcodeHint: 'Six digits',
    submit: 'Sign in',
    who: 'This is a sandbox: whom can you be?',
    whoHint: 'Choose somebody and the form fills itself in.',
    withPasscode: (passcode: string) => `passcode ${passcode}`,
  },

  consent: {
    title: (app: string) => `${app} asks to see your accounts`,
    again: (app: string) => `${app} asks to go on seeing your accounts`,
    signedInAs: (name: string) => `You are signed in as ${name}.`,
    wants: 'What it wants to see',
    may: 'What it may see',
    could: 'What it could see',
    howLong: 'For how long',
    until: (day: string) => `Until ${day}. After that it must ask you again.`,
    openEnded: 'Until you stop it. It has not said when it will end.',
    window: {
      both: (from: string, to: string) => `It sees transactions from ${from} to ${to} only.`,
      from: (from: string) => `It sees transactions from ${from} on, none from before.`,
      to: (to: string) => `It sees transactions up to ${to}, none from after.`,
    },
    only: (app: string) => `${app} can only look. It cannot move money or change anything.`,
    stop: 'You can stop it at any time, on the page “Apps and payments” of your bank.',
    accounts: 'Choose the accounts to share',
    accountsHint: 'It sees nothing of the accounts that you leave out.',
    accountsMissing: 'Choose at least one account, or refuse.',
    ending: (digits: string) => `ending in ${digits}`,
    approve: 'Allow',
  },

  payment: {
    title: (app: string) => `${app} asks you to make a payment`,
    standingTitle: (app: string) => `${app} asks you to set up a standing order`,
    fileTitle: (app: string) => `${app} asks you to make the payments of a file`,
    to: (payee: string) => `to ${payee}`,
    gist: (amount: string, payee: string) => `${amount} to ${payee}`,
    standingGist: (amount: string, payee: string, rhythm: string) => `${amount} to ${payee}, ${rhythm}`,
    fileGist: (payments: number | undefined, sum: string | undefined) =>
      `${payments === undefined ? 'The payments of a file' : payments === 1 ? '1 payment' : `${payments} payments`}${sum === undefined ? '' : `, ${sum} in all`}`,
    facts: 'The payment',
    standingFacts: 'The standing order',
    fileFacts: 'The payments',
    amount: 'Amount',
    each: 'Each payment',
    payee: 'Payee',
    sortCode: 'Sort code / account number',
    iban: 'IBAN',
    number: 'Account',
    /** What the bank found of the payee's name. */
    checked: {
      match: 'The name goes with the account.',
      'close-match': (name: string) =>
        `The account is in the name of ${name}, which is close but not the same. Check whom you mean to pay.`,
      'no-match':
        'The account is in another name. Check with the payee before you pay: the money may go to somebody else.',
      'account-unknown':
        'The payee’s bank says that there is no such account. Check the number with the payee before you pay: the money will come back.',
      'account-closed':
        'The payee’s bank says that this account is closed. Ask the payee for another one before you pay: the money will come back.',
      elsewhere: 'The account is with another bank, so we could not check whether the name goes with it.',
    },
    country: 'Country',
    currency: 'Currency',
    sent: 'The payee is sent',
    about: (amount: string) => `about ${amount}`,
    reference: 'Reference',
    when: 'When',
    now: 'Straight away',
    onDay: (day: string) => `On ${day}`,
    arrives: 'Expected to arrive',
    rhythm: capital,
    first: 'First payment',
    firstOf: (day: string, amount: string | undefined) => (amount === undefined ? day : `${day}, ${amount}`),
    last: 'Last payment',
    ends: 'Ends',
    endsOn: (day: string) => `On ${day}, or before it`,
    endsAfter: (payments: number) => (payments === 1 ? 'After 1 payment' : `After ${payments} payments`),
    endsNever: 'When you cancel it, on the page “Apps and payments” of your bank',
    payments: 'Number of payments',
    sum: 'In all',
    file: 'The file says whom each payment goes to.',
    charges: 'Charges',
    noCharges: 'None',
    charge: (type: string, amount: string, bearer: ChargeBearer) =>
      `${chargeTypes[type] ?? 'Charge'}: ${amount}, ${bearers[bearer]}`,
    rate: 'Exchange rate',
    rateOf: (unit: string, rate: number, other: string) => `1 ${unit} = ${rates.format(rate)} ${other}`,
    rateUntil: (moment: string) => `It holds until ${moment}.`,
    rateOnDay: 'It may change until the payment is made.',
    from: 'Pay from',
    fixed: (app: string) => `${app} has asked for this account.`,
    missing: 'Choose the account to pay from, or refuse.',
    none: 'You have no account that this can be paid from, so all you can do is refuse.',
    notYours: 'It is to be paid from an account that is not yours, so all you can do is refuse.',
    leaves: (amount: string, fee: string | undefined) =>
      fee === undefined ? `${amount} would leave it` : `${amount} would leave it, with ${fee} of charges`,
    leavesLabel: 'Leaves your account',
    leavesOf: (amount: string, fee: string | undefined) =>
      fee === undefined ? amount : `${amount}, with ${fee} of charges`,
    notEnough: 'Not enough money on it now',
    warning: 'There is not enough money on this account now. Unless more comes in first, the payment will not be made.',
    warningLater: (day: string) =>
      `There is not enough money on this account now. It must be there on ${day}, or the payment will not be made.`,
    approve: 'Go on',
    yes: 'Approve',
    codeLead: (what: string) => `We have sent you a text message with a code. Type it to pay ${what}.`,
    message: (code: string, what: string, account: string, bank: string) =>
      `${code} is your code to pay ${what}${account === '' ? '' : ` (${account})`} from ${bank}. Is that not what you want to pay? Then tell nobody the code.`,
  },

  mandate: {
    title: (app: string) => `${app} asks to make payments for you`,
    lead: {
      alone: (app: string) =>
        `${app} could pay again and again within these limits, without asking you each time, until you stop it.`,
      asking: (app: string) => `${app} could pay within these limits, and we would ask you each time.`,
    },
    gist: (payee: string, most: string) => `Payments to ${payee}, up to ${most} each`,
    facts: 'The limits',
    payee: 'Payee',
    anyPayee: (app: string) => `Anybody whom ${app} names`,
    each: 'Each payment',
    upTo: (amount: string) => `Up to ${amount}`,
    together: 'All together',
    limit: (amount: string, { PeriodType, PeriodAlignment }: PeriodicLimit, from: string) =>
      PeriodAlignment === 'Calendar'
        ? `Up to ${amount} in each calendar ${periods[PeriodType]}${PeriodType === 'Week' ? ', from Monday to Sunday' : ''}`
        : `Up to ${amount} in each ${periods[PeriodType]}, counted from ${from}`,
    kind: 'What for',
    sweeping: 'To move money between accounts of your own only',
    other: 'To pay others',
    reference: 'Reference',
    from: 'Starts',
    until: 'Until',
    untilDay: (day: string) => `The end of ${day}`,
    untilStopped: 'You stop it',
    approve: 'Go on',
    codeLead: (app: string, payee: string, most: string) =>
      `We have sent you a text message with a code. Type it to let ${app} pay ${payee}, up to ${most} each time.`,
    message: (code: string, app: string, payee: string, most: string, bank: string) =>
      `${code} is your code to let ${app} pay ${payee} from ${bank}, up to ${most} each time. Is that not what you want? Then tell nobody the code.`,
    paid: 'What it paid',
    notPaid: 'Nothing yet',
    more: (most: number) => `The last ${most} are listed.`,
  },

  funds: {
    title: (app: string) => `${app} asks to know whether you have enough money`,
    lead: (app: string) =>
      `${app} could ask us whether a certain amount is on your account, and we would answer yes or no. It never learns how much is there, and cannot take anything.`,
    gist: (account: string) => `May ask whether there is enough money on ${account}`,
    facts: 'What it may ask',
    account: 'Account',
    until: 'Until',
    untilDay: (moment: string) => moment,
    untilStopped: 'You stop it, on the page “Apps and payments” of your bank',
    from: 'The account that it may ask about',
    missing: 'Choose the account, or refuse.',
    notYours: 'It asks about an account that is not yours, so all you can do is refuse.',
    approve: 'Allow',
    codeLead: (app: string) =>
      `We have sent you a text message with a code. Type it to let ${app} ask whether you have enough money.`,
    message: (code: string, app: string, bank: string) =>
      `${code} is your code to let ${app} ask whether you have enough money at ${bank}. We never ask for it by telephone.`,
  },

  code: {
    title: 'Confirm with a code',
    lead: (app: string) => `We have sent you a text message with a code. Type it to let ${app} see your accounts.`,
    sandbox: 'This is a sandbox, so no message was sent. It would have read:',
    message: (code: string, app: string, bank: string) =>
      `${code} is your code to let ${app} see your accounts at ${bank}. We never ask for it by telephone.`,
    label: 'Code from the message',
    hint: 'Six digits',
    submit: 'Confirm',
    or: 'Or without a code',
    app: 'Approve on another device',
    appHint: 'Sign in to your bank on your phone, or on another device, and approve it there.',
  },

  elsewhere: {
    title: 'Approve on your other device',
    lead: (app: string) =>
      `Open this address on your phone or another device, sign in, and approve there what ${app} asks for.`,
    address: 'Address',
    code: 'Check that it shows this code',
    looks: (seconds: number) => `This page looks every ${seconds} seconds whether you have, and goes on by itself.`,
    still: 'This page does not look by itself now.',
    lookNow: 'Look now',
    stop: 'Stop looking by itself',
    start: 'Look by itself again',
    back: 'Use a code from a text message instead',
  },

  end: {
    approved: {
      access: {
        title: 'You have allowed it',
        lead: (app: string) => `${app} can see the accounts that you chose. You are on your way back to ${app}.`,
        over: (app: string) => `You have allowed ${app} to see your accounts. There is nothing more to do here.`,
      },
      payment: {
        title: 'You have approved it',
        lead: (app: string) => `${app} can now have it paid. You are on your way back to ${app}.`,
        over: (app: string) => `You have allowed ${app} to have it paid. There is nothing more to do here.`,
      },
      mandate: {
        title: 'You have allowed it',
        lead: (app: string) => `${app} can now pay within the limits. You are on your way back to ${app}.`,
        over: (app: string) => `You have allowed ${app} to pay within the limits. There is nothing more to do here.`,
      },
      funds: {
        title: 'You have allowed it',
        lead: (app: string) => `${app} can now ask whether there is enough money. You are on your way back to ${app}.`,
        over: (app: string) =>
          `You have allowed ${app} to ask whether there is enough money. There is nothing more to do here.`,
      },
    },
    refused: {
      access: {
        title: 'Nothing was allowed',
        lead: (app: string) => `${app} sees nothing of your accounts. You are on your way back to ${app}.`,
        over: (app: string) => `${app} sees nothing of your accounts. There is nothing more to do here.`,
      },
      payment: {
        title: 'Nothing will be paid',
        lead: (app: string) => `You have not approved it. You are on your way back to ${app}.`,
        over: (app: string) => `You have not approved what ${app} asked for. There is nothing more to do here.`,
      },
      mandate: {
        title: 'Nothing was allowed',
        lead: (app: string) => `${app} cannot pay anything for you. You are on your way back to ${app}.`,
        over: (app: string) => `${app} cannot pay anything for you. There is nothing more to do here.`,
      },
      funds: {
        title: 'Nothing was allowed',
        lead: (app: string) => `${app} learns nothing of your money. You are on your way back to ${app}.`,
        over: (app: string) => `${app} learns nothing of your money. There is nothing more to do here.`,
      },
    },
    tooOften: 'The code was wrong three times.',
    goOn: (app: string) => `Go on to ${app}`,
    whatNow: (app: string) => `Close this page and go back to ${app}. To change your mind, begin again there.`,
    ownPages: 'See your apps and payments',
  },

  own: {
    title: 'Apps and payments',
    signedInAs: (name: string) => `Signed in as ${name}`,
    signOut: 'Sign out',
    waiting: 'Waiting for you',
    active: 'Allowed now',
    past: 'Not allowed any more',
    none: 'You allow no app anything.',
    noneHint: 'When you allow one to read your accounts or to pay for you, it stands here, and here you can stop it.',
    ahead: 'Payments still to come',
    made: 'Past payments by apps',
    madeMore: (most: number) => `The newest ${most} are listed.`,
    by: (app: string, day: string) => `By ${app}, approved on ${day}`,
    since: (day: string) => `since ${day}`,
    until: (day: string) => `until ${day}`,
    untilStopped: 'until you stop it',
    lastUsed: (day: string) => `Last used on ${day}`,
    neverUsed: 'Not used yet',
    back: 'All apps and payments',
    allowed: 'What you allowed',
    state: 'State',
    sinceLabel: 'Allowed since',
    approvedLabel: 'Approved on',
    endedLabel: 'Ended on',
    accounts: 'Accounts',
    account: 'Account',
    use: 'What it read, and when',
    useHint: 'A day counts once, however often the app read on it. Days are those of this world’s clock.',
    used: (count: number, atLeast: boolean, last: string) =>
      `On ${atLeast ? 'at least ' : ''}${days(count)}, last on ${last}`,
    notUsed: 'Never',
    recent: 'Days',
    next: 'Next payment',
  },

  stops: {
    access: {
      ask: 'Stop access',
      title: (app: string) => `Stop ${app}?`,
      lead: (app: string) =>
        `${app} can read nothing more from the moment you stop it. What it has read already, it may still keep: ask ${app} about that.`,
      yes: 'Yes, stop it',
      no: 'No, leave it as it is',
      done: (app: string) => `${app} can read nothing any more.`,
    },
    mandate: {
      ask: 'Stop payments',
      title: (app: string) => `Stop payments by ${app}?`,
      lead: (app: string) => `${app} can pay nothing more from the moment you stop it. What was paid stays paid.`,
      yes: 'Yes, stop it',
      no: 'No, leave it as it is',
      done: (app: string) => `${app} can pay nothing any more.`,
    },
    funds: {
      ask: 'Stop it',
      title: (app: string) => `Stop ${app}?`,
      lead: (app: string) => `${app} cannot ask any more whether there is enough money on your account.`,
      yes: 'Yes, stop it',
      no: 'No, leave it as it is',
      done: (app: string) => `${app} cannot ask any more.`,
    },
    payment: {
      ask: 'Cancel payment',
      title: () => 'Cancel this payment?',
      lead: (app: string) => `It will not be made. ${app} learns that you have cancelled it.`,
      yes: 'Yes, cancel it',
      no: 'No, leave it as it is',
      done: () => 'The payment is cancelled. Nothing will be paid.',
    },
    standing: {
      ask: 'Cancel standing order',
      title: () => 'Cancel this standing order?',
      lead: (app: string) =>
        `Nothing more will be paid. What was paid stays paid. ${app} learns that you have cancelled it.`,
      yes: 'Yes, cancel it',
      no: 'No, leave it as it is',
      done: () => 'The standing order is cancelled. Nothing more will be paid.',
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
    approved: 'Approved, not made yet',
    waits: (day: string) => `Waits for ${day}`,
    statuses: {
      RCVD: 'On its way',
      PDNG: 'On its way',
      ACTC: 'On its way',
      PATC: 'Waits for somebody else to approve it',
      ACCP: 'On its way',
      ACFC: 'On its way',
      ACSP: 'On its way',
      ACWC: 'On its way',
      ACSC: 'Paid',
      ACCC: 'Paid, and arrived',
      ACWP: 'Paid, and at the payee’s bank',
      BLCK: 'Held back',
      RJCT: 'Not made',
      CANC: 'Cancelled by you',
      INCO: 'Paid',
      INFA: 'Last payment not made',
    } satisfies Record<OrderStatus | 'INCO' | 'INFA', string>,
    ended: 'Ended',
    goesOn: 'Goes on',
    /** By the codes of ExternalStatusReason1Code. */
    reasons: {
      AM04: 'there was not enough money on the account',
      AC02: 'the account cannot pay it',
      AC03: 'the payee has no such account',
      AC06: 'the account is blocked',
      AC07: 'the payee’s account is closed',
      U033: 'somebody who must approve it refused',
      DS24: 'not everybody who must approve it did in time',
    } as Readonly<Record<string, string>>,
    reasonElse: 'it could not be carried out',
    /** A payment that the payee’s bank sent back. */
    cameBack: 'Came back',
    failures: {
      'account-unknown': 'the payee has no such account',
      'account-closed': 'the payee’s account is closed',
      'account-blocked': 'the payee’s account is blocked',
    } satisfies Record<Failure, string>,
    because: (status: string, reason: string) => `${status}: ${reason}`,
  },

  /** What another director reads of a payment that needs it. */
  signing: {
    listTitle: 'Payments to approve',
    listLead: (business: string) =>
      `${business} makes large payments only when another director has approved them too. That is you.`,
    none: 'No payment waits for you now.',
    askedBy: (app: string) => `${app} asks for it.`,
    untilMoment: (moment: string) => `To be approved before ${moment}`,
    title: 'A payment waits for your approval',
    overTitle: 'A payment that needs two directors',
    lead: 'It is made once you approve it. If you do not know what it is for, ask before you do, or refuse.',
    who: 'Who wants it paid',
    asked: 'Asked for by',
    by: 'Approved by',
    at: 'Approved on',
    until: 'You can approve it until',
    state: 'State',
    agreed: 'You have approved this payment.',
    from: 'The account that pays',
    back: 'All payments to approve',
    again: 'Back to the payment',
  },

  approval: {
    lead: 'You began this on another device. Check that it shows the same code:',
    accounts: 'The accounts that you chose',
    account: 'The account that you chose',
    approvedTitle: 'You have allowed it',
    refusedTitle: 'Nothing was allowed',
    approved: 'Go back to the device where you began.',
    refused: 'Go back to the device where you began.',
    stranger: 'If you have not begun this yourself, refuse.',
  },

  robot: {
    abandoned: 'The robot customer has walked away',
    abandonedLead: 'This request was made with a robot that abandons it, so no answer will ever come. Close this page.',
    waits: 'The robot customer takes its time',
    waitsLead: (until: string) => `It answers at ${until} by this world’s clock. Look again then, or move the clock.`,
    look: 'Look now',
  },

  slips: {
    'passcode-wrong': 'The customer number and the passcode do not go together.',
    'attempts-exceeded':
      'The passcode of this customer was wrong too often. Wait 15 minutes of this world’s clock, or be somebody else.',
    'customer-other':
      'Another customer allowed this the first time. Only the same customer can go on with it: sign in as that one, or refuse.',
    'field-invalid': 'Choose from the accounts that are listed.',
    'code-wrong': 'That is not the code.',
  } satisfies Record<FieldError, string>,
  codesLeft: (n: number) => (n === 1 ? 'You have one try left.' : `You have ${n} tries left.`),

  troubles: {
    'browser-foreign': [
      'This page belongs to another browser',
      'Go back to the app that sent you here and begin again, in this browser. If somebody else sent you this link, close the page.',
    ],
    'form-foreign': [
      'This form cannot be accepted',
      'It did not come from a page that we showed in this browser. Go back, load the page again and try once more. The browser must accept cookies.',
    ],
    over: [
      'This request is over',
      'It was answered already, or took too long. Go back to the app that sent you here and begin again.',
    ],
    expired: [
      'This took too long',
      'A request can be answered within an hour. Go back to the app that sent you here and begin again.',
    ],
    gone: [
      'The app does not ask for this any more',
      'What it asked for was taken back, has ended, or was answered elsewhere. Go back to the app and begin again if you wish.',
    ],
    'world-unknown': [
      'There is no such bank here',
      'Check the address. The sandbox world that it belongs to may have been deleted.',
    ],
    'not-found': ['There is nothing here', 'Check the address, or go back to where you came from.'],
    'body-too-large': ['That was too much to read', 'Go back, load the page again and try once more.'],
    'consent-status': [
      'This cannot be changed any more',
      'It has ended already. Go back and load the page again to see where it stands.',
    ],
    conflict: ['This happened twice at the same moment', 'Go back and load the page again to see where it stands.'],
    'waits-not': [
      'Nothing waits for you under this code',
      'It was answered already, took too long, or is for another customer. Look at the other device.',
    ],
    behind: [
      'The bank is not ready yet',
      'It is still doing what has become due. Load the page again in some seconds.',
    ],
    unexpected: ['Something went wrong on our side', 'It is not your fault. Try again in a moment.'],
  } satisfies Record<PageErrorReason, readonly [title: string, advice: string]>,

  provider: {
    title: 'The app’s request cannot be answered',
    lead: 'The app that sent you here has made a mistake in its request, or you have come back to a page that is over. Nothing was shared.',
    advice: 'Go back to the app and begin again. If that does not help, tell those who make the app what stands below.',
    overTitle: 'This request is over',
    overLead:
      'It was answered already, or took too long. Nothing more was shared. Go back to the app that sent you here and begin again.',
    ours: 'Something went wrong on our side',
    oursLead:
      'It is not your fault and not the app’s. Nothing was shared. Go back to the app and begin again in a moment.',
    details: 'For those who make the app',
    code: 'Error',
    description: 'What is wrong',
    state: 'State',
  },
  interactionId: 'Interaction id',

  clusters: {
    account: ['Your account details', 'Which accounts you have and what is on them'],
    regular: ['Your regular payments', 'Whom you pay, and what goes out by itself'],
    transactions: ['Your account transactions', 'What came in and what went out'],
    statements: ['Your statements', 'What your monthly statements say'],
    features: ['Your account’s features and benefits', 'Fees, interest and offers'],
    party: ['Your contact and party details', 'Who you are and how you can be reached'],
    card: ['Your full card number', 'All digits, which are hidden otherwise'],
  } satisfies Record<Cluster, readonly [title: string, meaning: string]>,

  permissions: {
    ReadAccountsBasic: 'Kind, currency and nickname of each account',
    ReadAccountsDetail: 'Your account name, number and sort code',
    ReadBalances: 'How much is on each account, and its overdraft or credit limit',
    ReadBeneficiariesBasic: 'The payees that you have saved',
    ReadBeneficiariesDetail: 'The payees that you have saved, with their account numbers',
    ReadStandingOrdersBasic: 'Your standing orders',
    ReadStandingOrdersDetail: 'Your standing orders, with whom they pay',
    ReadDirectDebits: 'Your Direct Debits',
    ReadScheduledPaymentsBasic: 'Payments that you have planned',
    ReadScheduledPaymentsDetail: 'Payments that you have planned, with whom they pay',
    ReadTransactionsBasic: 'Date and amount of each',
    ReadTransactionsDetail: 'Date and amount of each, and with whom it was',
    ReadTransactionsCredits: 'Money that came in',
    ReadTransactionsDebits: 'Money that went out',
    ReadStatementsBasic: 'Your statements, without amounts',
    ReadStatementsDetail: 'Your statements, with all amounts, and as files',
    ReadProducts: 'What your accounts cost and what interest they have',
    ReadOffers: 'Offers that the bank made you',
    ReadParty: 'Names, addresses, telephone numbers and e-mail addresses of who holds the account',
    ReadPartyPSU: 'Your own name, address, telephone number and e-mail address',
    ReadPAN: 'The whole number of your card',
  } satisfies Record<Permission, string>,

  states: {
    AWAU: 'Waiting',
    AUTH: 'Allowed',
    RJCT: 'Refused',
    CANC: 'Stopped by you',
    EXPD: 'Ended by itself',
    AWUP: 'Waiting for its file',
    COND: 'Paid',
  } satisfies Record<ConsentState, string>,
}

/** The words of one language. */
export type Texts = typeof english

const languages: readonly Texts[] = [english]

/**
 * The first language of a browser's list (Accept-Language) that the pages are in; English where
 * there is none.
 */
export function textsFor(accepted: string | undefined): Texts {
  const wanted = (accepted ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return wanted.flatMap((lang) => languages.filter((one) => one.lang === lang))[0] ?? english
}
