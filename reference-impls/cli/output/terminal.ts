import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Where a command writes and whom it asks. */
export type Terminal = {
  /** The width of tables: that of the terminal, or no limit when the output is piped. */
  readonly width: number
  /** Whether a person can be asked. */
  readonly isInteractive: boolean
  /** Whether the output goes to a person and not to a pipe. */
  readonly isScreen: boolean
  style(style: Style, text: string): string
  print(text: string): void
  /** Prints beside the output: progress, hints and errors. */
  note(text: string): void
  /** Replaces the line of progress; an empty text removes it. */
  showProgress(text: string): void
  ask(question: string): Promise<string>
}

export type TerminalSettings = {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: Stream
  readonly errors: Stream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isJson: boolean
}

/** Creates the terminal of one run. Colours obey NO_COLOR and FORCE_COLOR, and end at a pipe. */
export function createTerminal({ input, output, errors, env, isJson }: TerminalSettings): Terminal {
  const isScreen = output.isTTY === true
  const isColoured =
    !env.NO_COLOR && !isJson && (env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : isScreen && env.TERM !== 'dumb')
  const showsProgress = errors.isTTY === true
  let progress = ''
  let isAsking = false
  const clear = () => {
    if (progress !== '') errors.write('\r\u001b[2K')
    progress = ''
  }
  return {
    width: isScreen ? (output.columns ?? 80) : Number.POSITIVE_INFINITY,
    isInteractive: input.isTTY === true && isScreen && !isJson,
    isScreen,
    style: (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text),
    print(text) {
      clear()
      output.write(`${text}\n`)
    },
    note(text) {
      clear()
      errors.write(`${text}\n`)
    },
    showProgress(text) {
      clear()
      if (!showsProgress || isAsking || text === '') return
      progress = text
      errors.write(text)
    },
    async ask(question) {
      clear()
      isAsking = true
      const lines = createInterface({ input, output: errors })
      try {
        return (await lines.question(`${question} `)).trim()
      } finally {
        isAsking = false
        lines.close()
      }
    },
  }
}
