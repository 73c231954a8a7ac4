import { hash } from 'node:crypto'
import { servicer } from '#bank/account-information/account.ts'
import { transactionKinds } from '#bank/account-information/transaction.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import { monthAt, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import {
  type AccountNumber,
  accountNumberOf,
  type Booking,
  computeBalances,
  findCounterpartyNumber,
  holderNameOf,
  idOf,
  listAccounts,
  listBookings,
  type Part,
} from './part.ts'
import { formatDay, formatDecimal, formatInstant } from './text.ts'
import type { FileChunks } from './write.ts'
import { buildElement, escapeXml, splitText } from './xml.ts'

const namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'

/** Domains by family; all other families belong to payments (PMNT). */
const domains: Readonly<Record<string, string>> = { MCOP: 'ACMT', MDOP: 'ACMT', LDAS: 'LDAS' }

/** Writes statements in ISO 20022 camt.053.001.08 (BankToCustomerStatementV08), one per account. */
export function* writeCamt053(part: Part): FileChunks<string> {
  const made = formatInstant(part.to)
  yield `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="${namespace}"><BkToCstmrStmt>
<GrpHdr><MsgId>${messageId(part)}</MsgId><CreDtTm>${made}</CreDtTm></GrpHdr>\n`
  let bookings = 0
  for (const account of listAccounts(part)) bookings += yield* statement(part, account)
  yield '</BkToCstmrStmt></Document>\n'
  return bookings
}

/** Longest identifier and reference (Max35Text). */
const mostIdCharacters = 35
/** Longest identification of an account that has no IBAN (Max34Text). */
const mostNumberCharacters = 34
/** Longest line of remittance information (Max140Text). */
const mostRemittanceCharacters = 140

/** Returns 32 hexadecimal digits that identify a text. */
const digest = (text: string): string => hash('sha256', text).slice(0, 32)

/** Returns an identifier, or its digest if it is longer than 35 characters. */
const shortId = (id: string): string => (id.length <= mostIdCharacters ? id : digest(id))

/** Returns a message id: unique for a bank, its accounts, a period and the closing balances. */
function messageId(part: Part): string {
  const { bank, from, to } = part
  const accounts = [...listAccounts(part)].map((account) => [account.id, computeBalances(part, account).closing])
  return digest(JSON.stringify([bank.seed, bank.start, from, to, accounts]))
}

/** Returns a statement id: unique for an account and a period. */
const statementId = ({ from, to }: Part, account: Account): string => shortId(`${account.id}-${from}-${to}`)

/**
 * Returns the number of the statement among periods of its length since the account's history
 * began, from 1. Consecutive periods, in months or in days, have consecutive numbers.
 */
function sequenceNumber({ from, to }: Part, { firstMonth }: Account): number {
  const [first, next] = [monthAt(from), monthAt(to + 1)]
  const isWholeMonths = startOf(first) === from && startOf(next) === to + 1
  const begin = isWholeMonths ? first - firstMonth : Math.floor((from - startOf(firstMonth)) / secondsPerDay)
  const length = isWholeMonths ? next - first : Math.ceil((to + 1 - from) / secondsPerDay)
  return Math.max(0, Math.floor(begin / length)) + 1
}

function* statement(part: Part, account: Account): FileChunks<string> {
  const { opening, closing } = computeBalances(part, account)
  yield `<Stmt><Id>${statementId(part, account)}</Id><ElctrncSeqNb>${sequenceNumber(part, account)}</ElctrncSeqNb>\
<CreDtTm>${formatInstant(part.to)}</CreDtTm>\
<FrToDt><FrDtTm>${formatInstant(part.from)}</FrDtTm><ToDtTm>${formatInstant(part.to)}</ToDtTm></FrToDt>\
<Acct>${accountId(accountNumberOf(account))}<Ccy>${account.currency}</Ccy>${buildElement('Nm', products[account.product].title, 70)}\
<Ownr>${buildElement('Nm', holderNameOf(part, account), 140)}</Ownr>\
<Svcr><FinInstnId><BICFI>${servicer.Identification}</BICFI>${buildElement('Nm', servicer.Name, 140)}</FinInstnId></Svcr></Acct>
${balance(account, 'OPBD', opening, part.from)}${balance(account, 'CLBD', closing, part.to)}`
  yield summary(part, account)
  let bookings = 0
  for (const booking of listBookings(part, account)) {
    yield entry(part, booking)
    bookings++
  }
  yield '</Stmt>\n'
  return bookings
}

/** Writes an account's identification: an IBAN, or a number and the name of its scheme. */
function accountId({ scheme, identification }: AccountNumber): string {
  if (scheme === 'UK.OBIE.IBAN' && ibanShape.test(identification)) return `<Id><IBAN>${identification}</IBAN></Id>`
  const number = buildElement('Id', identification, mostNumberCharacters)
  return `<Id><Othr>${number}<SchmeNm>${buildElement('Prtry', scheme, 35)}</SchmeNm></Othr></Id>`
}
/** IBAN2007Identifier of the message definition. */
const ibanShape = /^[A-Z]{2}\d{2}[a-zA-Z0-9]{1,30}$/

const sign = (minor: number) => `<CdtDbtInd>${minor < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`
const amount = ({ currency }: Account, minor: number) =>
  `<Amt Ccy="${currency}">${formatDecimal(Math.abs(minor))}</Amt>${sign(minor)}`

const balance = (account: Account, type: 'OPBD' | 'CLBD', minor: number, at: number): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp>${amount(account, minor)}<Dt><Dt>${formatDay(Math.floor(at / secondsPerDay))}</Dt></Dt></Bal>\n`

/** Writes the count and sums of the entries. They precede the entries, which are read twice. */
function summary(part: Part, account: Account): string {
  const credits = { count: 0, sum: 0 }
  const debits = { count: 0, sum: 0 }
  for (const { entry } of listBookings(part, account)) {
    const side = entry.amount < 0 ? debits : credits
    side.count++
    side.sum += Math.abs(entry.amount)
  }
  const net = credits.sum - debits.sum
  const total = (name: string, { count, sum }: typeof credits, more = '') =>
    `<${name}><NbOfNtries>${count}</NbOfNtries><Sum>${formatDecimal(sum)}</Sum>${more}</${name}>`
  const all = { count: credits.count + debits.count, sum: credits.sum + debits.sum }
  const netted = `<TtlNetNtry><Amt>${formatDecimal(Math.abs(net))}</Amt>${sign(net)}</TtlNetNtry>`
  return `<TxsSummry>${total('TtlNtries', all, netted)}${total('TtlCdtNtries', credits)}${total('TtlDbtNtries', debits)}</TxsSummry>\n`
}

function entry(part: Part, booking: Booking): string {
  const { account, entry } = booking
  const { code, subCode, own } = transactionKinds[entry.kind]
  const id = shortId(idOf(booking))
  const lines = splitText(entry.reference, mostRemittanceCharacters).map((line) => buildElement('Ustrd', line, 140))
  const remittance = lines.length === 0 ? '' : `<RmtInf>${lines.join('')}</RmtInf>`
  const card = entry.mcc === '' ? '' : `<CardTx><Tx><Indv><TxCtgy>${escapeXml(entry.mcc)}</TxCtgy></Indv></Tx></CardTx>`
  return `<Ntry><NtryRef>${id}</NtryRef>${amount(account, entry.amount)}<Sts><Cd>BOOK</Cd></Sts>\
<BookgDt><DtTm>${formatInstant(entry.at)}</DtTm></BookgDt><ValDt><DtTm>${formatInstant(entry.made)}</DtTm></ValDt>\
<AcctSvcrRef>${id}</AcctSvcrRef><BkTxCd><Domn><Cd>${domains[code] ?? 'PMNT'}</Cd><Fmly><Cd>${code}</Cd><SubFmlyCd>${subCode}</SubFmlyCd></Fmly></Domn>\
<Prtry><Cd>${escapeXml(own)}</Cd><Issr>${servicer.Name}</Issr></Prtry></BkTxCd>\
<NtryDtls><TxDtls><Refs><AcctSvcrRef>${id}</AcctSvcrRef></Refs>${amount(account, entry.amount)}\
${relatedParties(part, booking)}${remittance}${card}</TxDtls></NtryDtls></Ntry>\n`
}

/**
 * Writes the payee of a debit, or the payer of a credit, and its account where the bank knows it.
 */
function relatedParties(part: Part, booking: Booking): string {
  const { amount, party } = booking.entry
  const role = amount < 0 ? 'Cdtr' : 'Dbtr'
  const name = party === '' ? '' : `<${role}><Pty>${buildElement('Nm', party, 140)}</Pty></${role}>`
  const number = findCounterpartyNumber(part, booking)
  const account = number ? `<${role}Acct>${accountId(number)}</${role}Acct>` : ''
  return name + account === '' ? '' : `<RltdPties>${name}${account}</RltdPties>`
}
