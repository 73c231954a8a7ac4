import type { DynamoDBStreamEvent } from 'aws-lambda'
import { sandboxOf, table } from '#cloud'
import { changeFromStream } from '#store/dynamo-items.ts'
import { purge } from './purge.ts'

const sandbox = sandboxOf({ store: table() })

export const handler = ({ Records }: DynamoDBStreamEvent): Promise<void> =>
  purge(
    sandbox,
    Records.map(changeFromStream).filter((change) => change !== undefined),
  )
