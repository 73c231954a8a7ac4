import { accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthOf } from '#mocks/history/month.ts'
import { customerAt, identityOf } from '#mocks/people/customer.ts'
import type { Life } from './life.ts'

/** The number of months to read before the world began, and from then on. */
export type Span = { readonly before: number; readonly after: number }

/** Yields customers of a bank, one at a time. */
export function* livesOf(bank: Bank, span: Span, indexes: Iterable<number>): Generator<Life> {
  for (const index of indexes) yield lifeOf(bank, index, span)
}

/** Reads one customer. This function alone knows the generator. */
function lifeOf(bank: Bank, index: number, { before, after }: Span): Life {
  const customer = customerAt(bank, index)
  if (!customer) throw new Error(`the bank has no customer ${index}`)
  const { persona, opened } = customer
  const [from, now, to] = [bank.start - before, bank.start, bank.start + after]
  const { title, person, born } = identityOf(bank, customer)
  const ledgers = accountsOf(bank, customer).map((account) => {
    const { product, role, currency, creditLine } = account
    const first = Math.max(from, account.firstMonth)
    const months = Array.from({ length: Math.max(0, to - first) }, (_, n) => monthOf(bank, account, first + n))
    return { product, role, currency, opened: account.opened, creditLine, first, months }
  })
  return {
    index,
    persona: persona.id,
    category: persona.category,
    title,
    person,
    born,
    since: opened,
    from,
    now,
    to,
    ledgers,
  }
}
