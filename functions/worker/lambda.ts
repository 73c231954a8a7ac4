import type { DynamoDBStreamEvent } from 'aws-lambda'
import { createSandbox, openTable } from '#cloud'
import { changeFromStream } from '#store/dynamo-items.ts'
import { purgeDeletedWorlds } from './purge.ts'
import { sweepWorlds as sweep } from './wake.ts'

const sandbox = createSandbox({ store: openTable() })

/** Handles the records of the table's stream. */
export const handler = ({ Records }: DynamoDBStreamEvent): Promise<void> =>
  purgeDeletedWorlds(
    sandbox,
    Records.map(changeFromStream).filter((change) => change !== undefined),
  )

/** Handles the schedule, every minute. */
export const wake = (): Promise<void> => sweep(sandbox)
