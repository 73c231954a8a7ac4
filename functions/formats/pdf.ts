import {
  beginText,
  endText,
  fill,
  PDFContext,
  PDFHexString,
  type PDFOperator,
  type PDFRef,
  PDFString,
  PDFWriter,
  rectangle,
  StandardFontEmbedder,
  StandardFonts,
  setFillingRgbColor,
  setFontAndSize,
  setTextMatrix,
  showText,
} from '@cantoo/pdf-lib'

/*
 * Writes PDF with the core of the library: objects, font metrics, compression and the file. Its
 * `PDFDocument` adds forms, images and a parser: a bundle of 600 KB instead of 80 KB.
 */

/** The size of A4 in points (1/72 inch). */
export const sheetWidth = 595.28
export const sheetHeight = 841.89

const fonts = {
  regular: StandardFontEmbedder.for(StandardFonts.Helvetica as never),
  bold: StandardFontEmbedder.for(StandardFonts.HelveticaBold as never),
} as const

type Font = keyof typeof fonts

/** Red, green and blue, each 0 to 1. */
export type Ink = readonly [red: number, green: number, blue: number]

/** The font, size (points) and colour of a text. */
export type Style = { readonly font: Font; readonly size: number; readonly ink: Ink }

type Measure = Pick<Style, 'font' | 'size'>

/** One sheet. Positions are in points from the upper left corner; `y` of a text is its baseline. */
export type Sheet = {
  /** Writes one line of text that begins at `x`, or ends at `x` if `align` is `right`. */
  write(text: string, x: number, y: number, style: Style, align?: 'left' | 'right'): void
  /** Fills a rectangle whose upper left corner is at `x` and `y`. A line is a flat one. */
  fill(x: number, y: number, width: number, height: number, ink: Ink): void
}

/** Returns the width of one line of text, in points. */
export const measureText = (text: string, style: Measure): number => measure(toPrintable(text), style)

/** Measures letter by letter: a text that is shown as one string has no kerning. */
function measure(letters: string, { font, size }: Measure): number {
  const known = widths[font]
  let width = 0
  for (const letter of letters) {
    let own = known.get(letter)
    if (own === undefined) {
      own = fonts[font].widthOfTextAtSize(letter, 1)
      known.set(letter, own)
    }
    width += own
  }
  return width * size
}

/** The widths of letters at a size of one point. */
const widths: Record<Font, Map<string, number>> = { regular: new Map(), bold: new Map() }

/** Breaks a text into lines of at most `most` points, between words, or within a too long word. */
export function breakLines(text: string, most: number, style: Measure): string[] {
  const lines: string[] = []
  let line = ''
  const add = (part: string) => {
    if (line !== '' && measure(line + part, style) > most) {
      lines.push(line)
      line = ''
    }
    line += part
  }
  for (const word of toPrintable(text).split(' ')) {
    const space = line === '' ? '' : ' '
    if (measure(line + space + word, style) <= most) line += space + word
    else if (measure(word, style) <= most) add(word)
    else for (const letter of space + word) add(letter)
  }
  return [...lines, line]
}

/** Replacements for letters that have no decomposition into a letter and an accent. */
const readAs: Partial<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  '−': '-',
  '‐': '-',
  '‑': '-',
}

const { encoding } = fonts.regular
const isKnown = (letter: string): boolean => encoding.canEncodeUnicodeCodePoint(letter.codePointAt(0) as number)

/**
 * Converts a text to the letters of the fonts (Windows-1252). White space becomes one space, an
 * unknown letter loses its accent, and a letter that is still unknown becomes a question mark.
 */
export function toPrintable(text: string): string {
  const known = (letter: string): string => {
    if (isKnown(letter)) return letter
    const plain = readAs[letter] ?? [...letter.normalize('NFKD')].filter(isKnown).join('')
    return plain || (/\p{M}/u.test(letter) ? '' : '?')
  }
  return Array.from(text.normalize('NFC').replaceAll(/\s+/g, ' '), known).join('')
}

/**
 * The metadata of a document. `made` is epoch seconds, so the same content gives the same bytes.
 */
type About = { readonly title: string; readonly author: string; readonly made: number }

/** A PDF document. Its sheets may be filled in any order. */
export class Pdf {
  readonly #context = PDFContext.create()
  readonly #pages: PDFRef
  readonly #resources: PDFRef
  readonly #sheets: PDFOperator[][] = []
  constructor({ title, author, made }: About) {
    const context = this.#context
    this.#pages = context.nextRef()
    const [Regular, Bold] = [fonts.regular.embedIntoContext(context), fonts.bold.embedIntoContext(context)]
    this.#resources = context.register(context.obj({ Font: { regular: Regular, bold: Bold } }))
    const date = PDFString.fromDate(new Date(made * 1000))
    context.trailerInfo.Info = context.register(
      context.obj({
        Title: PDFHexString.fromText(title),
        Author: PDFHexString.fromText(author),
        Producer: PDFHexString.fromText(author),
        CreationDate: date,
        ModDate: date,
      }),
    )
    context.trailerInfo.Root = context.register(
      context.obj({
        Type: 'Catalog',
        Pages: this.#pages,
        Lang: PDFString.of('en-GB'),
        ViewerPreferences: { DisplayDocTitle: true },
      }),
    )
  }

  /** Adds an empty sheet. */
  addSheet(): Sheet {
    const marks: PDFOperator[] = []
    this.#sheets.push(marks)
    return {
      write(text, x, y, style, align = 'left') {
        const { font, size, ink } = style
        const left = align === 'left' ? x : x - measureText(text, style)
        marks.push(
          beginText(),
          setFillingRgbColor(...ink),
          setFontAndSize(font, size),
          setTextMatrix(1, 0, 0, 1, roundPoints(left), roundPoints(sheetHeight - y)),
          showText(fonts[font].encodeText(toPrintable(text))),
          endText(),
        )
      },
      fill(x, y, width, height, ink) {
        marks.push(
          setFillingRgbColor(...ink),
          rectangle(roundPoints(x), roundPoints(sheetHeight - y - height), roundPoints(width), roundPoints(height)),
          fill(),
        )
      },
    }
  }

  /** Returns the bytes of the complete document. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const context = this.#context
    const kids = this.#sheets.map((marks) =>
      context.register(
        context.obj({
          Type: 'Page',
          Parent: this.#pages,
          MediaBox: [0, 0, sheetWidth, sheetHeight],
          Resources: this.#resources,
          Contents: context.register(context.contentStream(marks)),
        }),
      ),
    )
    context.assign(this.#pages, context.obj({ Type: 'Pages', Kids: kids, Count: kids.length }))
    const written = await PDFWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer()
    return new Uint8Array(written)
  }
}

/** Rounds to a hundredth of a point, which is finer than any printer. */
const roundPoints = (points: number): number => Math.round(points * 100) / 100
