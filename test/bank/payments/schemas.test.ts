import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  FundsConsentRequest,
  FundsConsentResponse,
  FundsRequest,
  FundsResponse,
} from '#bank/payments/funds-confirmation.ts'
import { allPaymentTypes } from '#bank/payments/payment-types.ts'
import { PaymentDetails, PaymentFunds } from '#bank/standard/payment-details.ts'
import {
  VrpConsentRequest,
  VrpConsentResponse,
  VrpDetails,
  VrpFundsRequest,
  VrpFundsResponse,
  VrpOrderRequest,
  VrpOrderResponse,
} from '#bank/vrp/schemas.ts'
import { parseInput } from '#edge/input.ts'
import {
  changed,
  exampleOf,
  type FileName,
  faultsOf,
  isThere,
  type Node,
  notThere,
  officialOf,
  type Place,
  placesOf,
  whole,
} from '#test/support/official-schemas.ts'
import { problemOf } from '#test/support/problems.ts'

type Body = { readonly file: FileName; readonly name: string; readonly schema: z.ZodObject }
const body = (file: FileName) => (schema: z.ZodObject) => ({ file, name: schema.meta()?.id as string, schema })

const requests: Body[] = [
  ...allPaymentTypes.flatMap((kind) => [kind.ConsentRequest, kind.OrderRequest]).map(body('payment-initiation')),
  ...[VrpConsentRequest, VrpOrderRequest, VrpFundsRequest].map(body('vrp')),
  ...[FundsConsentRequest, FundsRequest].map(body('confirmation-funds')),
]
const responses: Body[] = [
  ...allPaymentTypes.flatMap((kind) => [kind.ConsentResponse, kind.OrderResponse]).map(body('payment-initiation')),
  ...[PaymentDetails, PaymentFunds].map(body('payment-initiation')),
  ...[VrpConsentResponse, VrpOrderResponse, VrpDetails, VrpFundsResponse].map(body('vrp')),
  ...[FundsConsentResponse, FundsResponse].map(body('confirmation-funds')),
]

/** Returns our schema as a JSON schema without references. */
function oursOf({ schema }: Body): Node {
  const node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as unknown as Node
  return whole(node, (ref) => node.$defs?.[ref.split('/').at(-1) as string] as Node)
}

/** Deliberate differences from the official file, by the end of a path. */
const stricter = {
  /** A bank must reject supplementary data of a recurring payment that it cannot process. */
  'ControlParameters.SupplementaryData': 'vrp',
  'Instruction.SupplementaryData': 'vrp',
} as const
/**
 * The order must be able to repeat its consent, for which the official file allows a longer name.
 */
const laxer = ['OBWriteInternational3 Data.Initiation.Creditor.Name took 141 characters']
const isOurs = ({ file }: Body, { path }: Pick<Place, 'path'>) =>
  Object.entries(stricter).some(([end, where]) => where === file && path.join('.').endsWith(end))

/** The official example of a request, without the fields that we reject on purpose. */
function officialExample(one: Body, isFull: boolean): Record<string, unknown> {
  const node = officialOf(one.file, one.name)
  const example = exampleOf(node, isFull) as Record<string, unknown>
  return placesOf(node)
    .filter((place) => isOurs(one, place))
    .reduce((left, { path }) => changed(left, path, undefined), example)
}

/** Returns the faults that our schema finds in a body: problem and path of each. */
function faultsIn({ schema }: Body, given: Record<string, unknown>): string[] {
  const problem = problemOf(() => parseInput(schema, given, 'body'))
  return problem ? problem.faults.map(({ code, path }) => `${code} ${path}`) : []
}

if (isThere) describe('held against the official OpenAPI files of the Read/Write API v4.0', against)
else test.skip(notThere, () => {})

function against(): void {
  describe.each([...requests, ...responses])('$name', (one) => {
    test('fits the official schema with all our fields and with the required ones only', () => {
      const node = oursOf(one)
      expect(faultsOf(one.file, one.name, exampleOf(node, true))).toEqual([])
      expect(faultsOf(one.file, one.name, exampleOf(node, false))).toEqual([])
      expect(one.schema.safeParse(exampleOf(node, true)).error).toBeUndefined()
    })

    test('requires what the official schema requires', () => {
      const official = placesOf(officialOf(one.file, one.name)).filter(({ isRequired }) => isRequired)
      const ours = new Map(placesOf(oursOf(one)).map(({ path, isRequired }) => [path.join('.'), isRequired]))
      const lax = official.map(({ path }) => path.join('.')).filter((path) => ours.has(path) && !ours.get(path))
      expect(lax).toEqual([])
    })
  })

  describe.each(requests)('a request $name', (one) => {
    const full = officialExample(one, true)
    const places = placesOf(officialOf(one.file, one.name)).filter((place) => !isOurs(one, place))

    test('is accepted with all official fields and with the required ones only', () => {
      expect(faultsIn(one, full)).toEqual([])
      expect(faultsIn(one, officialExample(one, false))).toEqual([])
    })

    test('is rejected without a field that the standard requires', () => {
      const wrong = places
        .filter(({ isRequired }) => isRequired)
        .filter(({ path }) => {
          const refusals = faultsIn(one, changed(full, path, undefined))
          return refusals.join() !== `field-missing ${path.join('.')}`
        })
      expect(wrong.map(({ path }) => path.join('.'))).toEqual([])
    })

    test('is rejected with a value that the standard forbids, and accepted with the longest allowed value', () => {
      const wrong = places.flatMap(({ path, node }) => {
        const at = path.join('.')
        const taken = limitsOf(node).filter((value) => faultsIn(one, changed(full, path, value)).length > 0)
        const refused = spoilsOf(node).filter(
          (value) => faultsIn(one, changed(full, path, value))[0] !== `field-invalid ${at}`,
        )
        return [
          ...taken.map((value) => `${at} refused ${shown(value)}`),
          ...refused.map((value) => `${at} took ${shown(value)}`),
        ]
      })
      expect(wrong.map((what) => `${one.name} ${what}`)).toEqual(
        laxer.filter((what) => what.startsWith(`${one.name} `)),
      )
    })

    test('is rejected with an unknown field at any depth', () => {
      const objects = places.filter(({ path, node }) => node.type === 'object' && path.at(-1) !== 'SupplementaryData')
      const wrong = [{ path: [] as Place['path'] }, ...objects].filter(({ path }) => {
        const refusals = faultsIn(one, changed(full, [...path, 'Surprise'], 1))
        return refusals.join() !== `field-unexpected ${[...path, 'Surprise'].join('.')}`
      })
      expect(wrong.map(({ path }) => path.join('.'))).toEqual([])
    })
  })

  describe.each(allPaymentTypes)('$name', (kind) => {
    test('has exactly the states of the standard for its consent and its order', () => {
      const statuses = (schema: z.ZodObject) => {
        const { properties } = officialOf('payment-initiation', schema.meta()?.id as string)
        return [...(properties?.Data?.properties?.Status?.enum ?? [])].sort()
      }
      expect([...kind.consentStatuses].sort()).toEqual(statuses(kind.ConsentResponse))
      expect([...kind.orderStatuses].sort()).toEqual(statuses(kind.OrderResponse))
    })
  })
}

const shown = (value: unknown) =>
  typeof value === 'string' && value.length > 20 ? `${value.length} characters` : JSON.stringify(value)

/** Values at the limits of a field. */
function limitsOf(node: Node): unknown[] {
  if (node.type !== 'string' || node.enum || node.pattern !== undefined) return []
  return node.maxLength === undefined ? [] : ['x'.repeat(node.maxLength)]
}

/** Values just beyond the limits of a field. */
function spoilsOf(node: Node): unknown[] {
  if (node.oneOf) return ['WRONG', 1]
  if (node.type !== 'string') return [node.type === 'object' ? [] : {}]
  return [
    1,
    ...(node.maxLength === undefined ? [] : ['x'.repeat(node.maxLength + 1)]),
    ...(node.minLength === undefined ? [] : ['']),
    ...(node.enum ? ['WRONG'] : []),
    ...(node.pattern === undefined ? [] : ['no such thing']),
  ]
}

test('every kind of payment has its own schemas', () => {
  const names = [...requests, ...responses].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBe(28 + 2 + 7 + 4)
})
