import { parentPort, workerData } from 'node:worker_threads'
import { isIntact, type WrittenFile, writeFile } from './file.ts'
import type { FilePlan, Plan } from './plan.ts'

/** A message to a worker: one file, and the earlier run's record of it. */
export type Task = { readonly file: FilePlan; readonly known: WrittenFile | undefined }
/** A worker's answer. */
export type TaskResult =
  | { readonly written: WrittenFile; readonly isNew: boolean }
  | { readonly failure: { readonly message: string; readonly code?: string; readonly path?: string } }

const { plan, folder } = workerData as { plan: Plan; folder: string }

/**
 * Writes the file of each message. Answers a failure with its code, which a thrown error would
 * lose.
 */
parentPort?.on('message', ({ file, known }: Task) => {
  let done: TaskResult
  try {
    const isWhole = known !== undefined && isIntact(folder, known)
    done = isWhole ? { written: known, isNew: false } : { written: writeFile(plan, folder, file), isNew: true }
  } catch (error) {
    const { message, code, path } = error as NodeJS.ErrnoException
    done = { failure: { message, ...(code !== undefined && { code }), ...(path !== undefined && { path }) } }
  }
  parentPort?.postMessage(done)
})
