import type { DynamoDBStreamEvent } from 'aws-lambda'
import { sandbox } from '#cloud'
import { changeFromStream } from '#store/dynamo.ts'
import { purge } from './purge.ts'

export const handler = ({ Records }: DynamoDBStreamEvent): Promise<void> =>
  purge(
    sandbox,
    Records.map(changeFromStream).filter((change) => change !== undefined),
  )
