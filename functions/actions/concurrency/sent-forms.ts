import { iso } from '#bank/time/clock.ts'
import { sentForms } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { Conflict } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'

/** How long a form is remembered, in seconds of real time: longer than a page stays open. */
const keptForS = 7 * 24 * 3_600

/** Stores that a form was sent. Returns false if the same form was sent before. */
export async function claimForm(sandbox: Sandbox, once: string): Promise<boolean> {
  const real = readSteadyTime(sandbox)
  const expiresAt = Math.ceil(real / 1_000) + keptForS
  try {
    await sandbox.store.commit([{ put: sentForms.key(once), expect: 'absent', value: { at: iso(real) }, expiresAt }])
    return true
  } catch (error) {
    if (error instanceof Conflict) return false
    throw error
  }
}

/** Forgets a form that changed nothing, so that it can be sent again. */
export const releaseForm = (sandbox: Sandbox, once: string): Promise<void> =>
  sandbox.store.commit([{ delete: sentForms.key(once), expect: 'anything' }])
