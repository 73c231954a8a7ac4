import { describe, expect, test } from 'vitest'
import { breakLines, type Ink, measureText, Pdf, type Style, toPrintable } from '#formats/pdf.ts'
import { readPdf } from '#test/support/pdf.ts'

const black: Ink = [0, 0, 0]
const style: Style = { font: 'regular', size: 10, ink: black }

describe('text in a PDF', () => {
  test.each([
    ['Café, naïve, Ærø, ß', 'Café, naïve, Ærø, ß'],
    ['£1 €2 – “quoted” … ©', '£1 €2 – “quoted” … ©'],
    ['(a) \\ <<b>>', '(a) \\ <<b>>'],
    ['one\n\ttwo\u00A0three', 'one two three'],
    ['Łódź, Ġorġ, Ďábel', 'Lódz, Gorg, Dábel'],
    ['e\u0301 and x\u0301', 'é and x'],
    ['ﬁne Ⅳ', 'fine IV'],
    ['漢字 Ж 😀', '?? ? ?'],
    ['', ''],
  ])('%j is written as %j', (text, written) => {
    expect(toPrintable(text)).toBe(written)
  })

  test('with every kind of letter is read back as it was written', async () => {
    const pdf = new Pdf({ title: 'Letters (\\) 漢字', author: 'Ł', made: 0 })
    const sheet = pdf.addSheet()
    const text = 'Café (£1) \\ €2 – “quoted” ž'
    sheet.write(text, 50, 100, style)
    const { pages, info } = await readPdf(await pdf.bytes())
    expect(pages).toEqual([[expect.objectContaining({ text, left: 50 })]])
    // What a file says of itself is Unicode, whatever its fonts have.
    expect(info).toMatchObject({ Title: 'Letters (\\) 漢字', Author: 'Ł', CreationDate: 'D:19700101000000Z' })
  })
})

describe('a text in a PDF', () => {
  test('has the width that a PDF reader measures', async () => {
    const pdf = new Pdf({ title: 'Widths', author: 'x', made: 0 })
    const sheet = pdf.addSheet()
    const text = 'AVAILABLE: £1,234.56 To Yves, Wm.'
    sheet.write(text, 400, 100, style, 'right')
    sheet.write(text, 50, 200, { font: 'bold', size: 14, ink: black })
    const [first, second] = (await readPdf(await pdf.bytes())).pages[0]!
    expect(first!.right).toBeCloseTo(400, 1)
    expect(second!.right - 50).toBeCloseTo(measureText(text, { font: 'bold', size: 14 }), 1)
  })

  test('is wrapped between words, and no line is wider than the given width', () => {
    const words = 'To be wide, or to be narrow, that is what a line is asked'
    const lines = breakLines(words, 90, style)
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.join(' ')).toBe(words)
    for (const line of lines) expect(measureText(line, style)).toBeLessThanOrEqual(90)
  })

  test('is wrapped within a word that is too long for one line', () => {
    const lines = breakLines(`a ${'m'.repeat(40)} z`, 90, style)
    expect(lines.join('').replaceAll(' ', '')).toBe(`a${'m'.repeat(40)}z`)
    for (const line of lines) expect(measureText(line, style)).toBeLessThanOrEqual(90)
  })

  test('without content is one empty line', () => {
    expect(breakLines('', 90, style)).toEqual([''])
  })
})

test('the same marks give the same bytes of a PDF', async () => {
  const make = async () => {
    const pdf = new Pdf({ title: 'Twice', author: 'x', made: 1_795_512_600 })
    pdf.addSheet().write('once', 50, 100, style)
    pdf.addSheet().fill(50, 100, 200, 1, black)
    return pdf.bytes()
  }
  expect(Buffer.compare(await make(), await make())).toBe(0)
})
