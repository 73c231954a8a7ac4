/** A customer of a custom-data document: a current account with one purchase. */
export const ada = {
  id: 'cus_x_ada',
  persona: 'student',
  name: 'Ada Example',
  born: '2004-02-29',
  address: { building: '1', street: 'Analytical Row', town: 'Exampleton', county: 'Kent', postcode: 'ZZ1 1ZZ' },
  email: 'ada@example.com',
  accounts: [
    {
      id: 'acc_x_ada_current',
      product: 'current',
      currency: 'GBP',
      opened: '2026-07-01',
      openingBalance: '500.00',
      transactions: [
        { at: '2026-07-02T09:00:00Z', amount: '-12.34', kind: 'card-purchase', party: 'Corner Shop', mcc: '5411' },
      ],
    },
  ],
}

/** Converts an instant to epoch seconds. */
export const seconds = (instant: string): number => Date.parse(instant) / 1000
export const at = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
