import * as z from 'zod'
import { ToolFailure } from '#mcp/failure.ts'
import type { OpenWorld } from '#mcp/session.ts'
import { defineTool, joinLines, queryOf, withoutAbsent, worldArgument } from '#mcp/tool.ts'
import { describeProblem, readProblems } from './look-up-error.ts'
import { readErrors, readReasons } from './reasons.ts'

/** One line of the log of requests. */
type LoggedRequest = {
  readonly id: string
  readonly realAt: string
  readonly interactionId: string
  readonly surface: string
  readonly operation?: string
  readonly method: string
  readonly target: string
  readonly status?: number
  readonly problem?: string
  readonly partner?: string
  readonly scenarios?: readonly { readonly name: string }[]
}
type Message = { readonly body?: string }
type WholeRequest = LoggedRequest & {
  readonly request: Message
  readonly answer?: Message
  readonly chain: {
    readonly token?: { readonly id: string; readonly issuedBy?: string }
    readonly consent?: { readonly id: string; readonly kind: string; readonly status: string }
    readonly order?: { readonly id: string; readonly account: string; readonly rail: string }
    readonly legs?: readonly object[]
  }
}
type Filter = Readonly<Record<string, string | undefined>>

/** The longest body in a text, in characters. */
const longestBody = 2_000

const isOfApp = ({ surface }: LoggedRequest) => surface !== 'control'
const hasFailed = ({ status }: LoggedRequest) => status === undefined || status >= 400

const describeRequest = ({ id, realAt, method, target, status, problem }: LoggedRequest): string =>
  [realAt, status ?? 'cut', method, target, problem, id].filter((part) => part !== undefined).join('  ')

export const readLog = defineTool({
  name: 'read_log',
  title: 'Read the request log',
  description: 'Lists what apps sent to a world and how it answered, newest first.',
  input: {
    world: worldArgument,
    status: z
      .string()
      .regex(/^([1-5]\d\d|[1-5]xx|cut)$/, { error: 'must be a status (404), a class (4xx) or cut' })
      .optional()
      .describe('Only this status (404), class (4xx), or cut connections'),
    operation: z.string().min(1).optional().describe('Only this operation, such as GetAccounts'),
    partner: z.string().min(1).optional().describe('Only this partner'),
    problem: z.string().min(1).optional().describe('Only answers with this problem'),
    control: z.boolean().default(false).describe('List calls of /control too, which this server makes itself'),
    limit: z.int().min(1).max(200).default(20),
  },
  writes: false,
  async run(session, { world, control, limit, ...filter }) {
    const open = session.findWorld(world)
    const requests = await findRequests(open, filter, (one) => control || isOfApp(one), limit)
    return {
      text: joinLines(...requests.map(describeRequest)) || 'The log has no such request.',
      data: { world: open.id, requests },
    }
  },
})

/** Finds the newest requests that match, newest first. */
async function findRequests(
  world: OpenWorld,
  filter: Filter,
  matches: (request: LoggedRequest) => boolean,
  limit: number,
): Promise<LoggedRequest[]> {
  const requests: LoggedRequest[] = []
  let page: string | undefined
  do {
    const answer: { requests: LoggedRequest[]; next?: string } = await world.call(
      'GET',
      `/requests?${queryOf({ ...filter, page })}`,
    )
    requests.push(...answer.requests.filter(matches))
    page = answer.next
  } while (page !== undefined && requests.length < limit)
  return requests.slice(0, limit)
}

export const explainRequest = defineTool({
  name: 'explain_request',
  title: 'Explain a request',
  description:
    'Explains why a request to a world failed: the request, its answer, the problem, what to do, and the chain of token, consent and order. Without request: the newest that failed.',
  input: {
    world: worldArgument,
    request: z.string().min(1).optional().describe('Id of the request (req_...), or its x-fapi-interaction-id'),
  },
  writes: false,
  async run(session, { world, request }) {
    const open = session.findWorld(world)
    const id = await findRequestId(open, request)
    const whole = await open.call<WholeRequest>('GET', `/requests/${encodeURIComponent(id)}`)
    const problem = (await readProblems(session)).find(({ code }) => code === whole.problem)
    const answer = parseObject(whole.answer?.body)
    const reasons = [...readErrors(answer), ...readReasons(answer.Data)]
    const scenarios = whole.scenarios?.map(({ name }) => name) ?? []
    return {
      text: joinLines(
        `${whole.method} ${whole.target} (${whole.operation ?? 'no operation has this path'})`,
        `${whole.status === undefined ? 'The connection was cut' : `Status ${whole.status}`}, request ${id}, interaction ${whole.interactionId}`,
        scenarios.length > 0 && `The bank was broken on purpose, by ${scenarios.join(', ')}: see list_scenarios.`,
        ...reasons.map((reason) => `Reason: ${reason}`),
        problem ? describeProblem(problem) : whole.problem && `Problem: ${whole.problem}`,
        !hasFailed(whole) && 'The answer has a status of success.',
        describeChain(whole.chain),
        whole.request.body && `Body that was sent: ${shorten(whole.request.body)}`,
      ),
      data: withoutAbsent({ world: open.id, request: whole, reasons, problem }),
    }
  },
})

/**
 * Finds the id of a request: as it is, by its interaction, or of the newest request that failed.
 */
async function findRequestId(world: OpenWorld, wanted: string | undefined): Promise<string> {
  if (wanted?.startsWith('req_')) return wanted
  const [found] =
    wanted === undefined
      ? await findRequests(world, {}, (one) => isOfApp(one) && hasFailed(one), 1)
      : await findRequests(world, { interactionId: wanted }, () => true, 1)
  if (found !== undefined) return found.id
  throw wanted === undefined
    ? new ToolFailure('no request of an app failed in the log', 'Call read_log to see all requests.')
    : new ToolFailure(
        `request: the log of ${world.id} has none of ${wanted}`,
        'Send an id from read_log, or the x-fapi-interaction-id of an answer.',
      )
}

const shorten = (body: string): string =>
  body.length > longestBody ? `${body.slice(0, longestBody)}... (whole in the structured content)` : body

/** Parses a JSON object; a body that is cut or no JSON has no fields. */
function parseObject(body = ''): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

function describeChain({ token, consent, order, legs = [] }: WholeRequest['chain']): string | undefined {
  const parts = [
    token && `token ${token.id}${token.issuedBy === undefined ? '' : ` issued by ${token.issuedBy}`}`,
    consent && `consent ${consent.id} (${consent.kind}), now ${consent.status}`,
    order && `order ${order.id} on ${order.account} by ${order.rail}, ${legs.length} legs`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : `Chain: ${parts.join('; ')}`
}
