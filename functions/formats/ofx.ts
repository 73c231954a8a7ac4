import { servicer } from '#bank/account-information/account.ts'
import { transactionKinds } from '#bank/account-information/transaction.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import type { Role } from '#mocks/accounts/products.ts'
import { type Booking, computeBalances, idOf, listAccounts, listBookings, type Part } from './part.ts'
import { formatDecimal, formatInstant } from './text.ts'
import type { FileChunks } from './write.ts'
import { buildElement } from './xml.ts'

/**
 * Why money moved, in OFX's words, by the sub-family of ISO 20022 that each kind has; of any other
 * the sign alone decides.
 */
const types: Readonly<Record<string, string>> = {
  POSD: 'POS',
  POSC: 'POS',
  CWDL: 'ATM',
  PMDD: 'DIRECTDEBIT',
  STDO: 'REPEATPMT',
  SALA: 'DIRECTDEP',
  BOOK: 'XFER',
  INTR: 'INT',
  CHRG: 'SRVCHG',
  FEES: 'FEE',
}

/**
 * Accounts that OFX knows by a word of their own; every other one that is no card is `CHECKING`.
 */
const accountTypes: Readonly<Partial<Record<Role, string>>> = { savings: 'SAVINGS', loan: 'CREDITLINE' }

const isCard = ({ role }: Account): boolean => role === 'card'

const status = '<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>'

/**
 * Statements as OFX 2.2, one for each account. The message sets have their order, bank accounts
 * before cards, so the customers are walked once for each.
 */
export function* writeOfx(part: Part): FileChunks<string> {
  yield `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX>
<SIGNONMSGSRSV1><SONRS>${status}<DTSERVER>${instantOf(part.to)}</DTSERVER><LANGUAGE>ENG</LANGUAGE>\
<FI><ORG>${servicer.Name}</ORG><FID>${servicer.Identification}</FID></FI></SONRS></SIGNONMSGSRSV1>
`
  const bookings = (yield* messages(part, bankMessages)) + (yield* messages(part, cardMessages))
  yield '</OFX>\n'
  return bookings
}

type Messages = {
  readonly set: string
  readonly response: string
  readonly statement: string
  has(account: Account): boolean
  from(account: Account): string
}

const bankMessages: Messages = {
  set: 'BANKMSGSRSV1',
  response: 'STMTTRNRS',
  statement: 'STMTRS',
  has: (account) => !isCard(account),
  from: ({ sortCode, number, role }) =>
    `<BANKACCTFROM><BANKID>${sortCode}</BANKID><ACCTID>${number}</ACCTID><ACCTTYPE>${accountTypes[role] ?? 'CHECKING'}</ACCTTYPE></BANKACCTFROM>`,
}

const cardMessages: Messages = {
  set: 'CREDITCARDMSGSRSV1',
  response: 'CCSTMTTRNRS',
  statement: 'CCSTMTRS',
  has: isCard,
  from: (account) => `<CCACCTFROM><ACCTID>${maskedPan(account)}</ACCTID></CCACCTFROM>`,
}

function* messages(part: Part, { set, response, statement, has, from }: Messages): FileChunks<string> {
  let bookings = 0
  let isOpen = false
  for (const account of listAccounts(part)) {
    if (!has(account)) continue
    if (!isOpen) yield `<${set}>\n`
    isOpen = true
    yield `<${response}><TRNUID>0</TRNUID>${status}<${statement}><CURDEF>${account.currency}</CURDEF>${from(account)}\
<BANKTRANLIST><DTSTART>${instantOf(part.from)}</DTSTART><DTEND>${instantOf(part.to)}</DTEND>\n`
    for (const booking of listBookings(part, account)) {
      yield transaction(booking)
      bookings++
    }
    const { closing } = computeBalances(part, account)
    yield `</BANKTRANLIST><LEDGERBAL><BALAMT>${formatDecimal(closing)}</BALAMT><DTASOF>${instantOf(part.to)}</DTASOF></LEDGERBAL>\
</${statement}></${response}>\n`
  }
  if (isOpen) yield `</${set}>\n`
  return bookings
}

/** A name may have 32 characters, a memo 255; what they cannot hold is left out, as banks do. */
function transaction(booking: Booking): string {
  const { at, made, amount, kind, party, mcc, reference } = booking.entry
  const type = types[transactionKinds[kind].subCode] ?? (amount < 0 ? 'DEBIT' : 'CREDIT')
  return `<STMTTRN><TRNTYPE>${type}</TRNTYPE><DTPOSTED>${instantOf(at)}</DTPOSTED><DTUSER>${instantOf(made)}</DTUSER><TRNAMT>${formatDecimal(amount)}</TRNAMT>\
<FITID>${idOf(booking)}</FITID>${buildElement('SIC', mcc, 6)}${buildElement('NAME', party, 32)}${buildElement('MEMO', reference, 255)}</STMTTRN>\n`
}

/** `20261124093000.000[0:GMT]`. */
const instantOf = (at: number): string => `${formatInstant(at).replaceAll(/[-T:Z]/g, '')}.000[0:GMT]`
