import { type Charge, chargesOf } from '#bank/charge.ts'
import type { Counterparty } from '#bank/leg.ts'
import type { Rail } from '#bank/rail.ts'
import { railFor } from '#bank/rails.ts'
import { type Account, accountNumbered } from '#mocks/account.ts'
import type { World } from '#store/world.ts'
import { bankOf } from './bank.ts'

/** What one payment comes to, once the bank has looked at it. Minor units. */
export type Instruction = {
  readonly rail: Rail
  /** What the payee is sent, and in which currency. */
  readonly amount: bigint
  readonly currency: string
  /** The payee's account, where it is one of this bank. */
  readonly here: Account | undefined
  readonly payee: Counterparty
  readonly reference: string | undefined
  readonly charges: readonly Charge[]
  readonly payerFee: bigint
}

type Asked = {
  readonly order: 'domestic' | 'international'
  readonly amount: bigint
  readonly currency: string
  readonly creditor: { readonly SchemeName: string; readonly Identification: string; readonly Name: string }
  readonly reference: string | undefined
  readonly instrument: string | undefined
  readonly urgent?: boolean | undefined
  readonly bearer?: Charge['ChargeBearer'] | undefined
}

/** Chooses the way of a payment and what it costs, or refuses what no rail carries, with the path in the request. */
export function instruct(world: World, asked: Asked): Instruction {
  const { creditor, amount, currency, instrument, urgent, reference, bearer = 'Shared' } = asked
  const { SchemeName, Identification, Name } = creditor
  const here = accountNumbered(bankOf(world), sortCodeAndNumber(creditor))
  const payee = { here: here !== undefined, SchemeName, Identification }
  const rail = railFor({ order: asked.order, amount, currency, payee, instrument, urgent })
  const { charges, payerPence } = chargesOf(rail, amount, bearer)
  return {
    rail,
    amount,
    currency,
    here,
    payee: { name: Name, scheme: SchemeName, identification: Identification },
    reference,
    charges,
    payerFee: payerPence,
  }
}

/** The last fourteen characters of a British IBAN are sort code and number. */
const sortCodeAndNumber = ({ SchemeName, Identification }: Asked['creditor']): string =>
  SchemeName === 'UK.OBIE.IBAN' && Identification.startsWith('GB') ? Identification.slice(-14) : Identification
