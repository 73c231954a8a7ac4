import type { DynamoDBStreamEvent } from 'aws-lambda'
import { sandboxOf, table } from '#cloud'
import { changeFromStream } from '#store/dynamo-items.ts'
import { purge } from './purge.ts'
import { wake as sweep } from './wake.ts'

const sandbox = sandboxOf({ store: table() })

/** Called with what the table's stream tells. */
export const handler = ({ Records }: DynamoDBStreamEvent): Promise<void> =>
  purge(
    sandbox,
    Records.map(changeFromStream).filter((change) => change !== undefined),
  )

/** Called every minute. */
export const wake = (): Promise<void> => sweep(sandbox)
