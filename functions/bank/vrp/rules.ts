import { findFirstDifference } from '#bank/base/first-difference.ts'
import { Problem } from '#bank/base/problem.ts'
import { formatDecimal } from '#bank/money/money.ts'
import { checkDebtor, checkDomesticCreditor } from '#bank/payments/account-rules.ts'
import { parseAmount } from '#bank/payments/amounts.ts'
import { checkMatchesConsent } from '#bank/payments/consent-match.ts'
import { checkDates, dayMs, parseDateTime, startOfDay } from '#bank/payments/dates.ts'
import { checkLocalInstrument, recurringInstruments } from '#bank/payments/local-instruments.ts'
import { firstPeriodStart, type PaidAmount, remainingAt } from './limits.ts'
import type {
  ControlParameters,
  VrpConsentRequest,
  VrpFundsRequest,
  VrpInitiation,
  VrpOrderRequest,
} from './schemas.ts'

const pounds = ['GBP'] as const
const control = (field: string) => `Data.ControlParameters.${field}`

/**
 * Refuses a consent to recurring payments that the standard or this bank does not allow. `now` is
 * the world's.
 */
export function checkVrpConsent(request: VrpConsentRequest, now: number): void {
  const { ControlParameters: parameters, Initiation } = request.Data
  checkDates(request)
  checkValidity(parameters, now)
  parseAmount(parameters.MaximumIndividualAmount, control('MaximumIndividualAmount'), pounds)
  parameters.PeriodicLimits.forEach((limit, n) => {
    const path = control(`PeriodicLimits.${n}`)
    parseAmount(limit, path, pounds)
    if (limit.PeriodType === 'Fortnight' && limit.PeriodAlignment === 'Calendar')
      throw new Problem('field-invalid', 'no calendar says when a fortnight begins; align it to the consent', {
        path: `${path}.PeriodAlignment`,
      })
    const before = parameters.PeriodicLimits.slice(0, n)
    if (before.some((one) => one.PeriodType === limit.PeriodType && one.PeriodAlignment === limit.PeriodAlignment))
      throw new Problem('field-invalid', `${path} sets a second limit to the same period`, {
        path: `${path}.PeriodType`,
      })
  })
  checkSides(Initiation)
  if (!Initiation.CreditorAccount && parameters.VRPType.includes('UK.OBIE.VRPType.Sweeping'))
    throw new Problem('field-expected', 'money is swept to an account that is known from the start', {
      path: 'Data.Initiation.CreditorAccount',
    })
}

/**
 * When a consent is over, epoch milliseconds: its last day counts to the end. Undefined where it is
 * open.
 */
export function expiryOf({ ValidToDateTime }: ControlParameters): number | undefined {
  if (ValidToDateTime === undefined) return undefined
  return startOfDay(parseDateTime(ValidToDateTime, control('ValidToDateTime'))) + dayMs
}

function checkValidity({ ValidFromDateTime, ValidToDateTime }: ControlParameters, now: number): void {
  if (ValidToDateTime === undefined) return
  const path = control('ValidToDateTime')
  const last = startOfDay(parseDateTime(ValidToDateTime, path))
  if (last < startOfDay(now))
    throw new Problem(
      'date-invalid',
      `${path} must not be over; the world's clock says ${new Date(now).toISOString()}`,
      {
        path,
      },
    )
  if (
    ValidFromDateTime !== undefined &&
    last < startOfDay(parseDateTime(ValidFromDateTime, control('ValidFromDateTime')))
  )
    throw new Problem('date-invalid', `${path} must not be before ValidFromDateTime`, { path })
}

function checkSides({ DebtorAccount, CreditorAccount }: VrpInitiation): void {
  if (DebtorAccount) checkDebtor(DebtorAccount, 'Data.Initiation.DebtorAccount')
  if (CreditorAccount) checkDomesticCreditor(CreditorAccount, 'Data.Initiation.CreditorAccount')
}

/**
 * Refuses a recurring payment that is not what was consented to, or goes beyond it. `createdAt` is
 * when the consent was made, `paid` what was paid so far in the last period of each limit. Answers
 * with the amount in minor units.
 */
export function checkVrpOrder(
  consent: VrpConsentRequest,
  order: VrpOrderRequest,
  { createdAt, now, paid }: { createdAt: number; now: number; paid: readonly PaidAmount[] },
): bigint {
  const { Instruction } = order.Data
  checkDates(order)
  checkMatchesConsent(consent, order)
  checkInstruction(consent.Data.Initiation, order)
  checkDomesticCreditor(Instruction.CreditorAccount, 'Data.Instruction.CreditorAccount')
  checkLocalInstrument(Instruction.LocalInstrument, recurringInstruments, 'Data.Instruction.LocalInstrument')
  const amount = parseAmount(Instruction.InstructedAmount, 'Data.Instruction.InstructedAmount', pounds)
  checkControlParameters(consent.Data.ControlParameters, order)
  checkLimits(consent.Data.ControlParameters, amount, { createdAt, now, paid })
  return amount
}

/** What the consent says of the payee and the reference, each payment must say again. */
function checkInstruction(consented: VrpInitiation, { Data: { Instruction } }: VrpOrderRequest): void {
  for (const field of ['CreditorAccount', 'RemittanceInformation'] as const) {
    if (consented[field] === undefined) continue
    const path = findFirstDifference(consented[field], Instruction[field], `Data.Instruction.${field}`)
    if (path !== undefined) throw new Problem('consent-mismatch', `${path} is not what was consented to`, { path })
  }
}

/** The path of a refusal is that of the control parameter, as the standard wants it. */
const rejectBeyondControl = (field: string, why: string): never => {
  throw new Problem('control-parameters-exceeded', why, { path: control(field) })
}

function checkControlParameters(parameters: ControlParameters, { Data }: VrpOrderRequest): void {
  const { PSUAuthenticationMethod, VRPType, PSUInteractionType = 'OffSession' } = Data
  const { PSUAuthenticationMethods, PSUInteractionTypes: types = [] } = parameters
  const PSUInteractionTypes = types.length > 0 ? types : ['OffSession']
  if (!parameters.VRPType.includes(VRPType)) rejectBeyondControl('VRPType', `${VRPType} was not consented to`)
  if (!PSUAuthenticationMethods.includes(PSUAuthenticationMethod))
    rejectBeyondControl('PSUAuthenticationMethods', `${PSUAuthenticationMethod} was not consented to`)
  if (!PSUInteractionTypes.includes(PSUInteractionType))
    rejectBeyondControl('PSUInteractionTypes', `${PSUInteractionType} was not consented to`)
}

function checkLimits(
  parameters: ControlParameters,
  amount: bigint,
  { createdAt, now, paid }: { createdAt: number; now: number; paid: readonly PaidAmount[] },
): void {
  const { ValidToDateTime, MaximumIndividualAmount, PeriodicLimits } = parameters
  const from = firstPeriodStart(parameters, createdAt)
  if (now < from)
    rejectBeyondControl('ValidFromDateTime', `payments begin on ${new Date(from).toISOString().slice(0, 10)}`)
  if (
    ValidToDateTime !== undefined &&
    startOfDay(now) > startOfDay(parseDateTime(ValidToDateTime, control('ValidToDateTime')))
  )
    rejectBeyondControl('ValidToDateTime', `payments ended on ${ValidToDateTime.slice(0, 10)}`)
  if (amount > parseAmount(MaximumIndividualAmount, control('MaximumIndividualAmount'), pounds))
    rejectBeyondControl('MaximumIndividualAmount', `one payment may be ${MaximumIndividualAmount.Amount} at most`)
  PeriodicLimits.forEach((limit, n) => {
    const left = remainingAt(limit, from, now, paid.slice(n, n + 1))
    if (amount > left)
      rejectBeyondControl(
        `PeriodicLimits.${n}`,
        `${formatDecimal(left)} ${limit.Currency} is left of what may be paid in this ${limit.PeriodType.toLowerCase()}`,
      )
  })
}

/** The amount of a question for funds under a recurring consent, in minor units. */
export const parseVrpFundsAmount = ({ Data }: VrpFundsRequest): bigint =>
  parseAmount(Data.InstructedAmount, 'Data.InstructedAmount', pounds)
