import { Problem } from '#bank/base/problem.ts'
import type { FileType } from '#bank/payments/file-announcement.ts'
import type { FileParser, ParsedFile } from './file-payment.ts'
import { pain001 } from './pain001.ts'
import { ukJson31, ukJson40 } from './uk-json.ts'

/** The parser of each file type. */
const parsers: Readonly<Record<FileType, FileParser>> = {
  'UK.OBIE.PaymentInitiation.4.0': ukJson40,
  'UK.OBIE.PaymentInitiation.3.1': ukJson31,
  'UK.OBIE.pain.001.001.08': pain001,
}

/** Parses a payment file into domestic payments. Rejects a file with the path in the file. */
export async function parseFile(type: FileType, bytes: Uint8Array): Promise<ParsedFile> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Problem('body-malformed', 'file: must be in UTF-8')
  }
  // Gateways and clients drop a byte order mark when the file is returned, and then its bytes
  // differ.
  if (text.startsWith('\uFEFF'))
    throw new Problem('body-malformed', 'file: must not begin with a byte order mark; remove it')
  return parsers[type](text)
}
