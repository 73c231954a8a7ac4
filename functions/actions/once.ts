import { Problem } from '#bank/problem.ts'
import { Conflict, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { type Keyed, recall } from './idempotency.ts'

/** How often an act is tried anew when somebody else wrote in between. */
const attempts = 20

/**
 * Does what a partner asks for under an idempotency key, or finds what was made of the same request before. `make` commits the
 * write that it is handed together with its own; where another was faster, it is asked again, so that two at once make one thing.
 */
export async function once<R>(
  world: World,
  asked: Keyed,
  { make, find }: { make: (remember: (id: string) => Write) => Promise<R>; find: (id: string) => Promise<R> },
): Promise<{ made: R; isReplay: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const recalled = await recall(world, asked)
    if ('madeBefore' in recalled) return { made: await find(recalled.madeBefore), isReplay: true }
    try {
      return { made: await make(recalled.remember), isReplay: false }
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      if (attempt === attempts)
        throw new Problem('unavailable', 'too many wrote to the same place at the same moment; send the request again')
    }
  }
}
