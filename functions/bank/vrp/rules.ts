import { isEmptyField } from '#bank/base/first-difference.ts'
import { Problem } from '#bank/base/problem.ts'
import { formatDecimal } from '#bank/money/money.ts'
import { checkDebtor, checkDomesticCreditor } from '#bank/payments/account-rules.ts'
import { parseAmount } from '#bank/payments/amounts.ts'
import { checkMatchesConsent, findDifferenceInContent } from '#bank/payments/consent-match.ts'
import { checkDates, dayMs, startOfDay } from '#bank/payments/dates.ts'
import { checkLocalInstrument, recurringInstruments } from '#bank/payments/local-instruments.ts'
import { iso, parseDateTime } from '#bank/time/clock.ts'
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
 * Rejects a mandate that the standard or this bank does not allow. `now` is in epoch milliseconds
 * of the world's clock.
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
      throw new Problem(
        'field-invalid',
        `${path}.PeriodAlignment: must be Consent for a Fortnight, because no calendar defines where a fortnight begins`,
        {
          path: `${path}.PeriodAlignment`,
        },
      )
    const before = parameters.PeriodicLimits.slice(0, n)
    if (before.some((one) => one.PeriodType === limit.PeriodType && one.PeriodAlignment === limit.PeriodAlignment))
      throw new Problem(
        'field-invalid',
        `${path}.PeriodType: must be unique per PeriodAlignment (got ${limit.PeriodType} twice)`,
        {
          path: `${path}.PeriodType`,
        },
      )
  })
  checkParties(Initiation)
  if (!Initiation.CreditorAccount && parameters.VRPType.includes('UK.OBIE.VRPType.Sweeping'))
    throw new Problem('field-expected', 'Data.Initiation.CreditorAccount: is required for the VRPType Sweeping', {
      path: 'Data.Initiation.CreditorAccount',
    })
}

/**
 * Returns when a mandate expires (epoch milliseconds): at the end of its last day. Undefined if it
 * has no end.
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
      `${path}: must not be before ${iso(now)}, the time on the world's clock (got ${ValidToDateTime})`,
      {
        path,
      },
    )
  if (
    ValidFromDateTime !== undefined &&
    last < startOfDay(parseDateTime(ValidFromDateTime, control('ValidFromDateTime')))
  )
    throw new Problem(
      'date-invalid',
      `${path}: must not be before ValidFromDateTime, ${ValidFromDateTime} (got ${ValidToDateTime})`,
      { path },
    )
}

function checkParties({ DebtorAccount, CreditorAccount }: VrpInitiation): void {
  if (DebtorAccount) checkDebtor(DebtorAccount, 'Data.Initiation.DebtorAccount')
  if (CreditorAccount) checkDomesticCreditor(CreditorAccount, 'Data.Initiation.CreditorAccount')
}

/**
 * Rejects a recurring payment that differs from its mandate or exceeds it. `createdAt` is when the
 * mandate was created; `paid` holds the totals of the last period of each limit. Returns the amount
 * in minor units.
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

/**
 * Each payment must repeat the payee and the reference of its mandate, if the mandate sets them. A
 * mandate with empty lists sets none.
 */
function checkInstruction(consented: VrpInitiation, { Data: { Instruction } }: VrpOrderRequest): void {
  for (const field of ['CreditorAccount', 'RemittanceInformation'] as const) {
    if (isEmptyField(consented[field])) continue
    const path = findDifferenceInContent(consented[field], Instruction[field], `Data.Instruction.${field}`)
    if (path !== undefined)
      throw new Problem('consent-mismatch', `${path}: must be the same as in the consent`, { path })
  }
}

/**
 * Rejects a payment beyond the mandate. The standard requires the path of the control parameter.
 */
const rejectBeyondControl = (field: string, why: string): never => {
  throw new Problem('control-parameters-exceeded', `${control(field)}: ${why}`, { path: control(field) })
}

function checkControlParameters(parameters: ControlParameters, { Data }: VrpOrderRequest): void {
  const { PSUAuthenticationMethod, VRPType, PSUInteractionType = 'OffSession' } = Data
  const { PSUAuthenticationMethods, PSUInteractionTypes: types = [] } = parameters
  const PSUInteractionTypes = types.length > 0 ? types : ['OffSession']
  if (!parameters.VRPType.includes(VRPType))
    rejectBeyondControl('VRPType', `must be one of ${parameters.VRPType.join(', ')} (got ${VRPType})`)
  if (!PSUAuthenticationMethods.includes(PSUAuthenticationMethod))
    rejectBeyondControl(
      'PSUAuthenticationMethods',
      `must be one of ${PSUAuthenticationMethods.join(', ')} (got ${PSUAuthenticationMethod})`,
    )
  if (!PSUInteractionTypes.includes(PSUInteractionType))
    rejectBeyondControl(
      'PSUInteractionTypes',
      `must be one of ${PSUInteractionTypes.join(', ')} (got ${PSUInteractionType})`,
    )
}

function checkLimits(
  parameters: ControlParameters,
  amount: bigint,
  { createdAt, now, paid }: { createdAt: number; now: number; paid: readonly PaidAmount[] },
): void {
  const { ValidToDateTime, MaximumIndividualAmount, PeriodicLimits } = parameters
  const from = firstPeriodStart(parameters, createdAt)
  if (now < from)
    rejectBeyondControl(
      'ValidFromDateTime',
      `the consent allows payments from ${iso(from).slice(0, 10)} (the world's clock is at ${iso(now)})`,
    )
  if (
    ValidToDateTime !== undefined &&
    startOfDay(now) > startOfDay(parseDateTime(ValidToDateTime, control('ValidToDateTime')))
  )
    rejectBeyondControl(
      'ValidToDateTime',
      `the consent allowed payments until ${ValidToDateTime.slice(0, 10)} (the world's clock is at ${iso(now)})`,
    )
  if (amount > parseAmount(MaximumIndividualAmount, control('MaximumIndividualAmount'), pounds))
    rejectBeyondControl(
      'MaximumIndividualAmount',
      `one payment must be at most ${MaximumIndividualAmount.Amount} ${MaximumIndividualAmount.Currency} (got ${formatDecimal(amount)})`,
    )
  PeriodicLimits.forEach((limit, n) => {
    const left = remainingAt(limit, from, now, paid.slice(n, n + 1))
    if (amount > left)
      rejectBeyondControl(
        `PeriodicLimits.${n}`,
        `this ${limit.PeriodType.toLowerCase()} allows only ${formatDecimal(left)} ${limit.Currency} more (got ${formatDecimal(amount)})`,
      )
  })
}

/** Parses the amount of a request to confirm funds under a mandate, to minor units. */
export const parseVrpFundsAmount = ({ Data }: VrpFundsRequest): bigint =>
  parseAmount(Data.InstructedAmount, 'Data.InstructedAmount', pounds)
