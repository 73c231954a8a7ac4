import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { validateXML } from 'xmllint-wasm'

const file = fileURLToPath(new URL('../../../shared/specs/iso20022/camt.053.001.08.xsd', import.meta.url))

/** The start of a test's title where the official schema is absent, and the reason to skip it. */
export const absentSchema = existsSync(file) ? undefined : 'skipped, camt.053.001.08.xsd is absent: '

/** Memory for files of 60 customers and the schema. */
const maxMemoryPages = 8192

/** Returns the faults of camt.053 messages against the official schema, by file name. */
export async function findSchemaFaults(messages: Readonly<Record<string, string>>): Promise<string[]> {
  const { errors } = await validateXML({
    xml: Object.entries(messages).map(([fileName, contents]) => ({ fileName, contents })),
    schema: [readFileSync(file, 'utf8')],
    maxMemoryPages,
  })
  return errors.map(({ rawMessage }) => rawMessage)
}
