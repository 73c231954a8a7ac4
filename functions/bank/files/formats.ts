import { Problem } from '#bank/base/problem.ts'
import type { FileType } from '#bank/payments/file-announcement.ts'
import { pain001 } from './pain001.ts'
import type { FileParser, ParsedFile } from './payment.ts'
import { ukJson31, ukJson40 } from './uk-json.ts'

/** How a file of each type is read. */
const readers: Readonly<Record<FileType, FileParser>> = {
  'UK.OBIE.PaymentInitiation.4.0': ukJson40,
  'UK.OBIE.PaymentInitiation.3.1': ukJson31,
  'UK.OBIE.pain.001.001.08': pain001,
}

/**
 * What a file of a type says, in the words of payment initiation; or a refusal with the path in the
 * file.
 */
export async function parseFile(type: FileType, bytes: Uint8Array): Promise<ParsedFile> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Problem('body-malformed', 'the file is not in UTF-8')
  }
  // Gateways and clients drop the mark on the way back, and then the bytes are no longer the same.
  if (text.startsWith('\uFEFF'))
    throw new Problem('body-malformed', 'the file begins with a byte order mark; leave it out')
  return readers[type](text)
}
