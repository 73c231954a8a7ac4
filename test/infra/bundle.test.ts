import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bundle, bundleLambdas, lambdas } from '#infra/bundle.ts'
import { surfaces } from '#surfaces'
import { baseUrl, startLambda } from '#test/support/lambda/lambda.ts'

let folder: string
let bundles: Bundle[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbank-bundles-'))
  bundles = await bundleLambdas({ into: folder })
})

afterAll(() => rm(folder, { recursive: true }))

const bundleOf = (name: string) => bundles.find((one) => one.name === name)!
const partsOf = (name: string) => bundleOf(name).start.parts
const weights = () => bundles.flatMap(({ start, later }) => [start, ...later.values()])

test('every surface and the worker have a bundle', () => {
  expect(bundles.map(({ name }) => name)).toEqual([
    'open-banking',
    'authorization',
    'control',
    'console',
    'site',
    'worker',
  ])
})

test.each(lambdas)(
  '$name weighs at most 1 MB; 1.1 MB where many pages are inside, 1.3 MB where the operations that it replays are too, 1.5 MB where the OpenID provider is',
  ({ name }) => {
    const most = { authorization: 1_500_000, site: 1_100_000, console: 1_300_000 }[name] ?? 1_000_000
    expect(bundleOf(name).start.bytes).toBeLessThanOrEqual(most)
  },
)

test('no bundle ships faker, a browser detector or unused credential providers', () => {
  const parts = weights().flatMap(({ parts }) => [...parts.keys()])
  expect(parts.filter((part) => /faker|bowser|nested-clients|credential-provider-(?!env)/.test(part))).toEqual([])
})

test('the site ships no AWS SDK, for it has no table; control does', () => {
  expect([...partsOf('site').keys()].filter((part) => /aws|smithy/.test(part))).toEqual([])
  expect([...partsOf('control').keys()]).toContain('@aws-sdk/client-dynamodb')
})

test('zod ships only its used part and no other languages', () => {
  for (const { start } of bundles) expect(start.parts.get('zod')).toBeLessThan(110_000)
})

test('the site ships its assets, other bundles only code', async () => {
  const files = async (name: string) => (await readdir(join(folder, name))).sort()
  const code = ['index.mjs', 'index.mjs.map']
  const printing = ['statement-pdf.mjs', 'statement-pdf.mjs.map']
  const parsing = ['xml-parser.mjs', 'xml-parser.mjs.map']
  const certifying = ['certificates.mjs', 'certificates.mjs.map']
  const pages = surfaces.flatMap(({ assets }) => assets).map((asset) => basename(asset))
  expect(await files('open-banking')).toEqual([...certifying, ...code, ...printing, ...parsing])
  for (const name of ['authorization', 'control', 'worker']) expect(await files(name)).toEqual([...certifying, ...code])
  expect((await files('console')).filter((file) => !/\.mjs(\.map)?$/.test(file))).toEqual([])
  const calling = ['first-call.mjs', 'first-call.mjs.map']
  expect(await files('site')).toEqual([...calling, ...certifying, ...code, ...printing, ...pages, ...parsing].sort())
})

describe('the XML parser', () => {
  const parsing = () => bundleOf('open-banking').later.get('xml-parser.mjs')!

  test('is in its own file, which a cold start does not read', () => {
    for (const { start } of bundles)
      expect([...start.parts.keys()].filter((part) => /xml|strnum|@nodable/.test(part))).toEqual([])
  })

  test('has at most 80 KB and one file of ours', () => {
    expect(parsing().bytes).toBeLessThanOrEqual(80_000)
    expect(parsing().parts.get('functions')).toBeLessThan(2_000)
    expect([...parsing().parts.keys()]).not.toContain('zod')
  })
})

describe('the statement printer', () => {
  const printing = () => bundleOf('open-banking').later.get('statement-pdf.mjs')!

  test('is in its own file, which a cold start does not read', () => {
    for (const { start } of bundles)
      expect([...start.parts.keys()].filter((part) => /pdf|fflate|culori/.test(part))).toEqual([])
    expect([...partsOf('open-banking').keys()]).toContain('zod')
  })

  test('has at most 100 KB: the core of its library and two fonts', () => {
    expect(printing().bytes).toBeLessThanOrEqual(100_000)
    expect([...printing().parts.keys()].sort()).toEqual(['@cantoo/pdf-lib', 'fflate', 'functions', 'tslib'])
  })

  test('repeats nothing of the main bundle', () => {
    expect(printing().parts.get('functions')).toBeLessThan(10_000)
  })
})

test('the certificate code is in its own file, too', () => {
  for (const { start } of bundles)
    expect([...start.parts.keys()].filter((part) => /x509|asn1|tsyringe|reflect-metadata/.test(part))).toEqual([])
  const certifying = bundleOf('control').later.get('certificates.mjs')!
  expect([...certifying.parts.keys()]).toContain('@peculiar/x509')
  expect(certifying.parts.get('functions')).toBeLessThan(3_000)
})

describe('a Lambda without a required setting does not start, and names it', () => {
  test.each([
    ['open-banking', { SANDBANK_TABLE: 'any' }, 'SANDBANK_BASE_URL'],
    ['open-banking', { SANDBANK_BASE_URL: baseUrl }, 'SANDBANK_TABLE'],
    ['control', { SANDBANK_BASE_URL: baseUrl, SANDBANK_TABLE: 'any' }, 'SANDBANK_ORGANISER_DIGEST'],
    ['site', {}, 'SANDBANK_BASE_URL'],
    ['worker', {}, 'SANDBANK_TABLE'],
  ])('%s given %o', async (name, settings, missing) => {
    const started = startLambda(join(folder, name), settings)
    await expect(started).rejects.toThrow(`the environment variable ${missing} is not set`)
  })
})
