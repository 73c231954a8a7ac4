import { accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Customer, customerAt, identityOf, totalWeight } from '#mocks/people/customer.ts'
import type { Bill, Persona } from '#mocks/people/persona.ts'
import { personas } from '#mocks/people/personas.ts'
import { code, percent, pounds, table } from './table.ts'

/**
 * Lists the named customers. Their facts do not depend on a world's seed, and their accounts do not
 * depend on its start.
 */
export function namedCustomers(bank: Bank): string {
  const rows = personas.map((persona, index) => {
    const customer = customerAt(bank, index) as Customer
    const products = accountsOf(bank, customer).map(({ product }) => code(product))
    return [code(customer.id), identityOf(bank, customer).name, code(persona.id), products.join(' ')]
  })
  return table(['Customer', 'Name', 'Persona', 'Products'], rows)
}

export function personaList(): string {
  const rows = personas.map(({ id, title, category, weight }) => [
    `[${code(id)}](#${id})`,
    title,
    category,
    percent(weight / totalWeight),
  ])
  return table(['Persona', 'Title', 'Category', 'Share of customers'], rows)
}

/**
 * Describes one persona: age and income, products, incomes, bills, and what the rest is spent on.
 */
export function personaSection(persona: Persona): string {
  const { id, about, age, income, main, holds, spending, incomes, bills, joint } = persona
  const { overdraft = 0, ...products } = holds
  const held = Object.entries(products).map(([product, likely]) => `${code(product)} ${percent(likely)}`)
  const visits = Object.entries(spending)
  const all = visits.reduce((sum, [, weight]) => sum + weight, 0)
  const spent = visits.toSorted(([, a], [, b]) => b - a).map(([kind, weight]) => `${kind} ${percent(weight / all)}`)
  return `### ${id}

${about}

- Age ${age.join(' to ')}; income £${income.join(' to £')} a month after tax, in pounds of 2024.
- Products, with the share of these customers who hold them: ${[code(main), ...held].join(', ')}; an overdraft ${percent(overdraft)}.${oddities(persona)}
- Visits to merchants, by category: ${spent.join(', ')}.

${table(
  ['Income', 'Booked as', 'Share of income', 'Payments per year', 'Varies by'],
  incomes.map(({ reference, kind, share, when, varies }) => [
    reference,
    code(kind),
    percent(share),
    when.perYear,
    percent(varies),
  ]),
)}

${billTable([...bills, ...(joint?.bills ?? [])])}`
}

function oddities({ walks, exceedsLimit, bounces, event, monthsWithBank, repays, signing }: Persona): string {
  const odd = [
    walks &&
      'Lives that change: work, home, subscriptions and holidays ([decision 40](decisions/0040-a-year-is-walked.md)).',
    signing && `${signing.directors} directors must approve a payment above £${signing.abovePounds}.`,
    exceedsLimit && 'May exceed the overdraft.',
    bounces && `A direct debit is returned unpaid in ${percent(bounces)} of months.`,
    event && `A ${event.what} ${event.monthsBefore.join(' to ')} months before the world begins.`,
    monthsWithBank && `Joined the bank ${monthsWithBank.join(' to ')} months before the world begins.`,
    repays && 'part' in repays && `Repays ${percent(repays.part)} of the credit card debt per month.`,
  ]
  return odd
    .filter(Boolean)
    .map((one) => `\n- ${one}`)
    .join('')
}

function billTable(bills: readonly Bill[]): string {
  const rows = bills.map(({ name, by, costs, held = 1, inMonths, follows }) => [
    name,
    code(by),
    'pounds' in costs
      ? [...new Set(costs.pounds)].map((one) => pounds(one * 100)).join(' to ')
      : `${percent(costs.ofIncome[0])} to ${percent(costs.ofIncome[1])} of income`,
    inMonths?.length ?? 12,
    percent(held),
    follows ? `${follows.machine} is ${follows.in.join(' or ')}` : '',
  ])
  return table(['Bill', 'Paid by', 'Cost per month', 'Payments per year', 'Share of customers', 'While'], rows)
}
