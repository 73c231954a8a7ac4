import { ApiError } from './sdk.ts'

/** The reason why a tool call fails. `next` tells the agent what to do now. */
export class ToolFailure extends Error {
  readonly next: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(message: string, next: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'ToolFailure'
    this.next = next
    this.details = details
  }
}

/** Returns any error of a tool as a failure. `url` is the sandbox that was called. */
export function toFailure(error: unknown, url: string): ToolFailure {
  if (error instanceof ToolFailure) return error
  if (!(error instanceof ApiError))
    return new ToolFailure(
      error instanceof Error ? error.message : String(error),
      'Correct the arguments of the tool, or report this as a fault of the MCP server.',
    )
  const { status, interactionId } = error
  if (error.failure === 'unreachable') {
    const isHere = /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)
    const why = error.message.replace(/^.*no answer: |\s*\(interaction .*$/g, '')
    return new ToolFailure(
      `no sandbox answers at ${url} (${why})`,
      isHere
        ? 'Start one: `npm start` in the Sandbank repository, or `sandbank up`. For another address, start the MCP server with --url URL.'
        : 'Check the address that the MCP server got by --url or SANDBANK_URL.',
    )
  }
  if (error.failure === 'unreadable')
    return new ToolFailure(
      `what answers at ${url} is not a sandbox: ${error.message}`,
      'Start the MCP server with the base URL of a sandbox, such as --url http://localhost:4000.',
    )
  const problem = problemOf(error)
  const reasons = error.errors.map(({ ErrorCode, Message = '', Path }) => {
    const isRepeated = Path === undefined || Message.startsWith(Path)
    return `${ErrorCode ?? ''} ${isRepeated ? Message : `${Path}: ${Message}`}`.trim()
  })
  const isOfKey = problem === 'token-invalid' || problem === 'world-expired'
  return new ToolFailure(
    [
      `status ${status}${problem === undefined ? '' : `, problem ${problem}`}, interaction ${interactionId}`,
      ...reasons,
    ].join('\n'),
    isOfKey
      ? 'Call the tool again. If it fails again, the world is gone or the MCP server has a wrong key of it: check its --key options.'
      : problem === undefined
        ? 'Correct the arguments of the tool.'
        : `Call look_up_error with {"query": "${problem}"} to read what to do.`,
    { status, problem, errors: error.errors, interactionId },
  )
}

/** Returns the code of the problem, from the page that the error links to. */
function problemOf({ errors, code }: ApiError): string | undefined {
  const [first] = errors
  return (
    /\/problems\/([a-z-]+)$/.exec(first?.Url ?? '')?.[1] ?? (/^[a-z]+(-[a-z]+)+$/.test(code ?? '') ? code : undefined)
  )
}
