import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { formatOf } from '#formats/formats.ts'
import { joinChunks } from './chunks.ts'
import { type FilePlan, type Plan, partOf } from './plan.ts'

/** One finished file, as the manifest lists it. `rows` counts the entries of statements. */
export type WrittenFile = {
  readonly file: string
  readonly customers: readonly [number, number]
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

/** Returns the name of a file while it is written: a file under its own name is complete. */
export const unfinishedNameOf = (name: string): string => `${name}.part`

/** Writes one file of a plan into a folder. It gets its own name once it is complete. */
export function writeFile(plan: Plan, folder: string, { name, table, customers }: FilePlan): WrittenFile {
  const write = formatOf(plan.format).files[table]
  if (!write) throw new Error(`the format ${plan.format} has no table ${table}`)
  const path = join(folder, name)
  const hash = createHash('sha256')
  let bytes = 0
  const pieces = joinChunks(write(partOf(plan, customers)))
  const file = openSync(unfinishedNameOf(path), 'w')
  try {
    for (;;) {
      const { done, value } = pieces.next()
      if (done) {
        closeSync(file)
        renameSync(unfinishedNameOf(path), path)
        return { file: name, customers, rows: value, bytes, sha256: hash.digest('hex') }
      }
      hash.update(value)
      bytes += value.length
      for (let sent = 0; sent < value.length; ) sent += writeSync(file, value, sent)
    }
  } catch (error) {
    closeQuietly(file)
    throw Object.assign(error as Error, { path })
  }
}

/** Closes a file after a failure; it may be closed already, and the failure is what to report. */
function closeQuietly(file: number): void {
  try {
    closeSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error
  }
}

/** Whether a file still has the bytes that the manifest lists. */
export function isIntact(folder: string, { file, bytes, sha256 }: WrittenFile): boolean {
  const path = join(folder, file)
  if (statSync(path, { throwIfNoEntry: false })?.size !== bytes) return false
  const hash = createHash('sha256')
  const block = Buffer.allocUnsafe(1024 * 1024)
  const handle = openSync(path, 'r')
  try {
    for (let read = readSync(handle, block); read > 0; read = readSync(handle, block))
      hash.update(block.subarray(0, read))
  } finally {
    closeSync(handle)
  }
  return hash.digest('hex') === sha256
}
