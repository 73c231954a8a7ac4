import { Problem } from '#bank/base/problem.ts'
import { Conflict, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { type Asked, recall } from './idempotency.ts'

/** How often an act is tried anew when somebody else wrote in between. */
const attempts = 20

/**
 * How something is made once: `look` sees what may stand in the way, `make` makes it, `find` gets
 * what was made before.
 */
type Once<R, S> = {
  readonly look?: (attempt: number) => Promise<S>
  readonly make: (remember: (id: string) => Write, seen: S | undefined) => Promise<R>
  readonly find: (id: string) => Promise<R>
}

/**
 * Does what a partner asks for under an idempotency key, or finds what was made of the same request
 * before. `make` commits the write that it is handed together with its own; where another was
 * faster, it is asked again, so that two at once make one thing. `look` comes before the key is
 * looked up: what this very request made in the meantime is then always found by its key.
 */
export async function once<R, S>(
  world: World,
  asked: Asked,
  { look, make, find }: Once<R, S>,
): Promise<{ made: R; isReplay: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const seen = await look?.(attempt)
    const recalled = await recall(world, asked)
    if ('madeBefore' in recalled) return { made: await find(recalled.madeBefore), isReplay: true }
    try {
      return { made: await make(recalled.remember, seen), isReplay: false }
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      if (attempt === attempts)
        throw new Problem('unavailable', 'too many wrote to the same place at the same moment; send the request again')
    }
  }
}
