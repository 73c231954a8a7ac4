import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { table } from '#store/capacity.ts'
import { dynamoStore } from '#store/dynamo.ts'
import type { Store } from '#store/store.ts'

export type Engine = {
  client: DynamoDBClient
  endpoint: string
  /** Creates an empty table like the one that CDK creates, and returns its name. */
  createTable(): Promise<string>
  /** Opens a store on an empty table, with a given clock. Its retries do not wait. */
  openStore(now: () => number): Promise<Store>
  /** Stops the engine and discards its data. */
  stop(): Promise<void>
}

/** The reason for skipping tests that need the engine. */
export const engineAbsent =
  'skipped: the npm package @dynoxide/linux-x64 (a DynamoDB engine) is not installed on this platform'

const startMilliseconds = 60_000

/**
 * Starts a DynamoDB engine in memory on a free port. Returns `undefined` if its binary is absent.
 */
export async function startEngine(): Promise<Engine | undefined> {
  const binary = findBinary()
  if (binary === undefined) return undefined
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const engine = spawn(binary, ['serve', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] })
  const kill = () => engine.kill('SIGKILL')
  process.once('exit', kill)
  await ready(engine, endpoint)

  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  let tables = 0
  let tokens = 0
  const createTable = async () => {
    const name = `sandbank-${++tables}`
    const keys = [table.partitionKey, table.sortKey]
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: table.billing,
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: table.partitionKey, KeyType: 'HASH' },
          { AttributeName: table.sortKey, KeyType: 'RANGE' },
        ],
      }),
    )
    return name
  }
  return {
    client,
    endpoint,
    createTable,
    async openStore(now) {
      const newToken = () => `token ${tokens++}`
      return dynamoStore({ table: await createTable(), now, newToken, client, wait: async () => undefined })
    },
    async stop() {
      client.destroy()
      process.off('exit', kill)
      if (engine.exitCode !== null) return
      const exited = new Promise((resolve) => engine.once('exit', resolve))
      kill()
      await exited
    },
  }
}

function findBinary(): string | undefined {
  try {
    const manifest = fileURLToPath(import.meta.resolve('@dynoxide/linux-x64/package.json'))
    const binary = join(dirname(manifest), 'dynoxide')
    return existsSync(binary) ? binary : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(address)))
    })
  })
}

/**
 * Polls until the engine answers, which takes about 20 ms. Throws if it ended or does not answer in
 * time.
 */
async function ready(engine: ChildProcess, endpoint: string): Promise<void> {
  let complaint = ''
  engine.stderr?.on('data', (text) => {
    complaint += text
  })
  const deadline = performance.now() + startMilliseconds
  while (performance.now() < deadline && engine.exitCode === null) {
    const answer = await fetch(endpoint).catch(() => undefined)
    if (answer?.headers.has('x-dynoxide-version')) return
    await setTimeout(5)
  }
  engine.kill('SIGKILL')
  throw new Error(`the DynamoDB engine did not start: ${complaint}`)
}
