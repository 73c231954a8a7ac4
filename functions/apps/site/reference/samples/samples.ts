import type { Catalogue, Entry } from '#apps/site/reference/catalogue.ts'
import { writeCurl } from './curl.ts'
import { writeJavaScript } from './javascript.ts'
import { writePython } from './python.ts'
import { buildRequest, idsOf, listRequests, type SampleRequest, type Sandbox } from './request.ts'

/** The code samples of an operation. */
export type Samples = {
  readonly request: SampleRequest
  readonly curl: string
  readonly javascript: string
  readonly python: string
}

/** Builds the code samples of an operation. `body` replaces that of the example. */
export function buildSamples(entry: Entry, catalogue: Catalogue, sandbox: Sandbox, body?: object): Samples {
  const replace = (one: SampleRequest) => (body && one.entry === entry ? { ...one, body } : one)
  const request = replace(buildRequest(entry, sandbox))
  const requests = listRequests(entry, catalogue, sandbox).map(replace)
  const ids = (name: string) => {
    const maker = requests.find(({ sets }) => sets?.name === name)?.entry.id
    const example = request.description.parameters.find((one) => one.name === name)?.schema.examples?.[0]
    const value = exampleIds(sandbox)[name] ?? (typeof example === 'string' ? example : '1f2e3d4c5b6a7980')
    return { value, about: maker === undefined ? 'yours' : `from ${maker}` }
  }
  return {
    request,
    curl: [...listUnknown(requests), writeCurl(requests, sandbox)].join('\n'),
    javascript: writeJavaScript(request, sandbox, ids),
    python: writePython(request, sandbox, ids),
  }
}

/** Returns examples of ids: those of the example customer, and forms of ids that schemas lack. */
export function exampleIds({ now, first }: Sandbox): Readonly<Record<string, string>> {
  const today = new Date(now)
  const lastMonth = today.getUTCFullYear() * 12 + today.getUTCMonth() - 1
  return {
    AccountId: 'acc_0_current',
    CustomerId: 'cus_0',
    StatementId: `st_0_current_${lastMonth}`,
    OrderId: 'pay_1f2e3d4c5b6a7980',
    DomesticPaymentId: 'pay_1f2e3d4c5b6a7980',
    WorldId: first?.id ?? 'wld_...',
  }
}

/** Where the reader finds the ids that no request of the example makes. */
const whereToFind: Readonly<Record<string, string>> = {
  OrderId: 'the order of a payment that waits: ListApprovals lists them',
  EventId: 'the id of an event: ListEvents lists them',
}

function listUnknown(requests: readonly SampleRequest[]): string[] {
  return [...new Set(requests.flatMap(idsOf))]
    .filter((name) => name in whereToFind)
    .map((name) => `# $${name === 'OrderId' ? 'ORDER_ID' : 'EVENT_ID'} is ${whereToFind[name]}.`)
}
