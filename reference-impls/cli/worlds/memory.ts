import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '#cli/failure.ts'

/** What a folder remembers of a world that it created, forked or uses. */
export type RememberedWorld = {
  readonly url: string
  readonly name?: string | undefined
  readonly controlKey: string
  readonly developerToken?: string | undefined
  readonly customer?: string | undefined
  /** Developer tokens of other customers, by customer. */
  readonly tokens?: Readonly<Record<string, string>> | undefined
}

export type Memory = {
  /** The sandbox that the folder uses. */
  readonly url?: string | undefined
  /** The id of the world that the folder uses. */
  readonly world?: string | undefined
  readonly worlds?: Readonly<Record<string, RememberedWorld>>
}

/** What a person remembers of sandboxes in the cloud: organiser keys, by URL. */
export type Logins = Readonly<Record<string, { readonly organiserKey: string }>>

const folderName = '.sandbank'
const fileName = 'cli.json'

/** Returns the folder that remembers: the nearest one above `cwd` that does, or `cwd`. */
export async function findFolder(cwd: string): Promise<string> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if ((await read(join(folder, folderName, fileName))) !== undefined) return join(folder, folderName)
    if (dirname(folder) === folder) return join(cwd, folderName)
  }
}

export const readMemory = async (folder: string): Promise<Memory> =>
  ((await read(join(folder, fileName))) as Memory | undefined) ?? {}

/** Stores what a folder remembers. Only its owner can read it, and git ignores it. */
export async function writeMemory(folder: string, memory: Memory): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '*\n')
  await writeSecret(join(folder, fileName), memory)
}

export const readLogins = async (file: string): Promise<Logins> => ((await read(file)) as Logins | undefined) ?? {}

/** Writes JSON that only its owner can read. A reader sees the old file or the new one. */
export async function writeSecret(file: string, content: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, file)
}

async function read(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure('failed', `${file}: is not JSON`, `rm ${file}`)
  }
}
