import type { Transaction, TransactionKind } from '#bank/account-information/transaction.ts'
import { perObject } from '#bank/base/per-object.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { maskedCardOf } from '#mocks/accounts/cards.ts'
import { type Bank, bankOf } from '#mocks/base/bank.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { partiesOf } from '#mocks/people/parties.ts'
import type { World } from '#store/world.ts'

const authorisedKinds: ReadonlySet<TransactionKind> = new Set([
  'card-purchase',
  'credit-card-purchase',
  'cash-withdrawal',
])

/**
 * Builds the card of an entry. The holder authorises a purchase, but neither refund nor chargeback.
 */
export function buildCardInstrument(world: World, account: Account, entry: Entry): Transaction['CardInstrument'] {
  return {
    CardSchemeName: 'VISA',
    ...(authorisedKinds.has(entry.kind) && { AuthorisationType: cardAuthorisationOf(entry) }),
    Identification: maskedCardOf(account, entry, countCardHolders(bankOf(world))(account)),
  }
}

/** Counts the people who hold a card of an account. A custom account has one holder. */
const countCardHolders = perObject((bank: Bank) =>
  perObject((account: Account): number =>
    isCustomId(account.customer.id) ? 1 : partiesOf(bank, account).filter(({ kind }) => kind === 'person').length,
  ),
)

/** Small card payments are contactless. Cash machines and large payments use the PIN. */
function cardAuthorisationOf({ kind, amount }: Entry): 'Contactless' | 'PIN' | 'ConsumerDevice' {
  if (kind === 'cash-withdrawal') return 'PIN'
  return amount > -10_000 ? 'Contactless' : amount % 2 === 0 ? 'PIN' : 'ConsumerDevice'
}
