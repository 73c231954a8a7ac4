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
  /** Stops the work; what is whole stays. */
  readonly signal: AbortSignal
  onDone(written: WrittenFile, isNew: boolean): void
}

/**
 * What a worker needs does not grow with the export, so it gets no more: V8 would else put off
 * tidying until it has to.
 */
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 64 }

/**
 * Writes files by several workers, each of which asks for the next file when it has finished one.
 * Every file is one function of the plan, so who writes it, and when, changes no byte. The first
 * failure ends all: unfinished files are taken away.
 */
export async function writeFiles(job: ExportJob): Promise<void> {
  const { plan, folder, files, workers } = job
  const waiting = files.values()
  const crew = Array.from(
    { length: Math.min(workers, files.length) },
    () => new Worker(new URL('./worker.ts', import.meta.url), { workerData: { plan, folder }, resourceLimits }),
  )
  try {
    await Promise.all(crew.map((worker) => feedWorker(worker, waiting, job)))
  } finally {
    await Promise.all(crew.map((worker) => worker.terminate()))
    for (const { name } of files) rmSync(unfinishedNameOf(join(folder, name)), { force: true })
  }
}

/** Gives one worker file after file until there are no more. */
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
