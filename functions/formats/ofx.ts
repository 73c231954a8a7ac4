import { servicer } from '#bank/account-information/account.ts'
import { transactionKinds } from '#bank/account-information/transaction.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import type { Role } from '#mocks/accounts/products.ts'
import { type Booking, computeBalances, idOf, listAccounts, listBookings, type Part } from './part.ts'
import { formatDecimal, formatInstant } from './text.ts'
import type { FileChunks } from './write.ts'
import { buildElement, encodeAscii } from './xml.ts'

/** OFX transaction types by ISO 20022 sub-family. For any other, the sign chooses the type. */
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

/** OFX account types by role. Every other account, except cards, is `CHECKING`. */
const accountTypes: Readonly<Partial<Record<Role, string>>> = { savings: 'SAVINGS', loan: 'CREDITLINE' }

const isCard = ({ role }: Account): boolean => role === 'card'

const status = '<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>'

/**
 * Writes statements in OFX 2.2, one per account. Bank accounts must precede cards, so the customers
 * are read once for each message set.
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

/**
 * Writes a transaction. OFX limits a name to 32 and a memo to 255 characters; the rest is cut. The
 * bytes are ASCII, because ofxparse and other programs read them so whatever the header says.
 */
function transaction(booking: Booking): string {
  const { at, made, amount, kind, party, mcc, reference } = booking.entry
  const type = types[transactionKinds[kind].subCode] ?? (amount < 0 ? 'DEBIT' : 'CREDIT')
  const name = encodeAscii(buildElement('NAME', party, 32))
  const memo = encodeAscii(buildElement('MEMO', reference, 255))
  return `<STMTTRN><TRNTYPE>${type}</TRNTYPE><DTPOSTED>${instantOf(at)}</DTPOSTED><DTUSER>${instantOf(made)}</DTUSER><TRNAMT>${formatDecimal(amount)}</TRNAMT>\
<FITID>${idOf(booking)}</FITID>${buildElement('SIC', mcc, 6)}${name}${memo}</STMTTRN>\n`
}

/** Formats an instant as `20261124093000.000[0:GMT]`. */
const instantOf = (at: number): string => `${formatInstant(at).replaceAll(/[-T:Z]/g, '')}.000[0:GMT]`
