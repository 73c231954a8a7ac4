import { readFile, writeFile } from 'node:fs/promises'
import type { Answer } from '#cli/command.ts'
import type { Context } from '#cli/context.ts'
import { Failure } from '#cli/failure.ts'

/**
 * Writes a download to a file, or to the output if no file is named. With `--json`, the answer of
 * a file says where it is.
 */
export async function writeDownload(
  { terminal, isJson }: Context,
  bytes: Uint8Array,
  file: string | undefined,
): Promise<Answer | undefined> {
  if (file !== undefined) {
    await writeFile(file, bytes)
    return { json: { file, bytes: bytes.length }, people: `${file}: ${bytes.length} bytes` }
  }
  const text = new TextDecoder().decode(bytes)
  if (isJson) return { json: { text }, people: text }
  terminal.print(text.replace(/\n$/, ''))
  return undefined
}

/** Reads a file that a person named. */
export async function readNamedFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure('not-found', `${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`, 'ls')
  }
}
