import type { Admission } from '#edge/grant.ts'
import { readJsonBody } from '#edge/input.ts'
import type { Operation, Surface } from '#edge/operation.ts'

type ReadBody = (check?: Parameters<typeof readJsonBody>[3]) => ReturnType<typeof readJsonBody>

/**
 * Returns the reader of a request's JSON body: it reads the body once, however often it is called.
 */
export function bodyReader({ mostBodyBytes, bodyMedia }: Operation, request: Request): ReadBody {
  let read: ReturnType<typeof readJsonBody> | undefined
  return (check) => {
    read ??= readJsonBody(request, mostBodyBytes, bodyMedia, check)
    return read
  }
}

/**
 * Finds the accounts of a payment or a confirmation of funds with a developer token: those of the
 * consent that the path or the body names. A customer's token has them in its grant.
 */
export async function findNamedAccounts(
  { grant, world }: Admission,
  readBody: ReadBody,
  inPath: string | undefined,
  find: Surface['findAccountsOfConsent'],
): Promise<readonly string[] | undefined> {
  if (!world || grant.agreed || (grant.scope !== 'payment' && grant.scope !== 'funds')) return undefined
  const named = inPath ?? (await readConsentId(readBody))
  return typeof named === 'string' ? find?.(world, grant, named) : undefined
}

/** Reads the id of a consent in a body; undefined where validation will reject the body. */
async function readConsentId(readBody: ReadBody): Promise<unknown> {
  try {
    const { Data } = await readBody()
    return (Data as { ConsentId?: unknown } | null | undefined)?.ConsentId
  } catch {
    return undefined
  }
}
