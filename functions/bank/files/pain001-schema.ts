import * as z from 'zod'
import { AnyCurrency } from '#bank/money/money.ts'
import { maxPayments } from '#bank/payments/file-announcement.ts'
import { Country, text } from '#bank/standard/fields.ts'

/*
 * The supported subset of CustomerCreditTransferInitiation, ISO 20022 pain.001.001.08: payments in
 * pounds from one account to others, with their remittance information. Other elements are
 * rejected, because the partner expects an effect of them.
 */

const namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.08'

const count = z.string().regex(/^\d{1,15}$/, 'must be a whole number of 1 to 15 digits')
const decimal = z.string().regex(/^\d{1,13}(\.\d{1,5})?$/, 'must be an amount such as 12.34')
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}([+-]\d{2}:\d{2}|Z)?$/, 'must be a day such as 2026-11-24')

/** An element whose parts are all optional: without any, the parser returns an empty text. */
const orEmpty = <S extends z.ZodObject>(parts: S) => z.preprocess((read) => (read === '' ? {} : read), parts)

const Address = z.strictObject({
  Dept: text(70).optional(),
  SubDept: text(70).optional(),
  StrtNm: text(70).optional(),
  BldgNb: text(16).optional(),
  PstCd: text(16).optional(),
  TwnNm: text(35).optional(),
  CtrySubDvsn: text(35).optional(),
  Ctry: Country.optional(),
  AdrLine: z.array(text(70)).max(7).optional(),
})
export type Address = z.output<typeof Address>

/** A bank: its BIC, or the sort code of an account that has only a number. */
const Agent = z.strictObject({
  FinInstnId: orEmpty(
    z.strictObject({
      BICFI: z
        .string()
        .regex(/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'must be a BIC of 8 or 11 capital letters and digits')
        .optional(),
      ClrSysMmbId: z
        .strictObject({
          ClrSysId: z.strictObject({ Cd: z.literal('GBDSC') }).optional(),
          MmbId: z.string().regex(/^\d{6}$/, 'must be a sort code of 6 digits'),
        })
        .optional(),
      Nm: text(140).optional(),
      Othr: z.strictObject({ Id: z.literal('NOTPROVIDED') }).optional(),
    }),
  ),
})
export type Agent = z.output<typeof Agent>

const Account = z.strictObject({
  Id: z
    .strictObject({ IBAN: text(34).optional(), Othr: z.strictObject({ Id: text(34) }).optional() })
    .refine(
      ({ IBAN, Othr }) => (IBAN === undefined) !== (Othr === undefined),
      'must have either an IBAN or a number in Othr',
    ),
  Ccy: z.literal('GBP').optional(),
  Nm: text(70).optional(),
})
export type Account = z.output<typeof Account>

/** The payment scheme: a code of OBInternalLocalInstrument1Code. */
const Kind = z.strictObject({ LclInstrm: z.strictObject({ Prtry: z.string() }) })

/** Each side pays its own bank: domestic payments have no other option. */
const Bearer = z.enum(['SLEV', 'SHAR'])

const Remittance = orEmpty(
  z.strictObject({
    Ustrd: z.array(text(140)).optional(),
    Strd: z.array(z.strictObject({ CdtrRefInf: z.strictObject({ Ref: text(35) }) })).optional(),
  }),
)

const Transaction = z.strictObject({
  PmtId: z.strictObject({ InstrId: text(35).optional(), EndToEndId: text(35) }),
  PmtTpInf: Kind.optional(),
  Amt: z.strictObject({ InstdAmt: z.strictObject({ '#text': decimal, '@Ccy': AnyCurrency }) }),
  ChrgBr: Bearer.optional(),
  CdtrAgt: Agent.optional(),
  Cdtr: z.strictObject({ Nm: text(140), PstlAdr: orEmpty(Address).optional() }),
  CdtrAcct: Account,
  RmtInf: Remittance.optional(),
})
export type Transaction = z.output<typeof Transaction>

const Party = orEmpty(z.strictObject({ Nm: text(140).optional(), PstlAdr: orEmpty(Address).optional() }))

const Payments = z.strictObject({
  PmtInfId: text(35),
  PmtMtd: z.literal('TRF'),
  BtchBookg: z.enum(['true', 'false']).optional(),
  NbOfTxs: count.optional(),
  CtrlSum: decimal.optional(),
  PmtTpInf: Kind.optional(),
  ReqdExctnDt: z
    .strictObject({ Dt: Day.optional(), DtTm: z.iso.datetime({ offset: true }).optional() })
    .refine(
      ({ Dt, DtTm }) => (Dt === undefined) !== (DtTm === undefined),
      'must have either a day in Dt or an instant in DtTm',
    ),
  Dbtr: Party,
  DbtrAcct: Account,
  DbtrAgt: Agent,
  ChrgBr: Bearer.optional(),
  CdtTrfTxInf: z.array(Transaction).min(1).max(maxPayments, `must have at most ${maxPayments} payments`),
})
export type Payments = z.output<typeof Payments>

/** The file as `parseXml` returns it. */
export const Pain001 = z.strictObject({
  Document: z.strictObject({
    '@xmlns': z.literal(namespace),
    '@xmlns:xsi': z.string().optional(),
    '@xsi:schemaLocation': z.string().optional(),
    CstmrCdtTrfInitn: z.strictObject({
      GrpHdr: z.strictObject({
        MsgId: text(35),
        CreDtTm: z.string(),
        NbOfTxs: count,
        CtrlSum: decimal.optional(),
        InitgPty: Party,
      }),
      PmtInf: z.array(Payments).min(1),
    }),
  }),
})

/** Elements that may be repeated. */
export const listElements = ['PmtInf', 'CdtTrfTxInf', 'AdrLine', 'Ustrd', 'Strd'] as const
