import * as z from 'zod'
import { Charge } from '#bank/money/charge.ts'

/** A list of OBCharge2. */
export const Charges = z.array(Charge).meta({ id: 'Charges' })

/** Charges of variable recurring payments. The standard does not allow a bank's own types here. */
export const RecurringCharges = z
  .array(
    Charge.extend({ Type: z.enum(['UK.OBIE.CHAPSOut', 'UK.OBIE.BalanceTransferOut', 'UK.OBIE.MoneyTransferOut']) }),
  )
  .meta({ id: 'RecurringCharges' })
