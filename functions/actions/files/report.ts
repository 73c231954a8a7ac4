import { buildOrderView, buildPaymentDetail } from '#actions/payments/order-views.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { StoredFilePayment } from '#bank/files/file-payment.ts'
import type { FileInitiation } from '#bank/payments/initiation-schemas.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { iso } from '#bank/time/clock.ts'
import { listPages } from '#store/list-pages.ts'
import { executions } from '#store/records.ts'
import type { World } from '#store/world.ts'
import { readFilePayments } from './payments.ts'

/**
 * How each payment of a file stands now, in the order of the file. One whose turn has not come
 * stands as the file does.
 */
export async function buildFileDetails(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
): Promise<Record<string, unknown>[]> {
  const made = await executionsOf(world, order)
  return Array.from({ length: order.file?.payments ?? 0 }, (_, n) => {
    const own = made.get(n)
    return buildPaymentDetail(world, own ?? order, consent, `${order.id}.${n}`)
  })
}

/**
 * What became of each payment of a file when its turn came, as JSON. It says nothing that goes on
 * changing, so that once the file is through, the report is the same bytes for ever.
 */
export async function buildFileReport(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
): Promise<string> {
  const [payments, made] = [await readFilePayments(world, consent), await executionsOf(world, order)]
  const { FilePaymentId, ConsentId, Status, StatusUpdateDateTime, Initiation } = buildOrderView(world, order, consent)
  const { FileType, FileHash, FileReference } = Initiation as FileInitiation
  const Payments = payments.map((payment, n) => reported(payment, `${order.id}.${n}`, made.get(n) ?? order))
  const countOf = (status: string) => Payments.filter((one) => one.Status === status).length
  const Data = {
    FilePaymentId,
    ConsentId,
    FileType,
    FileHash,
    ...(FileReference !== undefined && { FileReference }),
    Status,
    StatusUpdateDateTime,
    NumberOfTransactions: String(Payments.length),
    NumberOfAccepted: String(countOf('ACSP')),
    NumberOfRejected: String(countOf('RJCT')),
    Payments,
  }
  return `${JSON.stringify({ Data }, undefined, 2)}\n`
}

/**
 * Accepted or rejected, and why: how the money travels from there on is for the payment's details
 * to say.
 */
function reported(
  { InstructionIdentification, EndToEndIdentification, InstructedAmount, CreditorAccount }: StoredFilePayment,
  PaymentTransactionId: string,
  { stopped, waits, createdAt }: OrderRecord,
) {
  const at = stopped ? stopped.at : createdAt
  return {
    PaymentTransactionId,
    InstructionIdentification,
    EndToEndIdentification,
    InstructedAmount,
    CreditorAccount,
    Status: stopped ? 'RJCT' : waits ? 'PDNG' : 'ACSP',
    StatusUpdateDateTime: iso(at),
    ...(stopped && { StatusReason: stopped.code, StatusReasonDescription: stopped.why }),
  }
}

const perQuery = 1_000

/** What became of the payments whose turn has come, by their place in the file. */
async function executionsOf(world: World, order: OrderRecord): Promise<Map<number, OrderRecord>> {
  const { partition, path } = executions.key(world, order.id, 0)
  const prefix = path.slice(0, path.lastIndexOf('/') + 1)
  const made = new Map<number, OrderRecord>()
  for await (const items of listPages(world.sandbox.store, partition, { prefix, limit: perQuery }))
    for (const item of items) made.set(Number(item.key.path.slice(prefix.length)), executions.read(item))
  return made
}
