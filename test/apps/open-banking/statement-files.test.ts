import { beforeAll, describe, expect, test } from 'vitest'
import { ada } from '#test/support/custom-data.ts'
import { grantOf, permissionsWithOnly, rejectionTo, worldOf } from '#test/support/grants.ts'
import { linesOf, type Piece, readPdf, textOf } from '#test/support/pdf.ts'
import {
  advance,
  aisp,
  allOf,
  type Json,
  openWorld,
  rejectionOf,
  testSandbox,
  tokenFor,
} from '#test/support/sandbox.ts'

const { sandbox, world, all } = await openWorld()

const october = 24321
const pathOf = (account: string, month = october) => `${aisp}/accounts/acc_${account}/statements/st_${account}_${month}`

async function bytesOf(account: string, month = october, token = all): Promise<Uint8Array> {
  const response = await sandbox.request(`${pathOf(account, month)}/file`, { token })
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}
const pagesOf = async (account: string, month?: number, token?: string) =>
  (await readPdf(await bytesOf(account, month, token))).pages

const figure = ({ Amount, CreditDebitIndicator }: Json, signed = true) => {
  const grouped = Amount.Amount.replaceAll(/\B(?=(\d{3})+\.)/g, ',')
  return signed && CreditDebitIndicator === 'Debit' ? `-${grouped}` : grouped
}
const day = (instant: string) => {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  return `${Number(instant.slice(8, 10))} ${months[Number(instant.slice(5, 7)) - 1]}`
}

test('is a PDF named after the statement', async () => {
  const { headers } = await sandbox.request(`${pathOf('0_current')}/file`, { token: all })
  expect(headers.get('content-type')).toBe('application/pdf')
  expect(headers.get('content-disposition')).toBe('attachment; filename="st_0_current_24321.pdf"')
})

test('names the customer, the account and the month', async () => {
  const [first] = await pagesOf('0_current')
  const text = textOf(first!)
  const { Party } = (await sandbox.send('GET', `${aisp}/accounts/acc_0_current/party`, undefined, all)).body.Data
  const [{ StreetName, BuildingNumber, TownName, CountrySubDivision, PostCode }] = Party.Address
  for (const part of [
    'Sandbank',
    Party.Name,
    `${BuildingNumber} ${StreetName}`,
    TownName,
    CountrySubDivision,
    PostCode,
    'Account Current Account',
    'Sort code 00-15-28',
    'Account number 58271133',
    'IBAN GB75 SNBK 0015 2858 2711 33',
    'Arranged overdraft £2,000.00',
    'Period 1 October 2026 to 31 October 2026',
    'Statement 2026-10',
    'Issued 1 November 2026',
  ])
    expect(text).toContain(part)
})

describe.each(['0_current', '6_business', '8_joint', '0_savings', '16_card', '0_loan', '22_euro'])(
  'the statement of acc_%s',
  (account) => {
    let pages: Piece[][]
    let statement: Json
    let transactions: Json[]
    beforeAll(async () => {
      pages = await pagesOf(account)
      statement = (await sandbox.send('GET', pathOf(account), undefined, all)).body.Data.Statement[0]
      transactions = await allOf(sandbox, `${pathOf(account)}/transactions`, all, 'Transaction')
    })
    const lines = () => pages.flatMap(linesOf).map((line) => line.map(({ text }) => text))
    const amountOf = (type: string) =>
      statement.StatementAmount.find(({ Type }: Json) => Type === `UK.OBIE.${type}`) as Json

    test('has every transaction of the month, oldest first, each with the balance after it', () => {
      const dated = lines().filter(([date]) => /^\d{1,2} [A-Z][a-z]{2}$/.test(date!))
      const expected = transactions
        .toReversed()
        .map((one) => [
          day(one.BookingDateTime),
          one.TransactionInformation,
          figure(one, false),
          figure({ ...one.Balance }),
        ])
      expect(dated.map(([date, _, description, amount, balance]) => [date, description, amount, balance])).toEqual(
        expected,
      )
    })

    test('has separate columns for credits and debits', () => {
      const heads = pages[0]!.filter(({ text }) => ['Paid out', 'Paid in', 'Balance'].includes(text))
      const ends = Object.fromEntries(heads.map(({ text, right }) => [text, right]))
      const isAt = (piece: Piece | undefined, name: string) => Math.abs(piece!.right - ends[name]!) < 0.5
      const dated = pages.flatMap(linesOf).filter(([date]) => /^\d{1,2} [A-Z][a-z]{2}$/.test(date!.text))
      for (const [n, line] of dated.entries()) {
        const isOut = transactions.at(-1 - n)!.CreditDebitIndicator === 'Debit'
        expect(isAt(line[3], isOut ? 'Paid out' : 'Paid in'), line[2]!.text).toBe(true)
        expect(isAt(line[4], 'Balance')).toBe(true)
      }
    })

    test("adds up to the statement's totals", () => {
      const rowOf = (label: string) => lines().find(([first]) => first === label)
      expect(rowOf('Opening balance')).toBeDefined()
      expect(lines()).toContainEqual(['Opening balance', figure(amountOf('PreviousClosingBalance'))])
      expect(lines()).toContainEqual(['Closing balance', figure(amountOf('ClosingBalance'))])
      expect(rowOf('Totals')).toEqual([
        'Totals',
        figure(amountOf('TotalDebits'), false),
        figure(amountOf('TotalCredits'), false),
      ])
    })

    test('counts its pages, and says on each that it is synthetic', () => {
      for (const [n, page] of pages.entries()) {
        const [last] = linesOf(page).slice(-1)
        expect(last!.map(({ text }) => text)).toEqual([
          'Sandbank is a sandbox. This statement is synthetic: the customer, the account and the money are invented.',
          `Page ${n + 1} of ${pages.length}`,
        ])
      }
    })
  },
)

test('continues over pages, each of which begins with the balance of the one before', async () => {
  const pages = await pagesOf('6_business')
  expect(pages.length).toBeGreaterThan(2)
  for (const [n, page] of pages.slice(1).entries()) {
    const before = linesOf(pages[n]!).at(-2)!.at(-1)!.text
    const forward = linesOf(page).find(([first]) => first!.text === 'Balance brought forward')
    expect(forward?.at(-1)?.text).toBe(before)
  }
})

test('of a card shows the last four digits of its number and its limit', async () => {
  const text = textOf((await pagesOf('16_card'))[0]!)
  expect(text).toMatch(/Card number XXXX XXXX XXXX \d{4}\n/)
  expect(text).toMatch(/Credit limit £[\d,]+\.\d{2}\n/)
  expect(text).not.toMatch(/4000 ?00|IBAN|Sort code/)
})

test('of a card shows its limit, available credit, APR, and the minimum payment with its due date', async () => {
  const text = textOf((await pagesOf('16_card'))[0]!)
  const figureOf = (label: string) =>
    Math.round(
      Number(new RegExp(`${label} (-?)£?([\\d,.]+)$`, 'm').exec(text)?.slice(1).join('').replaceAll(',', '')) * 100,
    )
  const owed = -figureOf('Closing balance')
  expect(owed).toBeGreaterThan(0)
  expect(figureOf('Available credit')).toBe(figureOf('Credit limit') - owed)
  expect(text).toMatch(/APR 27\.95 %$/m)
  const minimum = figureOf('Minimum payment')
  expect(minimum).toBeGreaterThanOrEqual(2_500)
  expect(minimum).toBeLessThan(owed)
  const due = new Date(`${/Payment due (.*)$/m.exec(text)?.[1]} UTC`)
  const next = await allOf(sandbox, `${aisp}/accounts/acc_16_card/transactions`, all, 'Transaction')
  const repaid = next.find(
    ({ BookingDateTime, ProprietaryBankTransactionCode: { Code } }: Json) =>
      Code === 'CardRepayment' && BookingDateTime.startsWith('2026-11'),
  )
  expect(repaid?.BookingDateTime.slice(0, 10)).toBe(due.toISOString().slice(0, 10))
  expect(Number(repaid?.Amount.Amount) * 100).toBeGreaterThanOrEqual(minimum)
})

test('of two holders names both', async () => {
  expect(textOf((await pagesOf('8_joint'))[0]!)).toMatch(/^Hannah Brooks & \w+/m)
})

test('of a purchase abroad shows its currency, rate and fee', async () => {
  const text = (await pagesOf('0_current', 24320)).map(textOf).join('\n')
  expect(text).toMatch(/^(EUR|USD) \d+\.\d{2} at 1\.\d+ to the pound, fee \d+\.\d{2}$/m)
})

test('has the same bytes whenever it is requested: its creation date is the end of the month', async () => {
  const own = await testSandbox()
  const { developerToken, ...later } = await own.createWorld()
  const path = `${pathOf('0_current')}/file`
  const read = async () => new Uint8Array(await (await own.request(path, { token: developerToken })).arrayBuffer())
  const first = await read()
  own.setReal('2031-01-01T00:00:00Z')
  await advance(own, { developerToken, ...later }, { months: 3 })
  expect(Buffer.compare(await read(), first)).toBe(0)
  const { info } = await readPdf(first)
  expect(info).toMatchObject({
    Title: 'Statement for October 2026, Current Account, sort code 00-15-28, account number 58271133',
    Author: 'Sandbank',
    Language: 'en-GB',
    CreationDate: 'D:20261101000000Z',
    ModDate: 'D:20261101000000Z',
  })
})

describe('with custom data', () => {
  const transactions = [
    {
      at: '2026-07-02T09:00:00Z',
      amount: '-12.34',
      kind: 'card-purchase',
      party: 'Żabka (漢字) \\ a shop with a name that is as long as seventy letters are',
      reference: 'A REFERENCE OF THIRTY-FIVE LETTERS!',
    },
    { at: '2026-07-03T09:00:00Z', amount: '-123456789.00', kind: 'payment-out', party: 'W'.repeat(70) },
  ]
  const customer = {
    ...ada,
    name: 'Łucja Ångström-Featherstonehaugh de la Réunion',
    address: { ...ada.address, street: 'The Old Rectory behind the very long Analytical Row of Terraced Houses' },
    accounts: [{ ...ada.accounts[0], openingBalance: '999999999.00', transactions }],
  }
  let pages: Piece[][]
  let token: string

  beforeAll(async () => {
    const own = await sandbox.createWorld({ size: 1 })
    const put = await sandbox.send('PUT', `/control/worlds/${own.id}/edits`, { customers: [customer] }, own.controlKey)
    expect(put.status).toBe(200)
    token = await tokenFor(sandbox, own, ada.id)
    pages = await pagesOf('x_ada_current', 24318, token)
  })

  test('letters that the font lacks become their nearest letters or question marks', () => {
    const text = textOf(pages[0]!)
    expect(text).toContain('Lucja Ångström-Featherstonehaugh de la Réunion')
    expect(text).toContain('Zabka (??) \\ a shop')
  })

  test('a long text wraps without loss', () => {
    const words = pages.flat().map(({ text }) => text)
    expect(words.join(' ')).toContain('seventy letters are')
    expect(words.join('').match(/W/g)).toHaveLength(70)
    expect(words).toContain('Terraced Houses')
  })

  test('nothing overlaps, however large the figures', () => {
    for (const line of linesOf(pages[0]!))
      for (const [n, piece] of line.slice(1).entries()) expect(piece.left, piece.text).toBeGreaterThan(line[n]!.right)
  })

  test('a month without movements says so', async () => {
    const text = textOf((await pagesOf('x_ada_current', 24320, token))[0]!)
    expect(text).toContain('Nothing moved on this account in this period.')
    expect(text).toContain('Opening balance 876,543,197.66')
  })
})

describe('is rejected', () => {
  const ask = async (path: string, headers: Record<string, string> = {}, token = world.developerToken) => {
    const response = await sandbox.request(path, { token, headers })
    return { status: response.status, body: await response.json() }
  }

  test.each([
    ['st_0_current_24322', 'a month that has not ended'],
    ['st_0_current_24000', 'before the history'],
    ['st_1_student_24321', "another account's"],
  ])('for %s, %s: 400 U011', async (id) => {
    const answer = await ask(`${aisp}/accounts/acc_0_current/statements/${id}/file`)
    expect(rejectionOf(answer)).toBe('400 statement-not-found')
    expect(answer.body.Errors[0].ErrorCode).toBe('U011')
  })

  test("for another customer's account: 400 U011", async () => {
    expect(rejectionOf(await ask(`${pathOf('1_student')}/file`))).toBe('400 account-not-found')
  })

  test('without ReadStatementsDetail: 403', async () => {
    const path = `${pathOf('0_current')}/file`.slice(aisp.length)
    const asked = await worldOf(sandbox, world)
    const basics = grantOf('cus_0', { permissions: permissionsWithOnly('Statements', 'ReadStatementsBasic') })
    expect(await rejectionTo(basics, asked, path)).toMatch(/^403 permission-missing.*ReadStatementsDetail/)
    expect(await rejectionTo(grantOf('cus_0'), asked, path)).toBeUndefined()
  })

  test('of an account that the customer did not select: 400', async () => {
    const path = `${pathOf('0_current')}/file`.slice(aisp.length)
    const selected = grantOf('cus_0', { accounts: new Set(['acc_0_savings']) })
    expect(await rejectionTo(selected, await worldOf(sandbox, world), path)).toMatch(/^400 account-not-found/)
  })

  test('if the caller accepts no PDF: 406, which lists the types', async () => {
    const answer = await ask(`${pathOf('0_current')}/file`, { accept: 'application/json' })
    expect(rejectionOf(answer)).toBe('406 not-acceptable')
    expect(answer.body.Errors[0].Message).toContain('application/pdf')
  })

  test.each(['application/pdf', 'application/*', '*/*', 'text/csv, application/pdf;q=0.5'])(
    'but not to one who accepts %s',
    async (accept) => {
      const { status } = await sandbox.request(`${pathOf('0_current')}/file`, { token: all, headers: { accept } })
      expect(status).toBe(200)
    },
  )
})
