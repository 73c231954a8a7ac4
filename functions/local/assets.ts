import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { surfaces } from '#surfaces'

/** Reads a file that a surface ships, by its bare name, from where its package has it. */
export function readAsset(name: string): Promise<Uint8Array> {
  const specifier = surfaces.flatMap(({ assets }) => assets).find((asset) => basename(asset) === name)
  if (specifier === undefined) throw new Error(`no surface ships ${name}; list it in functions/surfaces.ts`)
  return readFile(fileURLToPath(import.meta.resolve(specifier)))
}
