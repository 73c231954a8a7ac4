import type { Transaction } from './bank.ts'

/**
 * The category of each merchant category code (ISO 18245). Rename categories here. A code that is
 * not listed counts as "Other shops".
 */
export const categoryByMerchantCode: Readonly<Record<string, string>> = {
  '4111': 'Getting around',
  '4112': 'Getting around',
  '4121': 'Getting around',
  '4131': 'Getting around',
  '4215': 'Post and couriers',
  '4511': 'Travel and holidays',
  '4722': 'Travel and holidays',
  '5199': 'Supplies',
  '5200': 'Home and garden',
  '5211': 'Building materials',
  '5411': 'Groceries',
  '5499': 'Groceries',
  '5541': 'Car and fuel',
  '5542': 'Car and fuel',
  '5651': 'Clothes',
  '5691': 'Clothes',
  '5732': 'Electronics and software',
  '5734': 'Electronics and software',
  '5812': 'Eating and drinking out',
  '5813': 'Eating and drinking out',
  '5814': 'Eating and drinking out',
  '5912': 'Health and beauty',
  '5942': 'Books',
  '5945': 'Toys and children',
  '5964': 'Online shopping',
  '6011': 'Cash',
  '7230': 'Health and beauty',
  '7311': 'Advertising',
  '7832': 'Going out',
  '7922': 'Going out',
  '8398': 'Charity',
}

/**
 * The category of payments without a merchant, by the family of their ISO 20022 bank transaction
 * code.
 */
const categoryByFamily: Readonly<Record<string, string>> = {
  RDDT: 'Bills by direct debit',
  IDDT: 'Bills by direct debit',
  ICDT: 'Payments to people and firms',
  IRCT: 'Payments to people and firms',
}

/** Returns the category of a transaction. */
export function categoryOf({ MerchantDetails, BankTransactionCode }: Transaction): string {
  const merchantCode = MerchantDetails?.MerchantCategoryCode
  if (merchantCode !== undefined) return categoryByMerchantCode[merchantCode] ?? 'Other shops'
  const { Code, SubCode } = BankTransactionCode ?? {}
  if (SubCode === 'STDO') return 'Standing orders'
  return categoryByFamily[Code ?? ''] ?? 'Everything else'
}
