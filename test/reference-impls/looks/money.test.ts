import { expect, test } from 'vitest'
import { formatMoney, formatShortMoney } from '#looks/index.ts'

test.each([
  [123_456, 'GBP', 0, '£1,235'],
  [123_456, 'GBP', 2, '£1,234.56'],
  [-123_456, 'EUR', 2, '−€1,234.56'],
  [-20, 'GBP', 0, '£0'],
  [-20, 'GBP', 2, '−£0.20'],
  [0, 'GBP', 2, '£0.00'],
] as const)('%i minor units of %s with %i decimals are %s', (minor, currency, decimals, text) => {
  expect(formatMoney(minor, currency, decimals)).toBe(text)
})

test.each([
  [85_000, '£850'],
  [300_000, '£3k'],
  [-1_250_000, '−£12.5k'],
  [120_000_000, '£1.2m'],
  [0, '£0'],
] as const)('%i pence on an axis are %s', (minor, text) => {
  expect(formatShortMoney(minor)).toBe(text)
})
