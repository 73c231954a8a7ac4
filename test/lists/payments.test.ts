import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openBanking } from '#apps/open-banking/app.ts'

const file = new URL('../../../shared/specs/uk-ob-rw/v4.0/payment-initiation-openapi.json', import.meta.url)
const missing = existsSync(file) ? '' : 'skipped, the official file is not there: '

test.skipIf(missing)(
  `${missing}payment initiation v4.0 is served whole: 41 operations, under the standard's own names`,
  () => {
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
      paths: Record<string, Record<string, { operationId: string }>>
    }
    const official = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([method]) => method !== 'parameters')
        .map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
    )
    const served = openBanking.operations
      .filter(({ path }) => path.startsWith('/pisp/') && !path.includes('vrp'))
      .map(({ id, method, path }) => `${id}: ${method} ${path.slice('/pisp'.length)}`)
    expect(official).toHaveLength(41)
    expect(served.sort()).toEqual(official.sort())
  },
)
