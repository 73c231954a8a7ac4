import type { Call, CallWithId } from '../call.ts'
import type { CallOptions } from '../connection.ts'
import { type ErrorDetail, RejectedError, TimeoutError } from '../error.ts'
import { failedStatuses, kinds, type PaymentKind } from './kinds.ts'

/** How long to wait for an order's end. */
export type WaitOptions = CallOptions & {
  /** Default: 60. */
  readonly timeoutSeconds?: number
  /** The first pause between two reads; later ones grow to 2 seconds. Default: 0.25. */
  readonly intervalSeconds?: number
  /** The statuses to wait for. Default: the payee has the money, or a standing order is set up. */
  readonly until?: readonly string[]
  /**
   * The events of the order's world: `world.events`, which needs the world's control key. The wait
   * then reads the order when something happens to it, and seldom otherwise.
   */
  readonly events?: OrderEvents | undefined
}

/** Yields what happens in a world from now on, as `world.events` does. */
export type OrderEvents = {
  follow(options: CallOptions): AsyncGenerator<{ readonly data: object }, void>
}

/** The longest pause between two reads, in seconds: without events, and with them. */
const longestPause = 2
const longestPauseWithEvents = 10

/** What every order of the standard has. */
type AnyOrder = {
  readonly ConsentId: string
  readonly Status: string
  readonly StatusReason?: readonly { readonly StatusReasonCode: string; readonly StatusReasonDescription: string }[]
}

/** One payment of an order, as `payment-details` lists it. */
export type PaymentStatus = {
  readonly PaymentTransactionId: string
  readonly Status: string
  readonly StatusUpdateDateTime: string
}

/**
 * An order as it was when it was read.
 *
 * @example
 * ```ts
 * const to = { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' }
 * const order = await bank.pay({ to, amount: { minor: 1234n, currency: 'GBP' } })
 * await world.clock.advance({ seconds: 10 })
 * const settled = await order.waitUntilSettled()
 * console.log(settled.id, settled.status)
 * ```
 */
export type Order<Data> = {
  readonly kind: PaymentKind | 'domestic-vrp'
  readonly id: string
  readonly consentId: string
  /** The standard's status, such as `ACSP`. */
  readonly status: string
  /** All fields of the standard. */
  readonly data: Data
  /** The UUID of the request that read it. */
  readonly interactionId: string
  /** Reads the order again. */
  refresh(options?: CallOptions): Promise<Order<Data>>
  /** Lists the single payments of the order. */
  details(options?: CallOptions): Promise<readonly PaymentStatus[]>
  /**
   * Reads the order until it is settled, and returns it: again and again, or with `events` when
   * something happens to it. Throws `OrderFailedError` if it is
   * rejected or cancelled, and `OrderTimeoutError` if it is not settled in time.
   */
  waitUntilSettled(options?: WaitOptions): Promise<Order<Data>>
}

/**
 * An order ended unpaid: rejected, cancelled or blocked. `code` is the bank's reason, as `AM04`.
 *
 * @example
 * ```ts
 * import { OrderFailedError } from '@sandbank/sdk'
 *
 * const reasonOf = (error: unknown) => (error instanceof OrderFailedError ? error.code : undefined)
 * ```
 */
export class OrderFailedError extends RejectedError {
  override readonly name = 'OrderFailedError'
  readonly orderId: string
  /** The status of the order, such as `RJCT`. */
  readonly orderStatus: string
  constructor(message: string, { id, status, interactionId }: Told, errors: readonly ErrorDetail[]) {
    super(message, { status: 200, errors, interactionId })
    this.orderId = id
    this.orderStatus = status
  }
}

/**
 * An order had no end in time. It may still be paid: read it again later by `orderId`.
 *
 * @example
 * ```ts
 * import { OrderTimeoutError } from '@sandbank/sdk'
 *
 * const isStillOpen = (error: unknown) => error instanceof OrderTimeoutError
 * ```
 */
export class OrderTimeoutError extends TimeoutError {
  override readonly name = 'OrderTimeoutError'
  readonly orderId: string
  /** The last status of the order, such as `RCVD`. */
  readonly orderStatus: string
  constructor(message: string, { id, status, interactionId }: Told) {
    super(message, { interactionId })
    this.orderId = id
    this.orderStatus = status
  }
}

/** What an error says of an order. */
type Told = Pick<Order<unknown>, 'id' | 'status' | 'interactionId'>

/** Reaches the orders of an API: how to call it, its URL, and how to pause. */
export type OrderContext = {
  readonly call: Call
  readonly callWithId: CallWithId
  readonly base: string
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** Builds an order from an answer. */
export function buildOrder<Data>(
  context: OrderContext,
  kind: PaymentKind | 'domestic-vrp',
  { body: { Data: data }, interactionId }: { readonly body: { readonly Data: Data }; readonly interactionId: string },
): Order<Data> {
  const { call, callWithId, base, sleep } = context
  const { ConsentId, Status, StatusReason = [] } = data as AnyOrder
  const id = (data as Record<string, unknown>)[kinds[kind].id] as string
  const url = `${base}/pisp/${kind}s/${encodeURIComponent(id)}`
  const refresh = async (options?: CallOptions) =>
    buildOrder(context, kind, await callWithId<{ Data: Data }>('GET', url, undefined, options))
  const order: Order<Data> = {
    kind,
    id,
    consentId: ConsentId,
    status: Status,
    data,
    interactionId,
    refresh,
    async details(options) {
      const answer = await call<{ Data: { PaymentStatus?: PaymentStatus[] } }>(
        'GET',
        `${url}/payment-details`,
        undefined,
        options,
      )
      return answer.Data.PaymentStatus ?? []
    },
    async waitUntilSettled(options = {}) {
      const { timeoutSeconds = 60, intervalSeconds = 0.25, until = kinds[kind].settled, signal, events } = options
      const end = new AbortController()
      const stop = signal ? AbortSignal.any([signal, end.signal]) : end.signal
      const following = events?.follow({ signal: stop })
      const longest = events ? longestPauseWithEvents : longestPause
      let waited = 0
      let pause = intervalSeconds
      let paused: Promise<'paused'> | undefined
      let happened: Promise<'happened'> | undefined
      try {
        for (let now: Order<Data> = order; ; now = await refresh({ signal })) {
          if (until.includes(now.status)) return now
          if (failedStatuses.includes(now.status)) throw describeFailure(now)
          if (waited >= timeoutSeconds)
            throw new OrderTimeoutError(
              `${kind} ${id}: is still ${now.status} after ${timeoutSeconds} s, expected ${until.join(' or ')}; ` +
                "wait longer, or in a sandbox advance the world's clock",
              now,
            )
          paused ??= sleep(pause * 1000, stop).then(() => 'paused')
          happened ??= following && nextEventOf(following, id)
          if ((await Promise.race([paused, ...(happened ? [happened] : [])])) === 'happened') {
            happened = undefined
            continue
          }
          paused = undefined
          waited += pause
          pause = Math.min(pause * 1.5, longest, Math.max(timeoutSeconds - waited, 0.001))
        }
      } finally {
        end.abort()
      }
    },
  }
  const describeFailure = (failed: Order<Data>) => {
    const { status } = failed
    const reasons = (failed.data as AnyOrder).StatusReason ?? StatusReason
    const text = reasons.map(({ StatusReasonCode, StatusReasonDescription }) =>
      [StatusReasonCode, StatusReasonDescription].join(' '),
    )
    return new OrderFailedError(
      `${kind} ${id}: ended as ${status}${text.length > 0 ? `: ${text.join('; ')}` : ''}`,
      failed,
      reasons.map((reason) => ({
        ErrorCode: reason.StatusReasonCode,
        Message: reason.StatusReasonDescription,
      })),
    )
  }
  return order
}

/** Waits for the next event about an order. Events of other objects pass. */
async function nextEventOf(following: ReturnType<OrderEvents['follow']>, orderId: string): Promise<'happened'> {
  for (;;) {
    const { value, done } = await following.next()
    // No more will come, so the pauses alone go on.
    if (done) return new Promise(() => {})
    if (Object.values(value.data).includes(orderId)) return 'happened'
  }
}
