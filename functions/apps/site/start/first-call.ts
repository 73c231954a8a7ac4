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
const firstPath = `${openBanking.base}/aisp/accounts`

/** What the start page asks the bank: the first call, and the balance that it shows beside it. */
export type FirstAnswers = { readonly call: Answered; readonly balances: Answered }

/**
 * Returns a function that asks the bank inside the sandbox, with a developer token of a laptop. The
 * calls are not in the world's log: its reader made none.
 */
export function createFirstCall(host: Host, token: string): () => Promise<FirstAnswers> {
  const { requestLog: _, ...sandbox } = host.sandbox
  const app = new Hono()
  serve(app, [openBanking], { ...host, sandbox })
  const ask = async (path: string): Promise<Answered> => {
    const before = sandbox.real()
    const answer = await app.request(sandbox.baseUrl + path, { headers: { authorization: `Bearer ${token}` } })
    return { status: answer.status, body: (await answer.json()) as Answered['body'], took: sandbox.real() - before }
  }
  return async () => ({ call: await ask(firstPath), balances: await ask(`${firstPath}/acc_0_current/balances`) })
}
