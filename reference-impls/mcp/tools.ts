import type { Tool } from './tool.ts'
import { findCustomers, listTransactions, readAccounts } from './tools/accounts.ts'
import { listEvents, triggerEvent } from './tools/events.ts'
import { armFault, disarmFault, listScenarios } from './tools/faults.ts'
import { explainRequest, readLog } from './tools/log.ts'
import { lookUpError } from './tools/look-up-error.ts'
import { lookUpOperation } from './tools/look-up-operation.ts'
import { pay } from './tools/pay.ts'
import { advanceClock, createWorld, listWorlds } from './tools/worlds.ts'

/** Every tool of the server, in the order in which an agent lists them. */
export const tools: readonly Tool[] = [
  listWorlds,
  createWorld,
  lookUpOperation,
  lookUpError,
  findCustomers,
  readAccounts,
  listTransactions,
  pay,
  advanceClock,
  readLog,
  explainRequest,
  listScenarios,
  armFault,
  disarmFault,
  listEvents,
  triggerEvent,
]
