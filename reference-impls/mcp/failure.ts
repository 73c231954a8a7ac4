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
  const explain = `call explain_request with {"request": "${interactionId}"}`
  if (error.failure === 'unreachable') {
    const why = error.message.replace(/^.*no answer: |\s*\(interaction .*$/g, '')
    return isCut.test(why)
      ? new ToolFailure(
          `the sandbox at ${url} cut the connection (${why}), interaction ${interactionId}`,
          `A fault may be armed: see list_scenarios, or ${explain}.`,
          { interactionId },
        )
      : new ToolFailure(`no sandbox answers at ${url} (${why})`, describeStart(url))
  }
  if (error.failure === 'unreadable')
    return new ToolFailure(
      `what answers at ${url} is not a sandbox, or a fault is armed: ${error.message}`,
      `If this is the base URL of a sandbox, ${explain}. If not, start the MCP server with another --url.`,
      { status, interactionId },
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
      ? 'Call the tool again. If it fails again, the world is gone or the MCP server has a wrong key of it: check its --key options. An armed fault may answer so too: see list_scenarios.'
      : problem === undefined
        ? 'Correct the arguments of the tool.'
        : `Call look_up_error with {"query": "${problem}"} to read what to do.`,
    { status, problem, errors: error.errors, interactionId },
  )
}

/** What tells a lost connection from one that was never open. */
const isCut = /UND_ERR_SOCKET|ECONNRESET|EPIPE|other side closed|terminated/

/** Tells how to start a sandbox. */
const describeStart = (url: string): string =>
  /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)
    ? 'Start one: `npm start` in the Sandbank repository, or `sandbank up`. For another address, start the MCP server with --url URL.'
    : 'Check the address that the MCP server got by --url or SANDBANK_URL.'

/** Returns the code of the problem, from the page that the error links to. */
function problemOf({ errors, code }: ApiError): string | undefined {
  const [first] = errors
  return (
    /\/problems\/([a-z-]+)$/.exec(first?.Url ?? '')?.[1] ?? (/^[a-z]+(-[a-z]+)+$/.test(code ?? '') ? code : undefined)
  )
}
