import { expect, test } from 'vitest'
import { listTarget } from '#apps/console/requests/texts.ts'

test.each([
  ['/open-banking/v4.0/aisp/accounts', '/aisp/accounts'],
  ['/open-banking/v4.0/aisp/transactions?page=2', '/aisp/transactions?page=2'],
  [`/authorization/wld_default/customer/pay?to=cus_2&reference=${'x'.repeat(50)}`, '/authorization/…/customer/pay?…'],
])('a list shows the target %s as %s', (target, shown) => {
  expect(listTarget(target)).toBe(shown)
})
