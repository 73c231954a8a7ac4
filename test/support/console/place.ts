import type { Browser, Page } from 'playwright-core'
import { authoriseConsent, insertConsent } from '#actions/consents/consents.ts'
import { newConsent } from '#bank/consents/consent.ts'
import type { Message, Sent } from '#bank/events/message.ts'
import { startServer, watch } from '#test/support/pages/browser.ts'
import { type PaymentBank, paymentBankOf } from '#test/support/payment-bank.ts'
import { testSandbox } from '#test/support/sandbox.ts'
import { deliverWorld } from '#worker/deliver/worlds.ts'

/** Markup in a name: a page that does not escape it changes its title. */
export const hostileName = `<img src=x onerror="document.title='caught'">`

/** A console in a browser, with its bank. */
export type ConsolePlace = {
  readonly page: Page
  readonly origin: string
  /** The address of the world's screen. */
  readonly screen: string
  readonly bank: PaymentBank
  readonly trouble: ReturnType<typeof watch>
  /** Answers the messages of webhooks from now on. */
  answer: (message: Message) => Partial<Sent>
  /** Delivers the events of the world, as the worker does. */
  deliver(): Promise<unknown>
  /** Stores a consent that a customer has authorised. */
  consent(id: string, partner: string, expiresAt?: number): Promise<void>
  stop(): void
}

/** Serves a sandbox with a world that is open at once, and opens its screen in a browser. */
export async function openConsole(browser: Browser): Promise<ConsolePlace> {
  const server = await startServer()
  const origin = `http://127.0.0.1:${server.port}`
  const send = async (message: Message): Promise<Sent> => ({ durationMs: 3, ...place.answer(message) })
  const made = await testSandbox({ baseUrl: origin, send })
  const world = await made.createWorld()
  const first = { ...world, persona: 'salaried family' }
  const sandbox = await testSandbox({ baseUrl: origin, store: made.store, send, first })
  server.use(sandbox.surfaces)
  const bank = paymentBankOf(sandbox, world)
  const page = await browser.newPage()
  const place: ConsolePlace = {
    page,
    origin,
    screen: `${origin}/console/${world.id}`,
    bank,
    trouble: watch(page, origin),
    answer: () => ({ status: 204 }),
    deliver: () => deliverWorld({ sandbox: sandbox.sandbox, by: 'p1', keepsLease: true }, world.id),
    async consent(id, partner, expiresAt) {
      const here = await bank.world()
      await insertConsent(here, {
        ...{ id, kind: 'account-access', partner, permissions: ['ReadAccountsDetail', 'ReadBalances'] },
        ...newConsent(here.now),
        ...(expiresAt !== undefined && { expiresAt }),
      })
      await authoriseConsent(here, id, { customer: 'cus_0', accounts: ['acc_0_current'] })
    },
    stop: server.stop,
  }
  return place
}
