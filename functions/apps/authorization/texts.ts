import type { Cluster } from '#bank/cluster.ts'
import type { ConsentState } from '#bank/consent.ts'
import type { Permission } from '#bank/permission.ts'

/** What can be wrong with what somebody typed; the page is shown again with these words. */
type Slip = 'passcode-wrong' | 'attempts-exceeded' | 'customer-other' | 'field-missing' | 'field-invalid' | 'code-wrong'

/** Why a page cannot be shown, each with a page of its own. */
export type Trouble =
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
  | 'unexpected'

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const shortDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
const amounts = {
  GBP: new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' }),
  EUR: new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' }),
}
const days = (n: number) => (n === 1 ? '1 day' : `${n} days`)

/** Every word that customers read. A second language is one more object of this shape in `languages`. */
const english = {
  lang: 'en',
  date: (at: number): string => date.format(at),
  shortDate: (at: number): string => shortDate.format(at),
  moment: (at: number): string => moment.format(at),
  money: (minor: number, currency: 'GBP' | 'EUR'): string => amounts[currency].format(minor / 100),

  sandbox: 'Sandbox: no real people, no real money',
  worldSays: (at: string) => `In this world it is ${at}.`,
  skip: 'Skip to the page',
  error: 'Error',
  step: (n: number) => `Step ${n} of 3`,
  refuse: 'Refuse',
  backTo: (app: string) => `Back to ${app}`,

  signIn: {
    title: 'Sign in',
    asks: (app: string) =>
      `${app} asks to see some of your accounts. Sign in first; then you see what it asks for, and decide.`,
    own: 'See which apps can read your accounts, what they read and when, and stop them.',
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
    howLong: 'For how long',
    until: (day: string) => `Until ${day}. After that it must ask you again.`,
    openEnded: 'Until you stop it. It has not said when it will end.',
    window: {
      both: (from: string, to: string) => `It sees transactions from ${from} to ${to} only.`,
      from: (from: string) => `It sees transactions from ${from} on, none from before.`,
      to: (to: string) => `It sees transactions up to ${to}, none from after.`,
    },
    only: (app: string) => `${app} can only look. It cannot move money or change anything.`,
    stop: 'You can stop it at any time, on the page “Apps that can read your accounts” of your bank.',
    accounts: 'Choose the accounts to share',
    accountsHint: 'It sees nothing of the accounts that you leave out.',
    ending: (digits: string) => `ending in ${digits}`,
    approve: 'Allow',
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
    appHint: 'Such as your phone, where you sign in to your bank.',
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
    approved: 'You have allowed it',
    refused: 'Nothing was allowed',
    approvedLead: (app: string) => `${app} can see the accounts that you chose. You are on your way back to ${app}.`,
    refusedLead: (app: string) => `${app} sees nothing of your accounts. You are on your way back to ${app}.`,
    tooOften: 'The code was wrong three times.',
    goOn: (app: string) => `Go on to ${app}`,
    approvedOver: (app: string) => `You have allowed ${app} to see your accounts. There is nothing more to do here.`,
    refusedOver: (app: string) => `${app} sees nothing of your accounts. There is nothing more to do here.`,
    whatNow: (app: string) => `Close this page and go back to ${app}. To change your mind, begin again there.`,
    ownPages: 'See which apps can read your accounts',
  },

  own: {
    title: 'Apps that can read your accounts',
    signedInAs: (name: string) => `Signed in as ${name}`,
    signOut: 'Sign out',
    waiting: 'Waiting for you',
    waitingFor: (app: string) => `${app} asks to see your accounts`,
    look: 'Look at it',
    active: 'Allowed now',
    past: 'Not allowed any more',
    none: 'No app can read your accounts.',
    noneHint: 'When you allow one, it stands here, and here you can stop it.',
    since: (day: string) => `since ${day}`,
    until: (day: string) => `until ${day}`,
    untilStopped: 'until you stop it',
    lastUsed: (day: string) => `Last used on ${day}`,
    neverUsed: 'Not used yet',
    back: 'All apps',
    allowed: 'What you allowed',
    state: 'State',
    sinceLabel: 'Allowed since',
    untilLabel: 'Allowed until',
    endedLabel: 'Ended on',
    accounts: 'Accounts',
    use: 'What it read, and when',
    useHint: 'A day counts once, however often the app read on it. Days are those of this world’s clock.',
    used: (count: number, atLeast: boolean, last: string) =>
      `On ${atLeast ? 'at least ' : ''}${days(count)}, last on ${last}`,
    notUsed: 'Never',
    recent: 'Days',
    stop: 'Stop access',
    stopTitle: (app: string) => `Stop ${app}?`,
    stopLead: (app: string) =>
      `${app} can read nothing more from the moment you stop it. What it has read already, it may still keep: ask ${app} about that.`,
    stopYes: 'Yes, stop it',
    stopNo: 'No, leave it as it is',
    stopped: (app: string) => `${app} can read nothing any more.`,
  },

  approval: {
    title: (app: string) => `${app} asks to see your accounts`,
    lead: 'You began this on another device. Check that it shows the same code:',
    accounts: 'The accounts that you chose',
    approve: 'Allow',
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
    'field-missing': 'Choose at least one account, or refuse.',
    'field-invalid': 'Choose from the accounts that are listed.',
    'code-wrong': 'That is not the code.',
  } satisfies Record<Slip, string>,
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
    unexpected: ['Something went wrong on our side', 'It is not your fault. Try again in a moment.'],
  } satisfies Record<Trouble, readonly [title: string, advice: string]>,

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

/** The first language of a browser's list (Accept-Language) that the pages are in; English where there is none. */
export function textsFor(accepted: string | undefined): Texts {
  const wanted = (accepted ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return wanted.flatMap((lang) => languages.filter((one) => one.lang === lang))[0] ?? english
}
