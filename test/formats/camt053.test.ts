import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { computeBalances, customersBetween, listAccounts, listBookings } from '#formats/part.ts'
import { monthOf, startOf } from '#mocks/base/calendar.ts'
import { bank, part, textOf } from '#test/support/format-parts.ts'
import { absentSchema, findSchemaFaults } from '#test/support/xml-schema.ts'

type Node = {
  readonly name: string
  readonly attributes: Record<string, string>
  readonly children: Node[]
  readonly text: string
}

/**
 * What the message definition of camt.053.001.08 says of the elements we write: children in their
 * order, `?` at most once, `*` any number, `+` at least once, `|` one of two; or the form of a
 * text. Elements we never write are left out.
 */
const structure: Record<string, string | RegExp> = {
  Document: 'BkToCstmrStmt',
  BkToCstmrStmt: 'GrpHdr Stmt+',
  GrpHdr: 'MsgId CreDtTm',
  Stmt: 'Id ElctrncSeqNb? CreDtTm? FrToDt? Acct Bal+ TxsSummry? Ntry*',
  ElctrncSeqNb: /^[1-9]\d{0,17}$/,
  FrToDt: 'FrDtTm ToDtTm',
  Acct: 'Id Ccy? Nm? Ownr? Svcr?',
  'Acct/Id': 'IBAN|Othr',
  'Othr/Id': /^.{1,34}$/,
  IBAN: /^GB\d{2}SNBK\d{14}$/,
  Othr: 'Id SchmeNm?',
  SchmeNm: 'Cd|Prtry',
  'SchmeNm/Prtry': /^.{1,35}$/,
  Ownr: 'Nm?',
  Svcr: 'FinInstnId',
  FinInstnId: 'BICFI? Nm?',
  BICFI: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/,
  Bal: 'Tp Amt CdtDbtInd Dt',
  'Bal/Tp': 'CdOrPrtry',
  CdOrPrtry: 'Cd|Prtry',
  'CdOrPrtry/Cd': /^(OPBD|CLBD)$/,
  'Bal/Dt': 'Dt|DtTm',
  'Dt/Dt': /^\d{4}-\d{2}-\d{2}$/,
  TxsSummry: 'TtlNtries? TtlCdtNtries? TtlDbtNtries?',
  TtlNtries: 'NbOfNtries? Sum? TtlNetNtry?',
  TtlCdtNtries: 'NbOfNtries? Sum?',
  TtlDbtNtries: 'NbOfNtries? Sum?',
  TtlNetNtry: 'Amt CdtDbtInd',
  NbOfNtries: /^\d{1,15}$/,
  Sum: /^\d{1,16}(\.\d{1,17})?$/,
  Ntry: 'NtryRef? Amt CdtDbtInd Sts BookgDt? ValDt? AcctSvcrRef? BkTxCd NtryDtls*',
  Sts: 'Cd|Prtry',
  'Sts/Cd': /^(BOOK|PDNG|INFO)$/,
  BookgDt: 'Dt|DtTm',
  ValDt: 'Dt|DtTm',
  BkTxCd: 'Domn? Prtry?',
  Domn: 'Cd Fmly',
  Fmly: 'Cd SubFmlyCd',
  'Domn/Cd': /^[A-Z]{4}$/,
  'Fmly/Cd': /^[A-Z]{4}$/,
  SubFmlyCd: /^[A-Z]{4}$/,
  'BkTxCd/Prtry': 'Cd Issr?',
  'Prtry/Cd': /^.{1,35}$/,
  Issr: /^.{1,35}$/,
  CardTx: 'Tx?',
  'CardTx/Tx': 'Aggtd|Indv',
  Indv: 'TxCtgy?',
  TxCtgy: /^\d{4}$/,
  NtryDtls: 'TxDtls*',
  TxDtls: 'Refs? Amt? CdtDbtInd? RltdPties? RmtInf? CardTx?',
  Refs: 'AcctSvcrRef?',
  RltdPties: 'Dbtr? DbtrAcct? Cdtr? CdtrAcct?',
  DbtrAcct: 'Id',
  CdtrAcct: 'Id',
  'DbtrAcct/Id': 'IBAN|Othr',
  'CdtrAcct/Id': 'IBAN|Othr',
  Dbtr: 'Pty|Agt',
  Cdtr: 'Pty|Agt',
  Pty: 'Nm?',
  RmtInf: 'Ustrd*',
  Ustrd: /^.{1,140}$/,
  Nm: /^.{1,140}$/,
  MsgId: /^.{1,35}$/,
  'Stmt/Id': /^.{1,35}$/,
  NtryRef: /^.{1,35}$/,
  AcctSvcrRef: /^.{1,35}$/,
  Amt: /^\d{1,13}\.\d{2}$/,
  Ccy: /^[A-Z]{3}$/,
  CdtDbtInd: /^(CRDT|DBIT)$/,
  CreDtTm: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
  FrDtTm: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
  ToDtTm: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
  DtTm: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
}

/** Where a document strays from the structure. */
function strays(node: Node, parent = ''): string[] {
  const rule = structure[`${parent}/${node.name}`] ?? structure[node.name]
  const path = `${parent}/${node.name}`
  if (rule === undefined) return [`${path} is not known`]
  if (rule instanceof RegExp) return rule.test(node.text) && node.children.length === 0 ? [] : [`${path}: ${node.text}`]
  const order = rule.includes('|') ? `(${rule})` : rule.replaceAll(/(\w+)([?*+]?)/g, '(?:$1)$2').replaceAll(' ', '')
  const names = node.children.map(({ name }) => name)
  const pattern = new RegExp(`^${order.replaceAll(/\w+/g, '$& ')}$`)
  const here = pattern.test(names.map((name) => `${name} `).join('')) ? [] : [`${path} holds ${names.join(' ')}`]
  return [...here, ...node.children.flatMap((child) => strays(child, node.name))]
}

function read(text: string): Node {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
  })
  type Raw = { ':@'?: Record<string, string>; '#text'?: string } & Record<string, Raw[]>
  const node = (raw: Raw): Node => {
    const name = Object.keys(raw).find((key) => key !== ':@') as string
    const inside = raw[name] as Raw[]
    const children = inside.filter((one) => !('#text' in one)).map(node)
    const texts = inside.flatMap((one) => (one['#text'] === undefined ? [] : [String(one['#text'])]))
    return { name, attributes: raw[':@'] ?? {}, children, text: texts.join('') }
  }
  const roots = (parser.parse(text) as Raw[]).filter((raw) => !('?xml' in raw))
  return node(roots[0] as Raw)
}

const child = (node: Node, ...path: string[]): Node =>
  path.reduce((at, name) => at.children.find((one) => one.name === name) as Node, node)
const all = (node: Node, name: string): Node[] => node.children.filter((one) => one.name === name)
/** An amount and its indicator as signed minor units. */
const signed = (node: Node): number =>
  Math.round(Number(child(node, 'Amt').text) * 100) * (child(node, 'CdtDbtInd').text === 'DBIT' ? -1 : 1)

describe('a camt.053 message', () => {
  const text = textOf('camt053', 'statements')
  const document = read(text)
  const statements = all(child(document, 'BkToCstmrStmt'), 'Stmt')

  test('is well-formed, in its namespace, and holds elements in the order and number of the message definition', () => {
    expect(XMLValidator.validate(text)).toBe(true)
    expect(document.attributes.xmlns).toBe('urn:iso:std:iso:20022:tech:xsd:camt.053.001.08')
    expect(strays(document)).toEqual([])
  })

  test('with an element out of place is found by this check', () => {
    const broken = [
      text.replace('<CdtDbtInd>DBIT</CdtDbtInd>', ''),
      text.replace('<Sts><Cd>BOOK</Cd></Sts>', '<Sts><Cd>DONE</Cd></Sts>'),
      text.replace(/(<BookgDt>.*?<\/BookgDt>)(<ValDt>.*?<\/ValDt>)/, '$2$1'),
      text.replaceAll(/<Bal>.*<\/Bal>\n/g, ''),
      text.replace('<BkTxCd>', '<Colour>red</Colour><BkTxCd>'),
    ]
    for (const one of broken) expect(strays(read(one))).not.toEqual([])
  })

  test('has one statement per account, whose opening balance and entries add up to its closing balance', () => {
    const accounts = [...listAccounts(part)]
    expect(statements).toHaveLength(accounts.length)
    statements.forEach((statement, n) => {
      const [opening, closing] = all(statement, 'Bal').map(signed) as [number, number]
      expect({ opening, closing }).toEqual(computeBalances(part, accounts[n]!))
      const entries = all(statement, 'Ntry')
      expect(opening + entries.reduce((sum, one) => sum + signed(one), 0)).toBe(closing)
      expect(entries.map((one) => child(one, 'NtryRef').text)).toHaveLength(
        [...listBookings(part, accounts[n]!)].length,
      )
    })
  })

  test('has totals that equal the sums of its entries', () => {
    for (const statement of statements) {
      const entries = all(statement, 'Ntry').map(signed)
      const total = (name: string) => Math.round(Number(child(statement, 'TxsSummry', name, 'Sum').text) * 100)
      const credits = entries.filter((one) => one > 0).reduce((sum, one) => sum + one, 0)
      const debits = entries.filter((one) => one < 0).reduce((sum, one) => sum - one, 0)
      expect([total('TtlCdtNtries'), total('TtlDbtNtries'), total('TtlNtries')]).toEqual([
        credits,
        debits,
        credits + debits,
      ])
      expect(signed(child(statement, 'TxsSummry', 'TtlNtries', 'TtlNetNtry'))).toBe(credits - debits)
      expect(child(statement, 'TxsSummry', 'TtlNtries', 'NbOfNtries').text).toBe(String(entries.length))
    }
  })
})

describe.skipIf(absentSchema)(`${absentSchema ?? ''}the official schema`, () => {
  test('accepts the statements of all accounts of 60 customers', async () => {
    const files = Array.from({ length: 60 }, (_, n) => [
      `${n}.xml`,
      textOf('camt053', 'statements', { ...part, customers: customersBetween(bank, [n, n]) }),
    ])
    expect(await findSchemaFaults(Object.fromEntries(files))).toEqual([])
  })

  test('rejects a card transaction in an entry', async () => {
    const text = textOf('camt053', 'statements').replace(/<\/BkTxCd>(?=<NtryDtls>)/, '$&<CardTx><Tx/></CardTx>')
    expect(await findSchemaFaults({ 'wrong.xml': text })).not.toEqual([])
  })

  test('accepts texts of every length and alphabet', async () => {
    const [account] = [...listAccounts(part)]
    const [first] = [...listBookings(part, account!)]
    const texts = ['', 'x'.repeat(350), '😀'.repeat(200), '\u0000\ud800\uffff&<>"\'', ' ', 'é'.repeat(141)]
    const entries = texts.map((text) => ({
      ...first!,
      id: `tx_${'x'.repeat(50)}_${text.length}`,
      entry: { ...first!.entry, mcc: '', party: text, reference: text },
    }))
    const others = ['DE89370400440532013000', 'not an IBAN', '1'.repeat(256)].map((identification) => ({
      ...first!,
      entry: { ...first!.entry, mcc: '', other: { scheme: 'UK.OBIE.IBAN', identification } },
    }))
    const accountSource = {
      holderName: () => '😀'.repeat(200),
      entries: () => [...entries, ...others],
      balanceAt: () => -1,
    }
    const text = textOf('camt053', 'statements', { ...part, accounts: [account!], accountSource })
    expect(await findSchemaFaults({ 'texts.xml': text })).toEqual([])
    expect(text).toContain(`<Ustrd>${'x'.repeat(140)}</Ustrd><Ustrd>${'x'.repeat(140)}</Ustrd><Ustrd>${'x'.repeat(70)}`)
    expect(text).toContain('<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>')
  })
})

describe('the identifiers of a camt.053 message', () => {
  const messageOf = (customer: number, [from, to]: [from: number, to: number]) =>
    textOf('camt053', 'statements', { bank, customers: customersBetween(bank, [customer, customer]), from, to })
  const months: [number, number][] = [7, 8, 9].map((month) => [
    startOf(monthOf(2026, month)),
    startOf(monthOf(2026, month + 1)) - 1,
  ])
  const all = (text: string, name: string) =>
    [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value]) => value as string)

  test('are unique by customer and period, and within 35 characters', () => {
    const texts = [0, 1, 27, 999].flatMap((customer) => months.map((period) => messageOf(customer, period)))
    const ids = texts.map((text) => all(text, 'MsgId')[0] as string)
    const statementIds = texts.flatMap((text) => [...text.matchAll(/<Stmt><Id>([^<]*)/g)].map(([, id]) => id as string))
    for (const list of [ids, statementIds]) {
      expect(new Set(list).size).toBe(list.length)
      expect(Math.max(...list.map((id) => id.length))).toBeLessThanOrEqual(35)
    }
    expect(messageOf(0, months[0]!)).toBe(texts[0])
  })

  test('number the statements of an account one by one, by month and by day', () => {
    const numbersOf = (period: [number, number]) => all(messageOf(0, period), 'ElctrncSeqNb').map(Number)
    const [first, ...later] = months.map(numbersOf)
    expect(later).toEqual([first!.map((n) => n + 1), first!.map((n) => n + 2)])
    const day = 86_400
    const days: [number, number][] = [0, 1].map((n) => [months[0]![0] + n * day, months[0]![0] + (n + 1) * day - 1])
    const [today, tomorrow] = days.map(numbersOf)
    expect(tomorrow).toEqual(today!.map((n) => n + 1))
  })

  test('name the accounts of both sides where the bank knows them', () => {
    const text = messageOf(0, months[0]!)
    expect(text).toContain('<Acct><Id><IBAN>GB75SNBK00152858271133</IBAN></Id>')
    expect(text).toContain('<SchmeNm><Prtry>UK.OBIE.PAN</Prtry></SchmeNm>')
    const entries = text.split('\n').filter((line) => line.startsWith('<Ntry>') && !line.includes('<CardTx>'))
    const withAccount = entries.filter((line) => /<(Cdtr|Dbtr)Acct>/.test(line))
    const named = entries.filter((line) => !line.includes('<Nm>Sandbank</Nm>'))
    expect(withAccount).toEqual(named)
    expect(text).toMatch(/<Nm>Instant Saver<\/Nm><\/Pty><\/Cdtr><CdtrAcct><Id><IBAN>GB18SNBK/)
  })
})
