import * as z from 'zod'
import { CreditDebitIndicator, Money } from '#bank/money/money.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { AccountId } from './account.ts'

const amountOfType = <T extends string>(...types: [T, ...T[]]) =>
  z.strictObject({ CreditDebitIndicator, Type: z.enum(types), Amount: Money })

/**
 * OBStatement2, as this bank fills it: one closed month of an account. `EndDateTime` is the last
 * second of the month.
 */
export const Statement = z
  .strictObject({
    AccountId,
    StatementId: z.string().min(1).max(40),
    StatementReference: z.string().min(1).max(35),
    Type: z.literal('RegularPeriodic'),
    StartDateTime: z.iso.datetime(),
    EndDateTime: z.iso.datetime(),
    CreationDateTime: z.iso.datetime(),
    StatementFee: z.array(amountOfType('UK.OBIE.Total')),
    StatementInterest: z.array(amountOfType('UK.OBIE.Total')),
    StatementAmount: z
      .array(
        amountOfType(
          'UK.OBIE.PreviousClosingBalance',
          'UK.OBIE.ClosingBalance',
          'UK.OBIE.TotalCredits',
          'UK.OBIE.TotalDebits',
          'UK.OBIE.CreditLimit',
        ),
      )
      .optional()
      .meta({ description: 'Absent without ReadStatementsDetail' }),
  })
  .meta({ id: 'OBStatement2' })
export type Statement = z.output<typeof Statement>

export const ReadStatement = envelopeSchema('OBReadStatement2', z.strictObject({ Statement: z.array(Statement) }))
