import { Hono } from 'hono'
import { openBanking } from '#apps/open-banking/app.ts'
import type { Host } from '#edge/host.ts'
import { serve } from '#edge/serve.ts'

type Balance = {
  readonly Type: string
  readonly CreditDebitIndicator: string
  readonly Amount: { readonly Amount: string }
}

/** A call, and what the bank answers to it now. */
export type Answered = {
  readonly status: number
  /** Real milliseconds until the answer. */
  readonly took: number
  readonly body: { readonly Data?: { readonly Account?: readonly unknown[]; readonly Balance?: readonly Balance[] } }
}

/** The path of the first call. */
export const firstPath = `${openBanking.base}/aisp/accounts`

/** The path of the balance that the page shows beside it. */
export const balancePath = `${firstPath}/acc_0_current/balances`

/**
 * Returns a function that makes a call inside the sandbox, with the developer token that a laptop
 * has. The call is not in the world's log: its reader made none. Without a token there is no
 * answer.
 */
export function createCall(host: Host): (path: string) => Promise<Answered | undefined> {
  const { first } = host
  if (first === undefined) return async () => undefined
  const { requestLog: _, ...sandbox } = host.sandbox
  const app = new Hono()
  serve(app, [openBanking], { ...host, sandbox })
  return async (path) => {
    const before = sandbox.real()
    const answer = await app.request(`${sandbox.baseUrl}${path}`, {
      headers: { authorization: `Bearer ${first.developerToken}` },
    })
    return { status: answer.status, body: (await answer.json()) as Answered['body'], took: sandbox.real() - before }
  }
}
