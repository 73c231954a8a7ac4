import type { Fee, OtherProductType, Product } from '#bank/account-information/product.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { formatDecimal } from '#bank/money/money.ts'
import { secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { lateFee, leastRepayment } from '#mocks/accounts/credit-card.ts'
import { loanOf } from '#mocks/accounts/loan.ts'
import {
  type Product as ProductId,
  products,
  type Role,
  type SavingsProduct,
  savingsRate,
} from '#mocks/accounts/products.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { monthAt, yearOf } from '#mocks/base/calendar.ts'
import { foreignFee } from '#mocks/payments/spending.ts'
import type { World } from '#store/world.ts'
import type { Page } from './page.ts'
import { listPerAccount, requireAccount } from './reachable-accounts.ts'

/** Lists the products of all reachable accounts, a page of customers at a time. */
export function listProducts(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<Product> {
  return listPerAccount(world, grant, page, (account) => [buildProduct(world, account)])
}

/** Returns the product of one account. */
export function getProduct(world: World, grant: Grant<'accounts'>, accountId: string): Product {
  return buildProduct(world, requireAccount(world, grant, accountId))
}

/**
 * The part of a product that depends on the role of its account: its type in the standard, and what
 * this bank knows about it.
 */
type ProductDetails = Pick<Product, 'ProductType' | 'PCA' | 'BCA' | 'OtherProductType'>

const detailBuilders: Record<Role, (world: World, account: Account) => ProductDetails> = {
  main: (_, account) => buildCurrentAccount(account),
  joint: (_, account) => buildCurrentAccount(account),
  euro: (_, account) => buildCurrentAccount(account),
  savings: (world, account) => ({ ProductType: 'Other', OtherProductType: buildSavings(world, account) }),
  card: (_, account) =>
    isBusiness(account)
      ? { ProductType: 'CommercialCreditCard' }
      : { ProductType: 'Other', OtherProductType: creditCard },
  loan: (world, account) =>
    isBusiness(account)
      ? { ProductType: 'SMELoan' }
      : { ProductType: 'Other', OtherProductType: buildLoan(world, account) },
}

function buildProduct(world: World, account: Account): Product {
  return {
    ProductName: products[account.product].title,
    ProductId: account.product,
    AccountId: account.id,
    ...detailBuilders[account.role](world, account),
  }
}

const isBusiness = ({ customer }: Account): boolean => customer.persona.category === 'Business'

/** Formats a rate as a percentage: 0.2495 is `24.95`. */
export const formatPercent = (rate: number): string => (rate * 100).toFixed(2)
const formatPounds = (pence: number): string => formatDecimal(BigInt(pence))

/**
 * Returns the effective annual rate (AER, EAR, APR) of a nominal rate that is compounded `times`
 * times a year.
 */
export const effectiveRate = (rate: number, times: number): number => (1 + rate / times) ** times - 1

function buildCurrentAccount(account: Account): ProductDetails {
  const overdraft = account.creditLine > 0 && { Overdraft: buildOverdraft(account) }
  const detail = buildFees(account)
  const fees = detail.length > 0 && { FeeChargeDetail: detail }
  if (isBusiness(account)) {
    const ProductDetails = { Segment: ['Standard' as const] }
    const BCA = { ProductDetails, ...overdraft, ...(fees && { OtherFeesCharges: [fees] }) }
    return { ProductType: 'BusinessCurrentAccount', BCA }
  }
  const ProductDetails = { Segment: [segments[account.product] ?? ('General' as const)] }
  const PCA = { ProductDetails, ...overdraft, ...(fees && { OtherFeesCharges: fees }) }
  return { ProductType: 'PersonalCurrentAccount', PCA }
}

/** The market segments of personal current accounts that are not for everyone. */
const segments: Partial<Record<ProductId, 'Basic' | 'Student'>> = { basic: 'Basic', student: 'Student' }

const buildOverdraft = ({ product, creditLine }: Account) => ({
  OverdraftTierBandSet: [
    {
      TierBandMethod: 'Whole' as const,
      OverdraftType: 'OnDemand' as const,
      AuthorisedIndicator: true,
      OverdraftTierBand: [
        {
          TierValueMin: '0.00',
          TierValueMax: formatPounds(creditLine),
          OverdraftInterestChargingCoverage: 'Whole' as const,
          EAR: formatPercent(effectiveRate(products[product].interest, 12)),
        },
      ],
    },
  ],
})

function buildFees({ product, role }: Account): Fee[] {
  const FeeCategory = 'Servicing' as const
  const { fee } = products[product]
  const fees: Fee[] = []
  if (fee > 0)
    fees.push({
      FeeCategory,
      FeeType: 'ServiceCAccountFeeMonthly',
      FeeAmount: formatPounds(fee),
      ApplicationFrequency: 'Monthly',
    })
  if (role === 'main')
    fees.push({
      FeeCategory,
      FeeType: 'Other',
      OtherFeeType: {
        FeeCategory,
        Name: 'Purchase in another currency',
        Description: 'Within the amount of a card purchase in another currency',
      },
      FeeRate: formatPercent(foreignFee),
      ApplicationFrequency: 'PerTransactionPercentage',
    })
  return fees
}

/** Builds a savings product. An ISA pays interest once a year, other savings every month. */
function buildSavings(world: World, { product }: Account): OtherProductType {
  const rate = savingsRate(yearOf(monthAt(secondsOf(world)))) + products[product as SavingsProduct].interest
  const isYearly = product === 'isa'
  const frequency = isYearly ? 'FQYY' : 'FQMY'
  return {
    Name: 'Savings account',
    Description: isYearly ? 'Tax-free savings; interest is paid once a year' : 'Savings; interest is paid every month',
    CreditInterest: {
      TierBandSet: [
        {
          TierBandMethod: 'INWH',
          CalculationMethod: 'ITCO',
          Destination: 'INSC',
          TierBand: [
            {
              TierValueMinimum: '0.00',
              CalculationFrequency: frequency,
              ApplicationFrequency: frequency,
              FixedVariableInterestRateType: 'INVA',
              AER: formatPercent(effectiveRate(rate, isYearly ? 1 : 12)),
              BankInterestRateType: 'INGR',
              BankInterestRate: formatPercent(rate),
            },
          ],
        },
      ],
    },
  }
}

const lateRepayment = { Name: 'Late repayment', Description: 'For a month in which the least repayment is not made' }

/**
 * The standard has rate fields only for loans with a term, so the rate of a card is given in notes.
 */
const creditCard: OtherProductType = {
  Name: 'Credit card',
  Description: 'A credit card whose limit stands beside its balance',
  ProductDetails: {
    Notes: [
      `What is carried over costs ${formatPercent(products.card.interest)} % a year, a twelfth of it every month; what is repaid in full costs nothing.`,
    ],
  },
  Repayment: {
    RepaymentFrequency: 'SMMO',
    Notes: [
      `At least the month's interest and 1 % of what is owed, and never less than ${formatPounds(leastRepayment)}.`,
    ],
  },
  OtherFeesCharges: [
    {
      FeeChargeDetail: [
        {
          FeeCategory: 'FCOT',
          OtherFeeCategoryType: lateRepayment,
          FeeType: 'FTOT',
          OtherFeeType: { FeeCategory: 'FCOT', ...lateRepayment },
          FeeAmount: formatPounds(lateFee),
          ApplicationFrequency: 'FEPO',
        },
      ],
    },
  ],
}

function buildLoan(world: World, { customer }: Account): OtherProductType {
  const { principal, months } = loanOf(bankOf(world), customer)
  const rate = products.loan.interest
  return {
    Name: 'Personal loan',
    Description: 'A loan at a fixed rate, repaid in equal monthly instalments',
    LoanInterest: {
      LoanInterestTierBandSet: [
        {
          TierBandMethod: 'INWH',
          CalculationMethod: 'ITCO',
          LoanInterestTierBand: [
            {
              TierValueMinimum: formatPounds(principal),
              TierValueMaximum: formatPounds(principal),
              TierValueMinTerm: months,
              MinTermPeriod: 'PMTH',
              TierValueMaxTerm: months,
              MaxTermPeriod: 'PMTH',
              FixedVariableInterestRateType: 'INFI',
              RepAPR: formatPercent(effectiveRate(rate, 12)),
              LoanProviderInterestRateType: 'INFR',
              LoanProviderInterestRate: formatPercent(rate),
            },
          ],
        },
      ],
    },
    Repayment: { RepaymentFrequency: 'SMMO', AmountType: 'RACI' },
  }
}
