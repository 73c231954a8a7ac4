import type { ConsentRecord } from '#bank/consent.ts'
import type { Account } from '#mocks/account.ts'
import { closedBy } from '#mocks/events.ts'
import type { World } from '#store/world.ts'
import { bankOf } from './bank.ts'
import { accountsIn, customerNamed } from './people.ts'

/** Accounts that money may be sent from: no cards, no loans, no deposits that are tied up. */
const paying: ReadonlySet<string> = new Set(['main', 'joint', 'savings', 'euro'])

type Named = { readonly SchemeName?: string; readonly Identification?: string }

/**
 * The accounts a customer may choose for a consent, main account first: all of them for reading; for paying those that pay, and only
 * the one that the consent names where it names one.
 */
export function eligibleAccounts(world: World, consent: ConsentRecord, customerId: string): Account[] {
  const customer = customerNamed(world, customerId)
  if (!customer) return []
  const own = [...accountsIn(world, customer)]
  if (consent.kind === 'account-access') return own
  if (closedBy(bankOf(world), customer) !== undefined) return []
  const named = debtorOf(consent.request) ?? ('file' in consent ? consent.file?.debtor : undefined)
  return own.filter((account) => paying.has(account.role) && (!named || isNamed(account, named)))
}

/** How many accounts a customer must choose. */
export const isForOneAccount = ({ kind }: ConsentRecord): boolean => kind !== 'account-access'

/** The account that a consent wants to be debited, where it says one. */
export function debtorOf(request: Record<string, unknown>): Named | undefined {
  const data = request.Data as { Initiation?: { DebtorAccount?: Named }; DebtorAccount?: Named } | undefined
  return data?.Initiation?.DebtorAccount ?? data?.DebtorAccount
}

function isNamed({ sortCode, number }: Account, { Identification = '' }: Named): boolean {
  return Identification === sortCode + number || Identification.endsWith(sortCode + number)
}
