import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { unfinishedNameOf, type WrittenFile } from './file.ts'
import type { FilePlan, Plan } from './plan.ts'
import type { Task, TaskResult } from './worker.ts'

type ExportJob = {
  readonly plan: Plan
  readonly folder: string
  readonly files: readonly FilePlan[]
  readonly known: ReadonlyMap<string, WrittenFile>
  readonly workers: number
  /** Stops the work; finished files stay. */
  readonly signal: AbortSignal
  onDone(written: WrittenFile, isNew: boolean): void
}

/**
 * A worker's memory does not grow with the export. Without limits V8 would delay its collections.
 */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 64 }

/**
 * Writes files with several workers; each takes the next file when it has finished one. A file
 * depends on the plan alone, so its bytes do not depend on the worker. The first failure stops all
 * workers and removes unfinished files.
 */
export async function writeFiles(job: ExportJob): Promise<void> {
  const { plan, folder, files, workers } = job
  const waiting = files.values()
  const pool = Array.from(
    { length: Math.min(workers, files.length) },
    () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { plan, folder }, resourceLimits }),
  )
  try {
    await Promise.all(pool.map((worker) => feedWorker(worker, waiting, job)))
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()))
    for (const { name } of files) rmSync(unfinishedNameOf(join(folder, name)), { force: true })
  }
}

/** Gives files to one worker until none are left. */
function feedWorker(worker: Worker, waiting: Iterator<FilePlan>, { known, signal, onDone }: ExportJob): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      const { done, value: file } = waiting.next()
      if (done) resolve()
      else worker.postMessage({ file, known: known.get(file.name) } satisfies Task)
    }
    worker.on('message', (done: TaskResult) => {
      if ('failure' in done) return reject(Object.assign(new Error(done.failure.message), done.failure))
      try {
        onDone(done.written, done.isNew)
        next()
      } catch (error) {
        reject(error)
      }
    })
    worker.once('error', reject)
    const stop = () => reject(signal.reason)
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    next()
  })
}
