import '../node-version.ts'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TokenSet, TokenStore } from './token-store.ts'

/**
 * Creates a token store in a folder, for command lines and prototypes: a JSON file for each
 * consent. Only the owner may read the folder (0700) and the files (0600). It is not encrypted.
 * It needs Node, so it is an entry of its own. Throws an error that names a file which is no token
 * set.
 *
 * @example
 * ```ts
 * import { fileTokenStore } from '@sandbank/sdk/oauth/file-store'
 *
 * const store = fileTokenStore('.tokens')
 * await store.write('aac_1', { accessToken: 'secret', expiresAt: 0 })
 * await store.delete('aac_1')
 * ```
 */
export function fileTokenStore(folder: string): TokenStore {
  const fileOf = (consentId: string) => join(folder, `${encodeURIComponent(consentId)}.json`)
  let written = 0
  return {
    async read(consentId) {
      const file = fileOf(consentId)
      try {
        return parseTokens(await readFile(file, 'utf8'), file)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async write(consentId, tokens) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // An older folder keeps its mode, and a file is replaced whole: no reader sees half of it.
      await chmod(folder, 0o700)
      const file = fileOf(consentId)
      const next = `${file}.${process.pid}.${written++}`
      await writeFile(next, JSON.stringify(tokens), { mode: 0o600, flag: 'wx' })
      await rename(next, file)
    },
    delete: (consentId) => rm(fileOf(consentId), { force: true }),
  }
}

function parseTokens(text: string, file: string): TokenSet {
  const wrong = (cause?: unknown) =>
    new Error(`${file}: must hold the tokens of a consent as JSON; delete it and ask the customer again`, { cause })
  let tokens: Partial<TokenSet> | null
  try {
    tokens = JSON.parse(text)
  } catch (error) {
    throw wrong(error)
  }
  if (typeof tokens?.accessToken !== 'string' || typeof tokens.expiresAt !== 'number') throw wrong()
  return tokens as TokenSet
}
