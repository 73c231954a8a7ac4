import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { checkPartTotals, maxPayments } from '#bank/payments/file-announcement.ts'
import type { FileEntry, ParsedFile } from './file-payment.ts'
import {
  type Account,
  type Address,
  type Agent,
  listElements,
  Pain001,
  type Payments,
  type Transaction,
} from './pain001-schema.ts'
import { parseXml } from './xml.ts'

/** Parses `UK.OBIE.pain.001.001.08`: each transfer becomes a domestic payment. */
export async function pain001(content: string): Promise<ParsedFile> {
  const top = 'Document.CstmrCdtTrfInitn'
  const { GrpHdr, PmtInf } = parseStrict(Pain001, await parseXml(content, listElements)).Document.CstmrCdtTrfInitn
  const amounts = PmtInf.map(({ CdtTrfTxInf }) => CdtTrfTxInf.map(({ Amt }) => Amt.InstdAmt['#text']))
  const all = amounts.flat()
  if (all.length > maxPayments)
    throw new Problem(
      'field-invalid',
      `${top}.PmtInf: must have at most ${maxPayments} payments in total (got ${all.length})`,
      {
        path: `${top}.PmtInf`,
      },
    )
  checkPartTotals(GrpHdr, all, `${top}.GrpHdr`)
  const parts = PmtInf.map((part, n) => ({ part, path: `${top}.PmtInf.${n}`, amounts: amounts[n] as string[] }))
  for (const { part, path, amounts } of parts) checkPartTotals(part, amounts, path)
  return {
    entries: parts.flatMap(({ part, path }) => part.CdtTrfTxInf.map((one, n) => entryOf(part, one, path, n))),
    days: parts.map(({ part, path }) => ({ day: dayOf(part), path: `${path}.ReqdExctnDt` })),
  }
}

const dayOf = ({ ReqdExctnDt: { Dt, DtTm } }: Payments): string =>
  Dt === undefined ? new Date(DtTm as string).toISOString().slice(0, 10) : Dt.slice(0, 10)

function entryOf(part: Payments, one: Transaction, partPath: string, n: number): FileEntry {
  const { PmtId, Amt, Cdtr, CdtrAgt, CdtrAcct, RmtInf } = one
  const { EndToEndId, InstrId = EndToEndId } = PmtId
  const instrument = (one.PmtTpInf ?? part.PmtTpInf)?.LclInstrm.Prtry
  const bic = CdtrAgt?.FinInstnId.BICFI
  const path = `${partPath}.CdtTrfTxInf.${n}`
  return {
    initiation: {
      InstructionIdentification: InstrId,
      EndToEndIdentification: EndToEndId,
      ...(instrument !== undefined && { LocalInstrument: instrument }),
      InstructedAmount: { Amount: Amt.InstdAmt['#text'], Currency: Amt.InstdAmt['@Ccy'] },
      DebtorAccount: {
        ...accountOf(part.DbtrAcct, part.DbtrAgt),
        ...(part.Dbtr.Nm !== undefined && { Name: part.Dbtr.Nm }),
      },
      ...(bic !== undefined && { CreditorAgent: { SchemeName: 'UK.OBIE.BICFI', Identification: bic } }),
      CreditorAccount: { ...accountOf(CdtrAcct, CdtrAgt), Name: Cdtr.Nm },
      ...(Cdtr.PstlAdr && { CreditorPostalAddress: addressOf(Cdtr.PstlAdr) }),
      ...(RmtInf && {
        RemittanceInformation: {
          ...(RmtInf.Strd && {
            Structured: RmtInf.Strd.map(({ CdtrRefInf }) => ({
              CreditorReferenceInformation: { Reference: CdtrRefInf.Ref },
            })),
          }),
          ...(RmtInf.Ustrd && { Unstructured: RmtInf.Ustrd }),
        },
      }),
    },
    pathOf: (field) => {
      if (field.startsWith('LocalInstrument')) return `${one.PmtTpInf ? path : partPath}.PmtTpInf.LclInstrm.Prtry`
      if (field.startsWith('DebtorAccount')) return `${partPath}.DbtrAcct.Id`
      const [, element = ''] = elementPaths.find(([begins]) => field.startsWith(begins)) ?? []
      return `${path}.${element}`
    },
  }
}

/** The elements of a transfer that hold the fields of an initiation; the first match counts. */
const elementPaths: readonly (readonly [begins: string, element: string])[] = [
  ['InstructedAmount.Currency', 'Amt.InstdAmt.@Ccy'],
  ['InstructedAmount', 'Amt.InstdAmt'],
  ['CreditorAccount', 'CdtrAcct.Id'],
  ['CreditorAgent', 'CdtrAgt.FinInstnId'],
  ['CreditorPostalAddress', 'Cdtr.PstlAdr'],
  ['', 'PmtId'],
]

/**
 * Returns the account of a pain.001 element: an IBAN, or sort code and number. The sort code is
 * part of `Othr`, or in the agent.
 */
function accountOf({ Id: { IBAN, Othr } }: Account, agent: Agent | undefined) {
  if (IBAN !== undefined) return { SchemeName: 'UK.OBIE.IBAN', Identification: IBAN }
  const number = Othr?.Id ?? ''
  const sortCode = number.length === 8 ? agent?.FinInstnId.ClrSysMmbId?.MmbId : undefined
  return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: (sortCode ?? '') + number }
}

const addressOf = ({ Dept, SubDept, StrtNm, BldgNb, PstCd, TwnNm, CtrySubDvsn, Ctry, AdrLine }: Address) => ({
  ...(Dept !== undefined && { Department: Dept }),
  ...(SubDept !== undefined && { SubDepartment: SubDept }),
  ...(StrtNm !== undefined && { StreetName: StrtNm }),
  ...(BldgNb !== undefined && { BuildingNumber: BldgNb }),
  ...(PstCd !== undefined && { PostCode: PstCd }),
  ...(TwnNm !== undefined && { TownName: TwnNm }),
  ...(CtrySubDvsn !== undefined && { CountrySubDivision: CtrySubDvsn }),
  ...(Ctry !== undefined && { Country: Ctry }),
  ...(AdrLine && { AddressLine: AdrLine }),
})
