import { transactionKinds } from '#bank/account-information/transaction.ts'
import { identifiers } from '#bank/worlds/identifiers.ts'
import { products } from '#mocks/accounts/products.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthOf } from '#mocks/base/calendar.ts'
import { entryFields } from '#mocks/history/entry.ts'
import { type Category, categories } from '#mocks/payments/merchants.ts'
import { personas } from '#mocks/people/personas.ts'
import { totalPeople, townList } from '#mocks/people/places.ts'
import { calendarFacts, limits } from './facts.ts'
import { namedCustomers, personaList, personaSection } from './personas.ts'
import { code, percent, pounds, table } from './table.ts'

const bank: Bank = { seed: 1, size: personas.length, start: monthOf(2026, 11) }

/**
 * The whole text of docs/data-dictionary.md: every word and number of the synthetic bank that its
 * data contains, read from the code.
 */
export function dictionary(): string {
  const sections: [title: string, text: string][] = [
    [
      'Named customers',
      `The first customers of every world. They do not depend on its seed.\n\n${namedCustomers(bank)}`,
    ],
    [
      'Personas',
      `The kinds of customer that all other customers are drawn from. A world may ask for other shares.\n\n${personaList()}`,
    ],
    ['Products', productTable()],
    ['Fields of an entry', `One entry is one movement on one account.\n\n${entryTable()}`],
    ['Transaction kinds', `Each kind with its bank transaction code of ISO 20022.\n\n${kindTable()}`],
    ['Merchant categories', `Prices are in pounds of 2024. Opening hours are London time.\n\n${categoryTable()}`],
    [
      'Towns',
      `Where customers live. The street and the second half of the postcode do not depend on the town.\n\n${townTable()}`,
    ],
    ['Ids', `An id can be read, and most can be guessed. Only tokens and keys are secret.\n\n${idTable()}`],
    [
      'Calendar',
      `Bank holidays are those of England and Wales. The bank books in UTC; shops open by London time.\n\n${calendarFacts()}`,
    ],
    ['Limits', limits()],
    ['Each persona', personas.map(personaSection).join('\n\n')],
  ]
  return `# Data dictionary

Look up a customer, a persona, a product, a code, an id or a limit of the synthetic bank. Everything here is invented, except towns and bank holidays.

\`npm run docs\` generates this page from the code. A test fails if the two differ.

${sections.map(([title, text]) => `## ${title}\n\n${text}\n`).join('\n')}`
}

function productTable(): string {
  const rows = Object.entries(products).map(([id, { title, role, type, currency, interest, fee }]) => [
    code(id),
    title,
    role,
    code(type),
    currency,
    role === 'savings' ? `the rate of instant savings + ${percent(interest)}` : percent(interest),
    pounds(fee),
  ])
  return table(['Product', 'Title', 'Role', 'Type code', 'Currency', 'Interest per year', 'Fee per month'], rows)
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
    'Standard deviation of the logarithm',
    'Prices end on',
    'Open',
    'Refunded or won',
    'Merchants',
  ]
  return table(heads, rows)
}

function townTable(): string {
  const rows = townList.map(({ town, county, people, districts }) => [
    town,
    county,
    [...new Set(districts.map((district) => district.replace(/\d+/, '')))].join(' '),
    percent(people / totalPeople),
  ])
  return table(['Town', 'County', 'Postcode areas', 'Share of customers'], rows)
}

const idTable = () =>
  table(
    ['Id of', 'Example', 'Parts', 'Pattern'],
    identifiers.map(({ of, example, parts, shape }) => [of, code(example), parts, code(shape.source)]),
  )
