import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type DetailedResource, detailFields, hideFields, visibilityOf } from '#bank/consents/field-visibility.ts'
import type { Permission } from '#bank/consents/permission.ts'
import { openAccess } from '#test/support/grants.ts'

const resources = Object.keys(detailFields) as DetailedResource[]

const officialFile = new URL('../../../../shared/specs/uk-ob-rw/v4.0/account-info-openapi.json', import.meta.url)

/** The schemas of the standard's file, `Basic` or `Detail` after the name. */
const official: Record<DetailedResource, string> = {
  Account: 'OBAccount6',
  Transaction: 'OBTransaction6',
  Beneficiary: 'OBBeneficiary5',
  StandingOrder: 'OBStandingOrder6',
  ScheduledPayment: 'OBScheduledPayment3',
  Statement: 'OBStatement2',
}

if (existsSync(officialFile)) {
  const { schemas } = JSON.parse(readFileSync(officialFile, 'utf8')).components
  const fieldsOf = (name: string) => Object.keys(schemas[name].properties)

  test.each(resources)('the details of %s are what its Detail schema has and its Basic schema lacks', (resource) => {
    const basic = fieldsOf(`${official[resource]}Basic`)
    const lacking = fieldsOf(`${official[resource]}Detail`).filter((field) => !basic.includes(field))
    expect([...detailFields[resource].fields].sort()).toEqual(lacking.sort())
  })

  test('no other schema has a Basic form', () => {
    const basics = Object.keys(schemas).filter((name) => name.endsWith('Basic'))
    expect(basics.sort()).toEqual(resources.map((resource) => `${official[resource]}Basic`).sort())
  })
} else {
  test.skip('the official OpenAPI file is not there: ../shared/specs lies beside the repository where the standard is tested', () => {})
}

describe('how far down a resource is seen', () => {
  const seenWith = (resource: DetailedResource, ...permissions: Permission[]) =>
    visibilityOf(resource, { ...openAccess, permissions: new Set(permissions) })

  test.each(resources)('%s: its basics, unless Detail was granted, which wins where both were', (resource) => {
    const { permission } = detailFields[resource]
    const basic = permission.replace('Detail', 'Basic') as Permission
    expect(seenWith(resource, basic)).toBe('basic')
    expect(seenWith(resource)).toBe('basic')
    expect(seenWith(resource, permission)).toBe('detail')
    expect(seenWith(resource, basic, permission)).toBe('detail')
  })

  test.each(resources)('%s: whole card numbers take ReadPAN, which shows no detail by itself', (resource) => {
    expect(seenWith(resource, detailFields[resource].permission, 'ReadPAN')).toBe('whole')
    expect(seenWith(resource, 'ReadPAN')).toBe('basic')
  })

  test("another resource's Detail shows none", () => {
    for (const one of resources)
      for (const other of resources)
        if (one !== other) expect(seenWith(one, detailFields[other].permission), `${one} ${other}`).toBe('basic')
  })
})

test('basics are all fields but the details, in their order; deeper down it is the very same object', () => {
  const one = { AccountId: '1', Account: [], Status: 'Enabled', Servicer: {}, CreditorAccount: {} }
  expect(JSON.stringify(hideFields('basic', 'Account', one))).toBe(
    '{"AccountId":"1","Status":"Enabled","CreditorAccount":{}}',
  )
  expect(Object.keys(one).length).toBe(5)
  for (const depth of ['detail', 'whole'] as const) expect(hideFields(depth, 'Account', one)).toBe(one)
})
