import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from '#cli/failure.ts'

/** What a folder remembers of a world that it created, forked or uses. */
export type RememberedWorld = {
  readonly url: string
  readonly name?: string | undefined
  /** Absent if the environment has it. */
  readonly controlKey?: string | undefined
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
    if ((await readSecret(join(folder, folderName, fileName))) !== undefined) return join(folder, folderName)
    if (dirname(folder) === folder) return join(cwd, folderName)
  }
}

export const readMemory = async (folder: string): Promise<Memory> =>
  ((await readSecret(join(folder, fileName))) as Memory | undefined) ?? {}

/**
 * Changes what a folder remembers, one process at a time: keys are returned only once, so none may
 * be lost. Only its owner can read the file, and git ignores it.
 */
export async function changeMemory(folder: string, change: (memory: Memory) => Memory): Promise<Memory> {
  await mkdir(folder, { recursive: true })
  const release = await lock(join(folder, 'cli.lock'))
  try {
    await writeFile(join(folder, '.gitignore'), '*\n')
    const changed = change(await readMemory(folder))
    await writeSecret(join(folder, fileName), changed)
    return changed
  } finally {
    await release()
  }
}

const lockTries = 250
const lockPauseMs = 20

/** Takes a lock, a folder that only one process can make. One of a killed process is taken over. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries++) {
    try {
      await mkdir(path)
      return () => rm(path, { recursive: true, force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (tries === lockTries) await rm(path, { recursive: true, force: true })
      await pause(lockPauseMs)
    }
  }
}

export const readLogins = async (file: string): Promise<Logins> =>
  ((await readSecret(file)) as Logins | undefined) ?? {}

/** Writes JSON that only its owner can read. A reader sees the old file or the new one. */
export async function writeSecret(file: string, content: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, file)
}

/** Reads JSON that `writeSecret` wrote; undefined if there is none. */
export async function readSecret(file: string): Promise<unknown> {
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
