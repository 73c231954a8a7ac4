import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { computeBalances, listAccounts, listBookings } from '#formats/part.ts'
import { part, textOf } from '#test/support/format-parts.ts'

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
  Stmt: 'Id CreDtTm? FrToDt? Acct Bal+ TxsSummry? Ntry*',
  FrToDt: 'FrDtTm ToDtTm',
  Acct: 'Id Ccy? Nm? Ownr? Svcr?',
  'Acct/Id': 'IBAN|Othr',
  'Othr/Id': /^.{1,34}$/,
  Othr: 'Id',
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
  Ntry: 'NtryRef? Amt CdtDbtInd Sts BookgDt? ValDt? AcctSvcrRef? BkTxCd CardTx? NtryDtls*',
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
  TxDtls: 'Refs? Amt? CdtDbtInd? RltdPties? RmtInf?',
  Refs: 'AcctSvcrRef?',
  RltdPties: 'Dbtr? Cdtr?',
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
    expect(statements.map((one) => child(one, 'Id').text)).toEqual(accounts.map(({ id }) => id))
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
