import type { DynamoDBStreamEvent } from 'aws-lambda'
import { createSandbox, openSender, openTable, readBaseUrl } from '#cloud'
import { changeFromStream } from '#store/dynamo-items.ts'
import type { Change } from '#store/store.ts'
import { deliverChanges, sweepDeliveries } from './deliver/sweep.ts'
import { purgeDeletedWorlds } from './purge.ts'
import { sweepWorlds as sweep } from './wake.ts'

const sandbox = createSandbox({ store: openTable(), baseUrl: readBaseUrl(), send: openSender() })

/** Handles the records of the table's stream that report deleted worlds. */
export const handler = (event: DynamoDBStreamEvent): Promise<void> => purgeDeletedWorlds(sandbox, readChanges(event))

/** Handles the schedule, every minute. */
export const wake = (): Promise<void> => sweep(sandbox)

const by = sandbox.randomText(12)

/** How long one call begins batches, in milliseconds: its Lambda has five minutes. */
const deliverForMs = 200_000

/** Handles the records of the table's stream that tell what to deliver, and the schedule. */
export function deliver(event: Partial<DynamoDBStreamEvent>): Promise<void> {
  const deliverer = { sandbox, by, until: sandbox.real() + deliverForMs }
  return event.Records ? deliverChanges(deliverer, readChanges({ Records: event.Records })) : sweepDeliveries(deliverer)
}

const readChanges = ({ Records }: DynamoDBStreamEvent): Change[] =>
  Records.map(changeFromStream).filter((change) => change !== undefined)
