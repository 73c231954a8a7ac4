import { servicer } from '#bank/account-information/account.ts'
import { transactionKinds } from '#bank/account-information/transaction.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import { identityOf } from '#mocks/people/customer.ts'
import { type Booking, computeBalances, idOf, listAccounts, listBookings, type Part } from './part.ts'
import { formatDay, formatDecimal, formatInstant } from './text.ts'
import type { FileChunks } from './write.ts'
import { buildElement, escapeXml } from './xml.ts'

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

/** Returns a message id of at most 35 characters: unique in the bank, and the same for a part. */
function messageId(part: Part): string {
  const { value: first } = listAccounts(part).next()
  return `${first?.id ?? 'none'}-${part.from}-${part.to}`.slice(0, 35)
}

function* statement(part: Part, account: Account): FileChunks<string> {
  const { opening, closing } = computeBalances(part, account)
  const { name } = identityOf(part.bank, account.customer)
  yield `<Stmt><Id>${account.id}</Id><CreDtTm>${formatInstant(part.to)}</CreDtTm>\
<FrToDt><FrDtTm>${formatInstant(part.from)}</FrDtTm><ToDtTm>${formatInstant(part.to)}</ToDtTm></FrToDt>\
<Acct><Id><Othr><Id>${addressOf(account)}</Id></Othr></Id><Ccy>${account.currency}</Ccy>${buildElement('Nm', products[account.product].title, 70)}\
<Ownr>${buildElement('Nm', name, 140)}</Ownr>\
<Svcr><FinInstnId><BICFI>${servicer.Identification}</BICFI>${buildElement('Nm', servicer.Name, 140)}</FinInstnId></Svcr></Acct>
${balance(account, 'OPBD', opening, part.from)}${balance(account, 'CLBD', closing, part.to)}`
  yield summary(part, account)
  let bookings = 0
  for (const booking of listBookings(part, account)) {
    yield entry(booking)
    bookings++
  }
  yield '</Stmt>\n'
  return bookings
}

/** Returns the sort code and number, or the masked card number. */
const addressOf = (account: Account): string => account.sortCode + account.number || maskedPan(account) || account.id

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

function entry(booking: Booking): string {
  const { account, entry } = booking
  const { code, subCode, own } = transactionKinds[entry.kind]
  const at = `<DtTm>${formatInstant(entry.at)}</DtTm>`
  const made = `<DtTm>${formatInstant(entry.made)}</DtTm>`
  const id = idOf(booking)
  const party = `<Pty><Nm>${escapeXml(entry.party.slice(0, 140))}</Nm></Pty>`
  const other = entry.amount < 0 ? `<Cdtr>${party}</Cdtr>` : `<Dbtr>${party}</Dbtr>`
  const remittance = entry.reference === '' ? '' : `<RmtInf>${buildElement('Ustrd', entry.reference, 140)}</RmtInf>`
  const card = entry.mcc === '' ? '' : `<CardTx><Tx><Indv><TxCtgy>${escapeXml(entry.mcc)}</TxCtgy></Indv></Tx></CardTx>`
  return `<Ntry><NtryRef>${id}</NtryRef>${amount(account, entry.amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt>${at}</BookgDt><ValDt>${made}</ValDt>\
<AcctSvcrRef>${id}</AcctSvcrRef><BkTxCd><Domn><Cd>${domains[code] ?? 'PMNT'}</Cd><Fmly><Cd>${code}</Cd><SubFmlyCd>${subCode}</SubFmlyCd></Fmly></Domn>\
<Prtry><Cd>${escapeXml(own)}</Cd><Issr>${servicer.Name}</Issr></Prtry></BkTxCd>${card}\
<NtryDtls><TxDtls><Refs><AcctSvcrRef>${id}</AcctSvcrRef></Refs>${amount(account, entry.amount)}<RltdPties>${other}</RltdPties>${remittance}</TxDtls></NtryDtls></Ntry>\n`
}
