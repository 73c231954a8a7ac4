import { fileHashOf } from '#bank/payments/file-announcement.ts'

/** A payment of a file, in short form. */
export type Told = {
  readonly amount: string
  readonly to?: string
  readonly name?: string
  readonly reference?: string
  readonly instrument?: string
  readonly from?: string
}

const schemeOf = (to: string) => (/^\d/.test(to) ? 'UK.OBIE.SortCodeAccountNumber' : 'UK.OBIE.IBAN')
const bob = '08080021325698'
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text))

/** A file in the UK JSON form of version 4.0. */
export const ukJson = (payments: readonly Told[]): string =>
  JSON.stringify({
    Data: {
      DomesticPayments: payments.map(({ amount, to = bob, name = 'Bob Clements', reference, instrument, from }, n) => ({
        InstructionIdentification: `ANSM${n}`,
        EndToEndIdentification: `FRESCO.${n}`,
        ...(instrument !== undefined && { LocalInstrument: instrument }),
        InstructedAmount: { Amount: amount, Currency: 'GBP' },
        ...(from !== undefined && {
          DebtorAccount: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: from },
        }),
        CreditorAccount: { SchemeName: schemeOf(to), Identification: to, Name: name },
        ...(reference !== undefined && { RemittanceInformation: { Unstructured: [reference] } }),
      })),
    },
  })

/** A file in the UK JSON form of version 3.1. */
export const ukJson31 = (payments: readonly Told[]): string =>
  JSON.stringify({
    Data: {
      DomesticPayments: payments.map(({ amount, to = bob, name = 'Bob Clements', reference }, n) => ({
        InstructionIdentification: `ANSM${n}`,
        EndToEndIdentification: `FRESCO.${n}`,
        InstructedAmount: { Amount: amount, Currency: 'GBP' },
        CreditorAccount: { SchemeName: schemeOf(to), Identification: to, Name: name },
        CreditorPostalAddress: { AddressType: 'Business', TownName: 'London' },
        RemittanceInformation: { Reference: reference ?? 'FRESCO-037', Unstructured: 'Internal ops code 5120103' },
      })),
    },
  })

/** A file in ISO 20022 pain.001.001.08, with one group of payments. */
export const pain001 = (
  payments: readonly Told[],
  { from = '60000000000001', day = '2026-11-24' }: { from?: string; day?: string } = {},
): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.08">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>ABC/120928/CCT001</MsgId>
      <CreDtTm>2026-11-24T09:00:00</CreDtTm>
      <NbOfTxs>${payments.length}</NbOfTxs>
      <CtrlSum>${sumOf(payments)}</CtrlSum>
      <InitgPty><Nm>Example Ltd</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>ABC/086</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <NbOfTxs>${payments.length}</NbOfTxs>
      <ReqdExctnDt><Dt>${day}</Dt></ReqdExctnDt>
      <Dbtr><Nm>Example Ltd</Nm></Dbtr>
      <DbtrAcct><Id><Othr><Id>${from}</Id></Othr></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>
${payments.map(transfer).join('\n')}
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`

const transfer = (
  { amount, to = bob, name = 'Bob Clements', reference, instrument }: Told,
  n: number,
) => `      <CdtTrfTxInf>
        <PmtId><InstrId>ANSM${n}</InstrId><EndToEndId>FRESCO.${n}</EndToEndId></PmtId>${
          instrument === undefined
            ? ''
            : `\n        <PmtTpInf><LclInstrm><Prtry>${instrument}</Prtry></LclInstrm></PmtTpInf>`
        }
        <Amt><InstdAmt Ccy="GBP">${amount}</InstdAmt></Amt>
        <Cdtr><Nm>${name}</Nm></Cdtr>
        <CdtrAcct><Id>${/^\d/.test(to) ? `<Othr><Id>${to}</Id></Othr>` : `<IBAN>${to}</IBAN>`}</Id></CdtrAcct>${
          reference === undefined ? '' : `\n        <RmtInf><Ustrd>${reference}</Ustrd></RmtInf>`
        }
      </CdtTrfTxInf>`

/** Returns the sum of payments in pounds: to the penny, or to the smallest fraction among them. */
function sumOf(payments: readonly Told[]): string {
  const thousandths = payments.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 1000), 0)
  return (thousandths / 1000).toFixed(thousandths % 10 === 0 ? 2 : 3)
}

/** Returns what a consent announces about a file. */
export const announcedOf = (FileType: string, content: string, payments: readonly Told[]) => ({
  FileType,
  FileHash: fileHashOf(bytesOf(content)),
  NumberOfTransactions: String(payments.length),
  ControlSum: Number(sumOf(payments)),
})
