import { Problem } from '#bank/base/problem.ts'
import { generator, type WorldRecord } from './world.ts'

/**
 * Rejects a world or snapshot whose bank another version of the rules made: its overlay stands on
 * amounts that this release does not compute.
 */
export function rejectOtherGenerator({ id, generator: made = 1 }: Pick<WorldRecord, 'id' | 'generator'>): void {
  if (made !== generator)
    throw new Problem(
      'conflict',
      `${id} has the bank of generator ${made}, and this release makes that of generator ${generator}: reset the world (POST /control/worlds/{WorldId}/reset), or use the release of Sandbank that made it`,
    )
}
