import { expect, test } from 'vitest'
import { renderFields, renderTable } from '#reference-impls/cli/output/table.ts'
import type { Terminal } from '#reference-impls/cli/output/terminal.ts'

const terminal = (width: number) => ({ width, style: (_: string, text: string) => text }) as unknown as Terminal
const rows = [
  { id: 'req_mx3oehgd_e', path: '/open-banking/v4.0/aisp/accounts', amount: '1.00' },
  { id: 'req_mx3oehgd_f', path: '/', amount: '1,000.00' },
]
const columns = [
  { title: 'request', value: ({ id }: (typeof rows)[0]) => id },
  { title: 'path', value: ({ path }: (typeof rows)[0]) => path },
  { title: 'amount', value: ({ amount }: (typeof rows)[0]) => amount, isRight: true, isWhole: true },
]

test('a table on a small terminal cuts long texts, but no id and no amount', () => {
  expect(renderTable(terminal(44), columns, rows, 'None.').split('\n')).toEqual([
    'REQUEST         PATH                  AMOUNT',
    'req_mx3oehgd_e  /open-banking/v4.…      1.00',
    'req_mx3oehgd_f  /                   1,000.00',
  ])
})

test('a piped table is not cut, and a table without rows says so', () => {
  expect(renderTable(terminal(Number.POSITIVE_INFINITY), columns, rows, 'None.')).toContain('/aisp/accounts      1.00')
  expect(renderTable(terminal(80), columns, [], 'None.')).toBe('None.')
})

test('a value with line breaks stays on its line, and absent values are left out', () => {
  expect(
    renderFields(terminal(80), [
      ['name', 'a\n  b'],
      ['none', undefined],
      ['of', 1],
    ]),
  ).toBe('name  a b\nof    1')
})
