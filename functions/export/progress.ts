import { Presets, SingleBar } from 'cli-progress'

type Progress = { add(customers: number, rows: number): void; stop(): void }

/** Shows a progress bar on a terminal. Shows nothing if the output goes to a file or a log. */
export function showProgress(total: number, terminal: NodeJS.WriteStream): Progress {
  if (!terminal.isTTY) return { add: () => undefined, stop: () => undefined }
  let rows = 0
  const format = '{bar} {percentage} % | {rows} rows | {eta_formatted} left'
  const bar = new SingleBar({ format, stream: terminal, hideCursor: true }, Presets.shades_grey)
  bar.start(total, 0, { rows: '0' })
  return {
    add(customers, some) {
      rows += some
      bar.increment(customers, { rows: rows.toLocaleString('en') })
    },
    stop: () => bar.stop(),
  }
}
