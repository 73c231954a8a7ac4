import { describe, expect, test } from 'vitest'
import { checkUpload, fileHashOf } from '#bank/payments/file-announcement.ts'
import { changed } from '#test/support/official-schemas.ts'
import { asked, lodge } from '#test/support/payments/examples.ts'
import { describeRejection } from '#test/support/problems.ts'

const at = (field: string) => `Data.Initiation.${field}`
const invalid = (field: string) => `field-invalid U002 ${at(field)}`

describe('the announcement of a file', () => {
  const hash = 'm5ah/h1UjLvJYMxqAoZmj9dKdjZnsGNm+yMkJp/KuqQ='
  test.each([
    ['FileType', 'UK.OBIE.pain.001.001.08', 'allowed'],
    ['FileType', 'UK.OBIE.PaymentInitiation.4.0', 'allowed'],
    ['FileType', 'UK.OBIE.PaymentInitiation.3.1', 'allowed'],
    ['FileType', 'UK.OBIE.pain.001.001.09', invalid('FileType')],
    ['FileType', 'constructor', invalid('FileType')],
    ['FileHash', hash, 'allowed'],
    ['FileHash', hash.slice(0, -1), 'allowed'],
    ['FileHash', hash.slice(0, -2), invalid('FileHash')],
    ['FileHash', 'a'.repeat(44), invalid('FileHash')],
    ['FileHash', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b', invalid('FileHash')],
    ['NumberOfTransactions', '1', 'allowed'],
    ['NumberOfTransactions', '0', invalid('NumberOfTransactions')],
    ['NumberOfTransactions', '-1', invalid('NumberOfTransactions')],
    ['NumberOfTransactions', 1, invalid('NumberOfTransactions')],
    ['ControlSum', 0.01, 'allowed'],
    ['ControlSum', 0, invalid('ControlSum')],
    ['ControlSum', -1, invalid('ControlSum')],
    ['ControlSum', 0.000001, invalid('ControlSum')],
    ['ControlSum', 1e21, invalid('ControlSum')],
    ['ControlSum', '10.00', invalid('ControlSum')],
    ['RequestedExecutionDateTime', '2026-11-23T00:00:00Z', `date-invalid U003 ${at('RequestedExecutionDateTime')}`],
  ])('with %s %j: %s', (field, value, said) => {
    expect(lodge('file-payment', changed(asked['file-payment'], at(field), value))).toBe(said)
  })
})

describe('an uploaded file', () => {
  const bytes = new TextEncoder().encode('<Document/>')
  const amounts = ['0.10', '0.20', '1000000.00', '5']
  const announced = { FileHash: fileHashOf(bytes), NumberOfTransactions: '4', ControlSum: 1000005.3 }
  const upload = (more: object, held = amounts, content = bytes) =>
    describeRejection(() => checkUpload({ ...announced, ...more }, content, held))

  test('is accepted as announced, also with an unpadded hash', () => {
    expect(upload({})).toBe('allowed')
    expect(upload({ FileHash: announced.FileHash.replace('=', '') })).toBe('allowed')
    expect(upload({ NumberOfTransactions: undefined, ControlSum: undefined })).toBe('allowed')
    expect(upload({ NumberOfTransactions: '004' })).toBe('allowed')
  })

  test('is rejected with one byte changed', () => {
    expect(upload({}, amounts, new TextEncoder().encode('<document/>'))).toBe(invalid('FileHash'))
  })

  test('is rejected with one payment more or less', () => {
    expect(upload({ NumberOfTransactions: '3' })).toBe(invalid('NumberOfTransactions'))
    expect(upload({ NumberOfTransactions: '5' })).toBe(invalid('NumberOfTransactions'))
  })

  test('is rejected if its sum is a penny off', () => {
    expect(upload({ ControlSum: 1000005.31 })).toBe(invalid('ControlSum'))
    expect(upload({ ControlSum: 1000005.29 })).toBe(invalid('ControlSum'))
  })

  test('is summed exactly where floating point would err', () => {
    expect(upload({ NumberOfTransactions: '3', ControlSum: 0.3 }, ['0.1', '0.1', '0.1'])).toBe('allowed')
  })

  test('has the plain SHA-256 hash', () => {
    expect(fileHashOf(new Uint8Array())).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
  })
})
