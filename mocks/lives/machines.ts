import { checkMachines } from './machine.ts'
import { holiday } from './machines/holiday.ts'
import { home } from './machines/home.ts'
import { job } from './machines/job.ts'
import { subscription } from './machines/subscription.ts'

/**
 * Every machine. A machine may read those before it. The order does not matter to the bank's bytes:
 * each machine has a stream of its own.
 */
export const machines = checkMachines([job, home, subscription, holiday])

export type MachineId = (typeof job | typeof home | typeof subscription | typeof holiday)['id']
