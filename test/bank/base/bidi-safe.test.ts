import { describe, expect, test } from 'vitest'
import { isolateRightToLeft, revealInvisible } from '#bank/base/bidi-safe.ts'

/** Shows isolation characters as brackets. */
const seen = (text: string) => isolateRightToLeft(text).replaceAll('\u2068', '[').replaceAll('\u2069', ']')

describe('right-to-left text', () => {
  test.each([
    ['אב wants to pay 5.00', '[אב] wants to pay 5.00'],
    ['pay אב ג-ד, 5.00 to من', 'pay [אב ג-ד], 5.00 to [من]'],
    ['<b title="א">א</b>', '<b title="[א]">[א]</b>'],
    ['𞤀', '[𞤀]'],
  ])('keeps to itself: %s', (text, told) => {
    expect(seen(text)).toBe(told)
  })

  test.each(['Café Zoë 5.00', '日本 £1', 'Ωmega – “x”'])('text from left to right is unchanged: %s', (text) => {
    expect(isolateRightToLeft(text)).toBe(text)
  })

  test('isolation characters in the input are removed', () => {
    expect(revealInvisible('a\u2068b\u2069\u202ec\n')).toBe('a\ufffdb\ufffd\ufffdc\n')
  })
})
