import { transactionKinds } from '#bank/account-information/transaction.ts'
import { identifiers } from '#bank/worlds/identifiers.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthOf } from '#mocks/base/calendar.ts'
import { entryFields } from '#mocks/history/entry.ts'
import { type Category, categories } from '#mocks/payments/merchants.ts'
import { personas } from '#mocks/people/personas.ts'
import { places, totalPeople } from '#mocks/people/places.ts'
import { calendarFacts, limits } from './facts.ts'
import { namedCustomers, personaList, personaSection } from './personas.ts'
import { code, percent, pounds, table } from './table.ts'

const bank: Bank = { seed: 1, size: personas.length, start: monthOf(2026, 11) }

/**
 * docs/data-dictionary.md, whole: every word and number of the synthetic bank that a reader of its
 * data meets, from the code itself.
 */
export function dictionary(): string {
  const sections: [title: string, text: string][] = [
    ['Named customers', `The first customers of every world, whatever its seed.\n\n${namedCustomers(bank)}`],
    ['Personas', `Who the others are, unless a world asks for other numbers.\n\n${personaList()}`],
    ['Products', productTable()],
    ['Fields of an entry', entryTable()],
    ['Transaction kinds', `With the bank transaction codes of ISO 20022.\n\n${kindTable()}`],
    ['Merchant categories', `Prices are pounds of 2024, hours are those of London.\n\n${categoryTable()}`],
    [
      'Towns',
      `Where customers live. Streets and the second halves of postcodes are drawn whatever the town.\n\n${townTable()}`,
    ],
    ['Ids', idTable()],
    ['Calendar', `England and Wales. The bank books in UTC, shops open by the clocks of London.\n\n${calendarFacts()}`],
    ['Limits', limits()],
    ['Each persona', personas.map(personaSection).join('\n\n')],
  ]
  return `# Data dictionary

Generated from the code by \`npm run docs\`; a test fails when the two differ. Everything here is invented, but for towns and bank holidays.

${sections.map(([title, text]) => `## ${title}\n\n${text}\n`).join('\n')}`
}

function productTable(): string {
  const rows = Object.entries(products).map(([id, { title, role, type, currency, interest, fee }]) => [
    code(id),
    title,
    role,
    code(type),
    currency,
    role === 'savings' ? `what instant savings pay + ${percent(interest)}` : percent(interest),
    pounds(fee),
  ])
  return table(['Product', 'Title', 'Role', 'Type code', 'Currency', 'Interest a year', 'Fee a month'], rows)
}

const entryTable = () =>
  table(
    ['Field', 'Meaning'],
    Object.entries(entryFields).map(([field, meaning]) => [code(field), meaning]),
  )

function kindTable(): string {
  const rows = Object.entries(transactionKinds).map(([kind, facts]) => [
    code(kind),
    code(facts.code),
    code(facts.subCode),
    code(facts.own),
  ])
  return table(['Kind', 'Code', 'SubCode', 'ProprietaryBankTransactionCode'], rows)
}

const hour = (one: number) => `${String(one % 24).padStart(2, '0')}:00`

function categoryTable(): string {
  const rows = Object.entries(categories).map(([id, one]: [string, Category]) => [
    code(id),
    one.mcc ? code(one.mcc) : '',
    pounds(one.median),
    one.spread,
    one.ending,
    `${hour(one.hours[0])} to ${hour(one.hours[1])}`,
    percent(one.comesBack),
    one.names.join(', '),
  ])
  const heads = [
    'Category',
    'MCC',
    'Median',
    'Spread of the logarithm',
    'Prices end on',
    'Open',
    'Comes back',
    'Merchants',
  ]
  return table(heads, rows)
}

function townTable(): string {
  const rows = places.map(({ town, county, people, districts }) => [
    town,
    county,
    [...new Set(districts.map((district) => district.replace(/\d+/, '')))].join(' '),
    percent(people / totalPeople),
  ])
  return table(['Town', 'County', 'Postcode areas', 'Share of customers'], rows)
}

const idTable = () =>
  table(
    ['Id of a', 'Example', 'Parts', 'Pattern'],
    identifiers.map(({ of, example, parts, shape }) => [of, code(example), parts, code(shape.source)]),
  )
