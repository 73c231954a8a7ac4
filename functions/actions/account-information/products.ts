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
import { listPerAccount, type Page, requireAccount } from './access.ts'

/** Of every account in reach, a page of customers at a time. */
export function listProducts(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<Product> {
  return listPerAccount(world, grant, page, (account) => [view(world, account)])
}

/** Of one account; refused where it is out of reach. */
export function getProduct(world: World, grant: Grant<'accounts'>, accountId: string): Product {
  return view(world, requireAccount(world, grant, accountId))
}

/**
 * What a product is to the standard, and what of it this bank knows: a part of the view for each
 * role.
 */
type Particulars = Pick<Product, 'ProductType' | 'PCA' | 'BCA' | 'OtherProductType'>

const particulars: Record<Role, (world: World, account: Account) => Particulars> = {
  main: (_, account) => currentAccount(account),
  joint: (_, account) => currentAccount(account),
  euro: (_, account) => currentAccount(account),
  savings: (world, account) => ({ ProductType: 'Other', OtherProductType: savings(world, account) }),
  card: (_, account) =>
    isBusiness(account)
      ? { ProductType: 'CommercialCreditCard' }
      : { ProductType: 'Other', OtherProductType: creditCard },
  loan: (world, account) =>
    isBusiness(account) ? { ProductType: 'SMELoan' } : { ProductType: 'Other', OtherProductType: loan(world, account) },
}

function view(world: World, account: Account): Product {
  return {
    ProductName: products[account.product].title,
    ProductId: account.product,
    AccountId: account.id,
    ...particulars[account.role](world, account),
  }
}

const isBusiness = ({ customer }: Account): boolean => customer.persona.category === 'Business'

const percent = (rate: number): string => (rate * 100).toFixed(2)
const pounds = (pence: number): string => formatDecimal(BigInt(pence))

/**
 * What a rate of one year comes to when a part of it is added so many times a year: AER, EAR and
 * APR.
 */
const compounded = (rate: number, times: number): number => (1 + rate / times) ** times - 1

function currentAccount(account: Account): Particulars {
  const overdraft = account.creditLine > 0 && { Overdraft: overdraftOf(account) }
  const detail = feesOf(account)
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

/** Whom a personal current account is for, where that is not everybody. */
const segments: Partial<Record<ProductId, 'Basic' | 'Student'>> = { basic: 'Basic', student: 'Student' }

const overdraftOf = ({ product, creditLine }: Account) => ({
  OverdraftTierBandSet: [
    {
      TierBandMethod: 'Whole' as const,
      OverdraftType: 'OnDemand' as const,
      AuthorisedIndicator: true,
      OverdraftTierBand: [
        {
          TierValueMin: '0.00',
          TierValueMax: pounds(creditLine),
          OverdraftInterestChargingCoverage: 'Whole' as const,
          EAR: percent(compounded(products[product].interest, 12)),
        },
      ],
    },
  ],
})

function feesOf({ product, role }: Account): Fee[] {
  const FeeCategory = 'Servicing' as const
  const { fee } = products[product]
  const fees: Fee[] = []
  if (fee > 0)
    fees.push({
      FeeCategory,
      FeeType: 'ServiceCAccountFeeMonthly',
      FeeAmount: pounds(fee),
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
      FeeRate: percent(foreignFee),
      ApplicationFrequency: 'PerTransactionPercentage',
    })
  return fees
}

/** Monthly, but for the ISA, whose interest is paid once a year. */
function savings(world: World, { product }: Account): OtherProductType {
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
              AER: percent(compounded(rate, isYearly ? 1 : 12)),
              BankInterestRateType: 'INGR',
              BankInterestRate: percent(rate),
            },
          ],
        },
      ],
    },
  }
}

const lateRepayment = { Name: 'Late repayment', Description: 'For a month in which the least repayment is not made' }

/** The standard knows loans with a term only, so a card's rate is told in words. */
const creditCard: OtherProductType = {
  Name: 'Credit card',
  Description: 'A credit card whose limit stands beside its balance',
  ProductDetails: {
    Notes: [
      `What is carried over costs ${percent(products.card.interest)} % a year, a twelfth of it every month; what is repaid in full costs nothing.`,
    ],
  },
  Repayment: {
    RepaymentFrequency: 'SMMO',
    Notes: [`At least the month's interest and 1 % of what is owed, and never less than ${pounds(leastRepayment)}.`],
  },
  OtherFeesCharges: [
    {
      FeeChargeDetail: [
        {
          FeeCategory: 'FCOT',
          OtherFeeCategoryType: lateRepayment,
          FeeType: 'FTOT',
          OtherFeeType: { FeeCategory: 'FCOT', ...lateRepayment },
          FeeAmount: pounds(lateFee),
          ApplicationFrequency: 'FEPO',
        },
      ],
    },
  ],
}

function loan(world: World, { customer }: Account): OtherProductType {
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
              TierValueMinimum: pounds(principal),
              TierValueMaximum: pounds(principal),
              TierValueMinTerm: months,
              MinTermPeriod: 'PMTH',
              TierValueMaxTerm: months,
              MaxTermPeriod: 'PMTH',
              FixedVariableInterestRateType: 'INFI',
              RepAPR: percent(compounded(rate, 12)),
              LoanProviderInterestRateType: 'INFR',
              LoanProviderInterestRate: percent(rate),
            },
          ],
        },
      ],
    },
    Repayment: { RepaymentFrequency: 'SMMO', AmountType: 'RACI' },
  }
}
