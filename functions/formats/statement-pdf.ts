import { breakLines, type Ink, measureText, Pdf, type Sheet, type Style, sheetHeight, sheetWidth } from './pdf.ts'

/**
 * The texts and figures of a printed statement, as the customer reads them. `made`: epoch seconds.
 */
export type StatementPaper = {
  readonly bank: string
  /** `October 2026`. */
  readonly month: string
  readonly made: number
  readonly holder: string
  readonly address: readonly string[]
  /** The account and the period, line by line. */
  readonly facts: readonly (readonly [label: string, value: string])[]
  /** The account in one line, for the following sheets. */
  readonly account: string
  /** Sums above the table. */
  readonly sums: readonly (readonly [label: string, value: string])[]
  readonly rows: readonly PaperRow[]
  readonly opening: string
  readonly closing: string
  readonly totals: { readonly out: string; readonly in: string }
  /** Below the table, and on every sheet. */
  readonly notes: readonly string[]
  readonly footer: string
}

/** One entry. `out` or `in` is empty; `detail` is a second line. */
export type PaperRow = {
  readonly date: string
  readonly kind: string
  readonly description: string
  readonly detail?: string
  readonly out: string
  readonly in: string
  readonly balance: string
}

const ink: Ink = [0.08, 0.13, 0.24]
const soft: Ink = [0.33, 0.38, 0.47]
const line: Ink = [0.83, 0.82, 0.78]
const shade: Ink = [0.96, 0.95, 0.92]
const accent: Ink = [0.04, 0.43, 0.31]

const body: Style = { font: 'regular', size: 9, ink }
const strong: Style = { font: 'bold', size: 9, ink }
const small: Style = { font: 'regular', size: 8, ink: soft }

const margin = 48
const right = sheetWidth - margin
/** The lowest position of the table. */
const bottom = sheetHeight - 74
const leading = 12

/** Where each column begins; figures end there. */
const columns = {
  date: margin + 4,
  kind: margin + 42,
  description: margin + 124,
  out: right - 142,
  in: right - 73,
  balance: right - 4,
}
/** Leaves room for the largest amount that a custom account may hold. */
const descriptionWidth = columns.out - 66 - columns.description

/** Writes a month of an account as a printed statement on sheets of A4. */
export async function writeStatementPdf(paper: StatementPaper): Promise<Uint8Array<ArrayBuffer>> {
  const { bank, month, made, rows, opening, closing, totals, notes } = paper
  const pdf = new Pdf({ title: `Statement for ${month}, ${paper.account}`, author: bank, made })
  const sheets: Sheet[] = []
  let y = 0
  let balance = opening

  /** A line of the table in bold, such as a balance or a total. */
  const sum = (sheet: Sheet, label: string, figures: Figures) => {
    sheet.write(label, columns.description, y + 11, strong)
    writeFigures(sheet, y + 11, figures, strong)
    y += leading + 5
    drawRule(sheet, y)
  }
  const turn = (): Sheet => {
    const sheet = pdf.addSheet()
    y = writeColumnHeads(sheet, sheets.length === 0 ? writeLetterhead(sheet, paper) : writeRunningHead(sheet, paper))
    sheets.push(sheet)
    if (sheets.length > 1) sum(sheet, 'Balance brought forward', { balance })
    return sheet
  }

  let sheet = turn()
  sum(sheet, 'Opening balance', { balance: opening })
  for (const row of rows) {
    const words = breakLines(row.description, descriptionWidth, body)
    const details = row.detail === undefined ? [] : breakLines(row.detail, descriptionWidth, small)
    const height = (words.length + details.length) * leading + 5
    if (y + height > bottom) sheet = turn()
    sheet.write(row.date, columns.date, y + 11, body)
    sheet.write(row.kind, columns.kind, y + 11, small)
    for (const [n, text] of words.entries()) sheet.write(text, columns.description, y + 11 + n * leading, body)
    for (const [n, text] of details.entries())
      sheet.write(text, columns.description, y + 11 + (words.length + n) * leading, small)
    writeFigures(sheet, y + 11, row, body)
    y += height
    drawRule(sheet, y)
    balance = row.balance
  }
  const left = 2 * (leading + 5) + 10 + notes.length * leading
  if (y + left > bottom) sheet = turn()
  sheet.fill(margin, y, right - margin, 1, accent)
  sum(sheet, 'Totals', totals)
  sheet.fill(margin, y + 0.5, right - margin, leading + 4.5, shade)
  sum(sheet, 'Closing balance', { balance: closing })
  for (const [n, note] of notes.entries()) sheet.write(note, margin, y + 20 + n * leading, small)

  for (const [n, each] of sheets.entries()) writeFooter(each, paper.footer, `Page ${n + 1} of ${sheets.length}`)
  return pdf.bytes()
}

type Figures = Partial<Pick<PaperRow, 'out' | 'in' | 'balance'>>

function writeFigures(sheet: Sheet, y: number, figures: Figures, style: Style): void {
  for (const name of ['out', 'in', 'balance'] as const) {
    const figure = figures[name]
    if (figure) sheet.write(figure, columns[name], y, style, 'right')
  }
}

const drawRule = (sheet: Sheet, y: number): void => sheet.fill(margin, y, right - margin, 0.5, line)

/** Writes the top of the first sheet: bank, holder, account and sums. Returns where it ends. */
function writeLetterhead(sheet: Sheet, { bank, month, holder, address, facts, sums }: StatementPaper): number {
  sheet.fill(0, 0, sheetWidth, 6, accent)
  sheet.write(bank, margin, 62, { font: 'bold', size: 24, ink: accent })
  sheet.write('Statement', right, 52, { font: 'bold', size: 14, ink }, 'right')
  sheet.write(month, right, 66, { font: 'regular', size: 10, ink: soft }, 'right')

  const top = 118
  const middle = 318
  const plain: Style = { font: 'regular', size: 10, ink }
  const inRoom = (style: Style) => (text: string) =>
    breakLines(text, middle - margin - 16, style).map((line) => [line, style] as const)
  const addressee = [...inRoom({ ...plain, font: 'bold' })(holder), ...address.flatMap(inRoom(plain))]
  for (const [n, [text, style]] of addressee.entries()) sheet.write(text, margin, top + n * 14, style)
  for (const [n, [label, value]] of facts.entries()) {
    sheet.write(label, middle, top + n * 14, { ...small, size: 9 })
    sheet.write(value, right, top + n * 14, body, 'right')
  }

  const y = top + Math.max(facts.length, addressee.length) * 14 + 12
  const height = 46
  sheet.fill(margin, y, right - margin, height, shade)
  const width = (right - margin) / sums.length
  for (const [n, [label, value]] of sums.entries()) {
    sheet.write(label, margin + 12 + n * width, y + 18, small)
    sheet.write(value, margin + 12 + n * width, y + 35, { font: 'bold', size: 12, ink })
  }
  return y + height + 22
}

/** Writes the top of every other sheet. Returns where it ends. */
function writeRunningHead(sheet: Sheet, { bank, month, account }: StatementPaper): number {
  sheet.fill(0, 0, sheetWidth, 6, accent)
  sheet.write(bank, margin, 46, { font: 'bold', size: 13, ink: accent })
  sheet.write(`${account}, ${month}`, right, 46, small, 'right')
  return 64
}

/** Writes the names of the columns. Returns where the rows begin. */
function writeColumnHeads(sheet: Sheet, y: number): number {
  sheet.fill(margin, y, right - margin, 18, accent)
  const style: Style = { font: 'bold', size: 8.5, ink: [1, 1, 1] }
  sheet.write('Date', columns.date, y + 12, style)
  sheet.write('Type', columns.kind, y + 12, style)
  sheet.write('Description', columns.description, y + 12, style)
  sheet.write('Paid out', columns.out, y + 12, style, 'right')
  sheet.write('Paid in', columns.in, y + 12, style, 'right')
  sheet.write('Balance', columns.balance, y + 12, style, 'right')
  return y + 18
}

function writeFooter(sheet: Sheet, text: string, page: string): void {
  const y = sheetHeight - 48
  drawRule(sheet, y)
  sheet.write(page, right, y + 14, small, 'right')
  const room = right - margin - measureText(page, small) - 16
  for (const [n, part] of breakLines(text, room, small).entries()) sheet.write(part, margin, y + 14 + n * 10, small)
}
