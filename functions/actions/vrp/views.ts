import { buildPaymentStatus, deriveOrderStatus } from '#actions/payments/order-views.ts'
import { calculateCharges } from '#bank/money/charge.ts'
import { parseMinorUnits } from '#bank/money/currency.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { buildTimeline } from '#bank/rails/timeline.ts'
import { iso } from '#bank/time/clock.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import type { VrpDetails, VrpOrderResponse } from '#bank/vrp/schemas.ts'
import { calendar } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'
import { namedAccountOf } from './mandates.ts'
import { instructionOf, type Vrp } from './payments.ts'

type View = VrpOrderResponse['Data']

/** Builds the `Data` of OBDomesticVRPResponse for a recurring payment. */
export function buildVrpView(world: World, vrp: Vrp): View {
  const { order, consent } = vrp
  const { Initiation, ReadRefundAccount } = mandateRequestOf(consent).Data
  const { status, at, why } = deriveOrderStatus(world, order)
  const account = namedAccountOf(world, order.account)
  const Instruction = instructionOf(vrp)
  return {
    DomesticVRPId: order.id,
    ConsentId: consent.id,
    CreationDateTime: iso(order.createdAt),
    Status: status as View['Status'],
    ...(why && { StatusReason: [{ StatusReasonCode: why.code, StatusReasonDescription: why.why }] }),
    StatusUpdateDateTime: iso(at),
    ...(status !== 'RJCT' && buildExpectations(vrp)),
    ...(ReadRefundAccount === 'Yes' && account && { Refund: account }),
    Initiation,
    Instruction,
    ...(account && { DebtorAccount: account }),
  }
}

/** Builds the expected times and charges. They are computed from the instruction, not stored. */
function buildExpectations(
  vrp: Vrp,
): Pick<View, 'ExpectedExecutionDateTime' | 'ExpectedSettlementDateTime' | 'Charges'> {
  const { rail: name, accepted } = vrp.order
  const rail = getRail(name as RailName)
  const { Amount } = instructionOf(vrp).InstructedAmount
  const pence = parseMinorUnits(Amount, 'GBP', 'Data.Instruction.InstructedAmount.Amount')
  const { charges } = calculateCharges(rail, pence, 'Shared')
  return {
    ExpectedExecutionDateTime: iso(accepted),
    ExpectedSettlementDateTime: iso(buildTimeline(rail, accepted, calendar).at(-1)?.at ?? accepted),
    ...(charges.length > 0 && { Charges: charges as View['Charges'] }),
  }
}

/** Builds the `Data` of OBDomesticVRPDetails: the status of the one payment. */
export function buildVrpDetailsView(world: World, vrp: Vrp): VrpDetails['Data'] {
  const { order } = vrp
  const { status, ...derived } = deriveOrderStatus(world, order)
  const fields = buildPaymentStatus({ ...derived, status: status as View['Status'] }, instructionOf(vrp))
  return { PaymentStatus: [{ PaymentTransactionId: order.id, ...fields }] }
}
