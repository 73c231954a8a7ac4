import { describe, expect, expectTypeOf, test } from 'vitest'
import type * as z from 'zod'
import { paymentKinds } from '#bank/consents/consent.ts'
import { allPaymentTypes, paymentTypes } from '#bank/payments/payment-types.ts'
import { referenceOf } from '#bank/standard/remittance.ts'

test('every kind of payment is declared, under its own name', () => {
  expect(Object.keys(paymentTypes)).toEqual([...paymentKinds])
  expect(allPaymentTypes.map(({ name }) => name)).toEqual([...paymentKinds])
})

describe.each(allPaymentTypes)('$name', (kind) => {
  test('has paths that follow from its name', () => {
    expect(kind.consents).toBe(`${kind.name}-consents`)
    expect(kind.orders).toBe(`${kind.name}s`)
  })

  test('names the id field of its order', () => {
    expect(Object.keys((kind.OrderResponse.shape.Data as typeof kind.OrderResponse).shape)).toContain(kind.orderId)
  })

  test('has a description', () => {
    const { isScheduled, isStandingOrder, isInternational, isFile } = kind
    expect({ isScheduled, isStandingOrder, isInternational, isFile }).toEqual({
      isScheduled: kind.name.includes('scheduled'),
      isStandingOrder: kind.name.includes('standing'),
      isInternational: kind.name.includes('international'),
      isFile: kind.name.includes('file'),
    })
  })
})

test("the compiler knows the fields and states of each kind's bodies", () => {
  type Data<K extends keyof typeof paymentTypes> = z.output<(typeof paymentTypes)[K]['OrderResponse']>['Data']
  expectTypeOf<Data<'file-payment'>['Status']>().toEqualTypeOf<'INFA' | 'INCO' | 'PDNG'>()
  expectTypeOf<Data<'domestic-payment'>['DomesticPaymentId']>().toEqualTypeOf<string>()
  expectTypeOf<Data<'domestic-payment'>>().not.toHaveProperty('InternationalPaymentId')
})

test('funds can be confirmed for immediate payments and for scheduled international ones', () => {
  expect(allPaymentTypes.filter(({ hasFundsConfirmation }) => hasFundsConfirmation).map(({ name }) => name)).toEqual([
    'domestic-payment',
    'international-payment',
    'international-scheduled-payment',
  ])
})

test("the reference of a payment is the payee's reference, or the first unstructured text", () => {
  const Structured = [{}, { CreditorReferenceInformation: { Reference: 'RF18' } }]
  expect(referenceOf({ Structured, Unstructured: ['rent'] })).toBe('RF18')
  expect(referenceOf({ Structured: [{}], Unstructured: ['rent', 'more'] })).toBe('rent')
  expect(referenceOf({})).toBeUndefined()
  expect(referenceOf(undefined)).toBeUndefined()
})
