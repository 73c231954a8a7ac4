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
 * Builds the details of each payment of a file, in the order of the file. A payment that was not
 * executed yet has the status of the file.
 */
export async function buildFileDetails(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
): Promise<Record<string, unknown>[]> {
  const executed = await loadExecutions(world, order)
  return Array.from({ length: order.file?.payments ?? 0 }, (_, n) => {
    return buildPaymentDetail(world, executed.get(n) ?? order, consent, `${order.id}.${n}`)
  })
}

/**
 * Builds the report file of an order as JSON: the outcome of each payment when it was executed. It
 * leaves out later statuses, so the bytes of the report of a completed file never change.
 */
export async function buildFileReport(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
): Promise<string> {
  const [payments, executed] = [await readFilePayments(world, consent), await loadExecutions(world, order)]
  const { FilePaymentId, ConsentId, Status, StatusUpdateDateTime, Initiation } = buildOrderView(world, order, consent)
  const { FileType, FileHash, FileReference } = Initiation as FileInitiation
  const Payments = payments.map((payment, n) => buildReportEntry(payment, `${order.id}.${n}`, executed.get(n) ?? order))
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

/** Builds the report's entry of a payment: accepted, pending or rejected, and the reason. */
function buildReportEntry(
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

const executionsPerPage = 1_000

/** Loads the payments that were executed, by their index in the file. */
async function loadExecutions(world: World, order: OrderRecord): Promise<Map<number, OrderRecord>> {
  const { partition, path } = executions.key(world, order.id, 0)
  const prefix = path.slice(0, path.lastIndexOf('/') + 1)
  const executed = new Map<number, OrderRecord>()
  for await (const items of listPages(world.sandbox.store, partition, { prefix, limit: executionsPerPage }))
    for (const item of items) executed.set(Number(item.key.path.slice(prefix.length)), executions.read(item))
  return executed
}
