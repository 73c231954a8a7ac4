/** The role of an account. One file in months/ creates the entries of each role. */
export type Role = 'main' | 'joint' | 'savings' | 'card' | 'loan' | 'euro'

/**
 * A product of the bank. `type` is OBExternalAccountSubType1Code. `interest` is paid to savers or
 * charged to borrowers, as parts of one a year.
 */
type ProductFacts = {
  readonly title: string
  readonly nickname: string
  readonly role: Role
  readonly type: 'CACC' | 'SVGS' | 'CARD' | 'LOAN'
  readonly currency: 'GBP' | 'EUR'
  /** For savers the part above the year's rate in `rates`, for borrowers the whole rate. */
  readonly interest: number
  /** Pence a month. */
  readonly fee: number
}

/** Every product, in the order in which a customer's accounts are listed. */
export const products = {
  current: {
    title: 'Current Account',
    nickname: 'Everyday',
    role: 'main',
    type: 'CACC',
    currency: 'GBP',
    interest: 0.349,
    fee: 0,
  },
  basic: {
    title: 'Basic Account',
    nickname: 'Everyday',
    role: 'main',
    type: 'CACC',
    currency: 'GBP',
    interest: 0,
    fee: 0,
  },
  student: {
    title: 'Student Account',
    nickname: 'Student',
    role: 'main',
    type: 'CACC',
    currency: 'GBP',
    interest: 0,
    fee: 0,
  },
  business: {
    title: 'Business Current Account',
    nickname: 'Business',
    role: 'main',
    type: 'CACC',
    currency: 'GBP',
    interest: 0.149,
    fee: 700,
  },
  joint: {
    title: 'Joint Account',
    nickname: 'Household',
    role: 'joint',
    type: 'CACC',
    currency: 'GBP',
    interest: 0,
    fee: 0,
  },
  savings: {
    title: 'Instant Saver',
    nickname: 'Savings',
    role: 'savings',
    type: 'SVGS',
    currency: 'GBP',
    interest: 0,
    fee: 0,
  },
  notice: {
    title: '90 Day Notice Saver',
    nickname: 'Notice savings',
    role: 'savings',
    type: 'SVGS',
    currency: 'GBP',
    interest: 0.006,
    fee: 0,
  },
  isa: { title: 'Cash ISA', nickname: 'ISA', role: 'savings', type: 'SVGS', currency: 'GBP', interest: 0.004, fee: 0 },
  card: {
    title: 'Credit Card',
    nickname: 'Credit card',
    role: 'card',
    type: 'CARD',
    currency: 'GBP',
    interest: 0.249,
    fee: 0,
  },
  loan: {
    title: 'Personal Loan',
    nickname: 'Loan',
    role: 'loan',
    type: 'LOAN',
    currency: 'GBP',
    interest: 0.069,
    fee: 0,
  },
  euro: { title: 'Euro Account', nickname: 'Euros', role: 'euro', type: 'CACC', currency: 'EUR', interest: 0, fee: 0 },
} as const satisfies Record<string, ProductFacts>

export type Product = keyof typeof products
export type MainProduct = 'current' | 'basic' | 'student' | 'business'
export type SavingsProduct = 'savings' | 'notice' | 'isa'

export const savingsProducts: readonly SavingsProduct[] = ['savings', 'notice', 'isa']

/** Returns the rate of instant savings in a year, as parts of one a year. */
export const savingsRate = (year: number): number => rates[year] ?? (year < 2020 ? 0.006 : 0.03)
const rates: Record<number, number> = {
  2020: 0.004,
  2021: 0.003,
  2022: 0.012,
  2023: 0.034,
  2024: 0.041,
  2025: 0.037,
  2026: 0.033,
}
