import type { Transaction } from '#bank/account-information/transaction.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { World } from '#store/world.ts'
import type { Page } from './page.ts'
import { listAccountTransactions } from './transactions.ts'

/** How many transactions a page of a search finds, at most. */
const transactionsPerPage = 50

/** How many pages of an account one search reads. Three years of a busy account are 60. */
const mostPages = 100

/** What a search looks for, and the transaction before the page. */
type Search = { readonly text: string; readonly page?: string | undefined }

/**
 * Searches an account for transactions whose party, reference or amount contains a text, newest
 * first. `next` continues the search; it is also set where the search stopped early.
 */
export async function searchAccountTransactions(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  { text, page }: Search,
): Promise<Page<Transaction>> {
  const sought = normalise(text)
  const items: Transaction[] = []
  let next = page
  for (let read = 0; read < mostPages; read++) {
    const some = await listAccountTransactions(world, grant, accountId, { page: next })
    for (const one of some.items.map((item): Transaction => JSON.parse(item))) {
      if (!isMatch(one, sought)) continue
      if (items.length === transactionsPerPage) return { items, next: items.at(-1)?.TransactionId }
      items.push(one)
    }
    next = some.next
    if (next === undefined) break
  }
  return { items, next }
}

function isMatch({ TransactionInformation = '', Amount }: Transaction, sought: string): boolean {
  return normalise(TransactionInformation).includes(sought) || Amount.Amount.includes(sought.replace(/^[£€]/, ''))
}

/** Customers type `1,046` for an amount, and write names in small letters. */
const normalise = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/(?<=\d),(?=\d{3})/g, '')
