import { expect, test } from 'vitest'
import { drawAddress } from '#apps/authorization/interaction/phone-code.ts'

test('an address is drawn as a QR code only if another device can reach it', () => {
  expect(String(drawAddress('http://192.168.1.7:4000/authorization/wld_1/approve/abc'))).toMatch(/^<svg/)
  for (const origin of ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])
    expect(drawAddress(`${origin}/authorization/wld_1/approve/abc`), origin).toBeUndefined()
})
