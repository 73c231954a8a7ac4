import { defineCommand } from '#cli/command.ts'
import type { WorldTarget } from '#cli/context.ts'
import { openStream, readMessages } from '#cli/events/world-events.ts'
import { Failure } from '#cli/failure.ts'
import { parseWholeNumber } from '#cli/output/format.ts'
import { describeRequest, type LoggedRequest, requestColumns } from '#cli/output/request-line.ts'
import { renderTable } from '#cli/output/table.ts'

const fewest = 25

export const logs = defineCommand({
  path: 'logs',
  about: 'Show what apps sent to the world, and what it answered',
  options: {
    follow: { about: 'show requests as they come' },
    status: { about: 'only this status (404) or class (4xx)', value: 'STATUS' },
    operation: { about: 'only this operation, such as GetAccounts', value: 'ID' },
    partner: { about: 'only this partner', value: 'ID' },
    problem: { about: 'only answers with this problem', value: 'CODE' },
    all: { about: 'calls of /control too, which this command line makes itself' },
    limit: { about: `how many to list (default ${fewest})`, value: 'N', parse: parseWholeNumber },
  },
  examples: [
    'sandbank logs',
    'sandbank logs --follow --status 4xx',
    'sandbank logs --operation CreateDomesticPayments --json',
  ],
  isEndless: true,
  async run(context, { options }) {
    const { terminal, isJson } = context
    const world = await context.world()
    const { follow, all, limit = fewest, ...rest } = options
    const filter: Record<string, string> = {}
    for (const name of ['status', 'operation', 'partner', 'problem'] as const)
      if (rest[name] !== undefined) filter[name] = rest[name]
    const isShown = ({ surface }: LoggedRequest) => all === true || surface !== 'control'
    if (!follow) {
      const requests = await listRequests(world, filter, isShown, limit)
      const table = renderTable(terminal, requestColumns, requests.toReversed(), 'The log is empty.')
      const hint = requests.length === 0 ? '' : `\nnext:  sandbank logs show ${requests[0]?.id}`
      return { json: { requests }, people: `${table}${terminal.isScreen ? hint : ''}` }
    }
    const stopped = context.awaitStop()
    try {
      const response = await openStream(world, `/requests/live?${new URLSearchParams(filter)}`, stopped)
      if (!response.ok || !response.body)
        throw new Failure('failed', `the sandbox has no live log (status ${response.status})`, 'sandbank logs')
      terminal.note(`Following the requests of ${world.id}. Ctrl-C ends.`)
      for await (const message of readMessages(response.body)) {
        const request = JSON.parse(message) as LoggedRequest
        if (isShown(request)) terminal.print(isJson ? message : describeRequest(request))
      }
    } catch (error) {
      if (!stopped.aborted) throw error
    }
    return undefined
  },
})

/** Lists the newest requests that are shown, newest first. */
async function listRequests(
  world: WorldTarget,
  filter: Readonly<Record<string, string>>,
  isShown: (request: LoggedRequest) => boolean,
  limit: number,
): Promise<LoggedRequest[]> {
  const requests: LoggedRequest[] = []
  let page: string | undefined
  do {
    const query = new URLSearchParams({ ...filter, ...(page !== undefined && { page }) })
    const answer = await world.call<{ requests: LoggedRequest[]; next?: string }>('GET', `/requests?${query}`)
    requests.push(...answer.requests.filter(isShown))
    page = answer.next
  } while (page !== undefined && requests.length < limit)
  return requests.slice(0, limit)
}
