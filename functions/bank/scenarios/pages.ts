import { type AnswerText, changeJson, placesNamed, type Scenario } from './scenario.ts'

/** The operations that list transactions in pages. */
export const transactionLists: readonly string[] = [
  'GetTransactions',
  'GetAccountsAccountIdTransactions',
  'GetAccountsAccountIdStatementsStatementIdTransactions',
]
const atTransactions = placesNamed('lists of transactions', transactionLists)

type Transaction = { TransactionId: string; Status?: string }
type TransactionList = { Data: { Transaction: Transaction[] }; Links: { Self: string; Next?: string } }

/** Changes a list of transactions; an error is left as it is. */
const changeList =
  (change: (list: TransactionList) => void) =>
  (answer: AnswerText): AnswerText =>
    answer.status !== 200
      ? answer
      : changeJson<TransactionList>(answer, (list) => {
          change(list)
          return list
        })

const pageOf = (url: string): string | null => new URL(url).searchParams.get('page')

function withPage(url: string, page: string): string {
  const changed = new URL(url)
  changed.searchParams.set('page', page)
  return changed.href
}

/** Marks the second delivery of a page, at the end of `page`. No page ends like this. */
const again = 'again'
const isRepeated = (page: string | null): boolean => page === again || page?.endsWith(`.${again}`) === true

/** Removes the mark of a repeated page from a query: it asks for the page itself. */
export function withoutRepetition(search: string): string {
  if (!search.includes(again)) return search
  const query = new URLSearchParams(search)
  const [page = '', ...more] = query.getAll('page')
  if (more.length > 0 || !isRepeated(page)) return search
  if (page === again) query.delete('page')
  else query.set('page', page.slice(0, -again.length - 1))
  return `?${query}`
}

/** Scenarios of lists in pages. A client that follows `Links.Next` always comes to an end. */
export const pageScenarios = {
  'booked-between-pages': {
    title: 'An entry is booked between two pages: the last transaction of a page comes again on the next one',
    imitates: 'A bank that numbers its pages. Recognise transactions by their id.',
    ...atTransactions,
    effect: {
      at: 'body',
      change: changeList(({ Data: { Transaction }, Links }) => {
        const before = Transaction.at(-2)
        if (before && Links.Next && pageOf(Links.Next)?.startsWith('tx_'))
          Links.Next = withPage(Links.Next, before.TransactionId)
      }),
    },
  },
  'repeated-page': {
    title: 'A page comes twice: Links.Next leads to the same page once',
    imitates: 'A cache in front of a bank.',
    ...atTransactions,
    effect: {
      at: 'body',
      change: changeList(({ Links }) => {
        const page = pageOf(Links.Self)
        if (Links.Next && !isRepeated(page))
          Links.Next = withPage(Links.Next, page === null ? again : `${page}.${again}`)
      }),
    },
  },
  'dead-next': {
    title: 'Links.Next is dead: the next page is rejected with 400',
    imitates: 'A cursor that expires before your client follows it. Begin again at the first page.',
    ...atTransactions,
    effect: {
      at: 'body',
      change: changeList(({ Links }) => {
        if (Links.Next) Links.Next = withPage(Links.Next, `${pageOf(Links.Next)}.expired`)
      }),
    },
  },
  'id-changes': {
    title: 'A pending transaction has another TransactionId than after its booking',
    imitates: 'Banks whose cards and ledgers are two systems. Match by amount, day and merchant.',
    ...atTransactions,
    effect: {
      at: 'body',
      change: changeList(({ Data }) => {
        for (const one of Data.Transaction) if (one.Status === 'PDNG') one.TransactionId += '_pending'
      }),
    },
  },
} as const satisfies Record<string, Scenario>
