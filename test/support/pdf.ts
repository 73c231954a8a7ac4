import { getDocumentProxy, getMeta } from 'unpdf'

/** A piece of text on a page, with its distance in points from the left and from the top. */
export type Piece = { readonly text: string; readonly left: number; readonly right: number; readonly top: number }

/**
 * The content of a PDF: each page's pieces of text, line by line from the top, and the metadata of
 * the file.
 */
type Reading = { readonly pages: Piece[][]; readonly info: Record<string, unknown> }

/** Reads a PDF with Mozilla's PDF.js, which is independent of our writer. */
export async function readPdf(bytes: Uint8Array): Promise<Reading> {
  const pdf = await getDocumentProxy(bytes.slice())
  const pages: Piece[][] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const { height } = page.getViewport({ scale: 1 })
    const { items } = await page.getTextContent()
    const pieces = items.flatMap((item) => {
      if (!('str' in item) || item.str.trim() === '') return []
      const [left, bottom] = [item.transform[4] as number, item.transform[5] as number]
      return [{ text: item.str, left, right: left + item.width, top: height - bottom }]
    })
    pages.push(pieces.toSorted((a, b) => a.top - b.top || a.left - b.left))
  }
  return { pages, info: (await getMeta(pdf)).info }
}

/** Returns the lines of a page: pieces at the same height. */
export function linesOf(page: readonly Piece[]): Piece[][] {
  return [...Map.groupBy(page, ({ top }) => Math.round(top)).values()]
}

/** Returns a page's text, one line each. */
export const textOf = (page: readonly Piece[]): string =>
  linesOf(page)
    .map((line) => line.map(({ text }) => text).join(' '))
    .join('\n')
