import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { formatOf } from '#formats/formats.ts'
import { joinChunks } from './chunks.ts'
import { type FilePlan, type Plan, partOf } from './plan.ts'

/** One finished file, as the manifest tells of it. `rows` of statements are entries. */
export type WrittenFile = {
  readonly file: string
  readonly customers: readonly [number, number]
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

/** While it is written, a file has another name: what has its own name is whole. */
export const unfinishedNameOf = (name: string): string => `${name}.part`

/** Writes one file of a plan into a folder, under its own name only once it is whole. */
export function writeFile(plan: Plan, folder: string, { name, table, customers }: FilePlan): WrittenFile {
  const write = formatOf(plan.format).files[table]
  if (!write) throw new Error(`no table ${table} in ${plan.format}`)
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

/** After a failure the file may be closed already, and the failure is what matters. */
function closeQuietly(file: number): void {
  try {
    closeSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error
  }
}

/** Whether a file still has the bytes that it was written with. */
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
