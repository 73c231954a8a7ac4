import type { Command } from './command.ts'
import { listen } from './commands/events/listen.ts'
import { pay } from './commands/pay.ts'
import { status } from './commands/status.ts'
import { up } from './commands/up.ts'

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [up, status, pay, listen]
