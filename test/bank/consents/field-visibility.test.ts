import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type DetailedResource, detailFields, hideFields, visibilityOf } from '#bank/consents/field-visibility.ts'
import type { Permission } from '#bank/consents/permission.ts'
import { openAccess } from '#test/support/grants.ts'

const resources = Object.keys(detailFields) as DetailedResource[]

const officialFile = new URL('../../../../shared/specs/uk-ob-rw/v4.0/account-info-openapi.json', import.meta.url)

/** The schemas of the official file, with the suffix `Basic` or `Detail`. */
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

  test.each(resources)('the details of %s are the fields that only its Detail schema has', (resource) => {
    const basic = fieldsOf(`${official[resource]}Basic`)
    const lacking = fieldsOf(`${official[resource]}Detail`).filter((field) => !basic.includes(field))
    expect([...detailFields[resource].fields].sort()).toEqual(lacking.sort())
  })

  test('no other resource has a Basic schema', () => {
    const basics = Object.keys(schemas).filter((name) => name.endsWith('Basic'))
    expect(basics.sort()).toEqual(resources.map((resource) => `${official[resource]}Basic`).sort())
  })
} else {
  test.skip('the official OpenAPI file is not there: ../shared/specs lies beside the repository where the standard is tested', () => {})
}

describe('the visible depth of a resource', () => {
  const seenWith = (resource: DetailedResource, ...permissions: Permission[]) =>
    visibilityOf(resource, { ...openAccess, permissions: new Set(permissions) })

  test.each(resources)('%s: Basic shows the basic fields, and Detail wins if both are granted', (resource) => {
    const { permission } = detailFields[resource]
    const basic = permission.replace('Detail', 'Basic') as Permission
    expect(seenWith(resource, basic)).toBe('basic')
    expect(seenWith(resource)).toBe('basic')
    expect(seenWith(resource, permission)).toBe('detail')
    expect(seenWith(resource, basic, permission)).toBe('detail')
  })

  test.each(resources)('%s: full card numbers need ReadPAN, which shows no details by itself', (resource) => {
    expect(seenWith(resource, detailFields[resource].permission, 'ReadPAN')).toBe('whole')
    expect(seenWith(resource, 'ReadPAN')).toBe('basic')
  })

  test('the Detail permission of another resource shows no details', () => {
    for (const one of resources)
      for (const other of resources)
        if (one !== other) expect(seenWith(one, detailFields[other].permission), `${one} ${other}`).toBe('basic')
  })
})

test('the basic view is all fields except the details, in order; the detailed view is the same object', () => {
  const one = { AccountId: '1', Account: [], Status: 'Enabled', Servicer: {}, CreditorAccount: {} }
  expect(JSON.stringify(hideFields('basic', 'Account', one))).toBe(
    '{"AccountId":"1","Status":"Enabled","CreditorAccount":{}}',
  )
  expect(Object.keys(one).length).toBe(5)
  for (const depth of ['detail', 'whole'] as const) expect(hideFields(depth, 'Account', one)).toBe(one)
})
