import { expectTypeOf, test } from 'vitest'
import type { Account } from '#bank/account-information/account.ts'
import type { Balance } from '#bank/account-information/balance.ts'
import type { Beneficiary } from '#bank/account-information/beneficiary.ts'
import type { DirectDebit } from '#bank/account-information/direct-debit.ts'
import type { Offer } from '#bank/account-information/offer.ts'
import type { Party } from '#bank/account-information/party.ts'
import type { Product } from '#bank/account-information/product.ts'
import type { ScheduledPayment } from '#bank/account-information/scheduled-payment.ts'
import type { StandingOrder } from '#bank/account-information/standing-order.ts'
import type { Statement } from '#bank/account-information/statement.ts'
import type { Transaction } from '#bank/account-information/transaction.ts'
import type * as Sdk from '#sdk/resources.ts'

/** A type as it arrives in JSON: what is absent is absent, never undefined. */
type Sent<T> = T extends (infer E)[]
  ? Sent<E>[]
  : T extends object
    ? { [K in keyof T]: Sent<Exclude<T[K], undefined>> }
    : T

test("responses of the bank fit the SDK's types", () => {
  expectTypeOf<Sent<Account>>().toExtend<Sdk.Account>()
  expectTypeOf<Sent<Balance>>().toExtend<Sdk.Balance>()
  expectTypeOf<Sent<Transaction>>().toExtend<Sdk.Transaction>()
  expectTypeOf<Sent<Party>>().toExtend<Sdk.Party>()
  expectTypeOf<Sent<StandingOrder>>().toExtend<Sdk.StandingOrder>()
  expectTypeOf<Sent<DirectDebit>>().toExtend<Sdk.DirectDebit>()
  expectTypeOf<Sent<Product>>().toExtend<Sdk.Product>()
  expectTypeOf<Sent<Statement>>().toExtend<Sdk.Statement>()
  expectTypeOf<Sent<Offer>>().toExtend<Sdk.Offer>()
  expectTypeOf<Sent<ScheduledPayment>>().toExtend<Sdk.ScheduledPayment>()
  expectTypeOf<Sent<Beneficiary>>().toExtend<Sdk.Beneficiary>()
})

test("the SDK's types have every field that the bank sends, and no other", () => {
  expectTypeOf<keyof Account>().toEqualTypeOf<keyof Sdk.Account>()
  expectTypeOf<keyof Balance>().toEqualTypeOf<keyof Sdk.Balance>()
  expectTypeOf<keyof Transaction>().toEqualTypeOf<keyof Sdk.Transaction>()
  expectTypeOf<keyof Party>().toEqualTypeOf<keyof Sdk.Party>()
  expectTypeOf<keyof StandingOrder>().toEqualTypeOf<keyof Sdk.StandingOrder>()
  expectTypeOf<keyof DirectDebit>().toEqualTypeOf<keyof Sdk.DirectDebit>()
  expectTypeOf<keyof Product>().toEqualTypeOf<keyof Sdk.Product>()
  expectTypeOf<keyof Statement>().toEqualTypeOf<keyof Sdk.Statement>()
  expectTypeOf<keyof Offer>().toEqualTypeOf<keyof Sdk.Offer>()
  expectTypeOf<keyof ScheduledPayment>().toEqualTypeOf<keyof Sdk.ScheduledPayment>()
  expectTypeOf<keyof Beneficiary>().toEqualTypeOf<keyof Sdk.Beneficiary>()
})
