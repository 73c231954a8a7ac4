import type { Context } from '#cli/context.ts'
import { Failure } from '#cli/failure.ts'

/** Asks on a terminal whether to go on. Programs are not asked: they called the command. */
export async function confirm(
  { terminal }: Context,
  isSure: boolean | undefined,
  question: string,
  next: string,
): Promise<void> {
  if (isSure || !terminal.isInteractive) return
  if (!/^y(es)?$/i.test(await terminal.ask(`${question} [y/N]`)))
    throw new Failure('failed', 'nothing was changed', next)
}
