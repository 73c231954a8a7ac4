import type { Entry } from '#mocks/history/entry.ts'
import { type CategoryId, categories } from '#mocks/payments/merchants.ts'

/** Kinds of entries that return earlier spending and so are not income. */
const refundKinds: ReadonlySet<string> = new Set([
  'card-refund',
  'chargeback',
  'direct-debit-return',
  'payment-returned',
])

/**
 * Whether an entry moves money between the customer and others. A transfer between own accounts
 * does not.
 */
export const crossesToOthers = ({ own, reference, kind }: Entry): boolean =>
  !own && reference !== 'OPENING' && kind !== 'loan-advance'

/** Whether an entry that crosses to others is income. */
export const isIncome = ({ amount, kind }: Entry): boolean => amount > 0 && !refundKinds.has(kind)

/** Returns the title of the category that an entry of spending belongs to. */
export function spendingCategoryOf({ kind, mcc }: Entry): string {
  if (mcc) return byMcc.get(mcc) ?? `Merchants ${mcc}`
  return byKind[kind] ?? 'Payments to people and firms'
}

const byKind: Partial<Record<Entry['kind'], string>> = {
  'direct-debit': 'Bills by direct debit',
  'direct-debit-return': 'Bills by direct debit',
  'standing-order': 'Standing orders',
  'interest-charged': 'Interest and fees',
  fee: 'Interest and fees',
}

/** Titles of categories whose id is not clear enough. */
const titles: Partial<Record<CategoryId, string>> = {
  corner: 'Corner shops',
  online: 'Online shops',
  home: 'House and garden',
  children: "Children's things",
  cash: 'Cash',
  post: 'Post and parcels',
  eatingOut: 'Restaurants',
  coffee: 'Coffee, lunch and takeaway',
}

/**
 * The titles of categories by merchant category code. Categories that share a code, such as coffee
 * and lunch, share a title.
 */
const byMcc = new Map<string, string>()
for (const [id, { mcc }] of Object.entries(categories) as [CategoryId, { mcc: string }][]) {
  if (!byMcc.has(mcc)) byMcc.set(mcc, titles[id] ?? id.charAt(0).toUpperCase() + id.slice(1))
}
