import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { formatToken } from '#bank/consents/token.ts'
import { iso, parseInstant } from '#bank/time/clock.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type Customer, customerAt } from '#mocks/people/customer.ts'
import { findWorld, type Sandbox, type World } from '#store/world.ts'
import { buildWorldView, createWorld, type FixedCredentials, type WorldView } from './worlds.ts'

/** What a local host asks of its default world; what is absent may be anything. */
type DefaultWorld = { seed?: number | undefined; size?: number | undefined; now?: string | undefined }

/** The default world with its keys, and the customer whose accounts its developer token reaches. */
type OpenedWorld = WorldView & { controlKey: string; developerToken: string; customer: string; persona: string }

/**
 * The default world of a local host, made when there is none yet. One that was kept is never
 * changed silently: asking it for another seed, size or beginning is refused.
 */
export async function openDefaultWorld(
  sandbox: Sandbox,
  grant: Grant<'worlds'>,
  fixed: FixedCredentials,
  asked: DefaultWorld,
): Promise<OpenedWorld> {
  const { seed = 1, size, now } = asked
  let world = await findWorld(sandbox, fixed.worldId)
  if (world) rejectDifferentSettings(world, asked)
  else {
    await createWorld(
      sandbox,
      grant,
      { seed, ...(size !== undefined && { size }), ...(now !== undefined && { now }) },
      fixed,
    )
    world = (await findWorld(sandbox, fixed.worldId)) as World
  }
  const { id, persona } = customerAt(bankOf(world), 0) as Customer
  return {
    ...buildWorldView(world),
    controlKey: formatToken({ kind: 'ctl', worldId: world.id, secret: fixed.controlSecret }),
    developerToken: formatToken({ kind: 'dev', worldId: world.id, secret: fixed.developerSecret }),
    customer: id,
    persona: persona.title.toLowerCase(),
  }
}

function rejectDifferentSettings({ record }: World, { seed, size, now }: DefaultWorld): void {
  const asked = { seed, size, start: now === undefined ? undefined : parseInstant(now, 'now') }
  for (const [name, value] of Object.entries(asked)) {
    const kept = record[name as keyof typeof asked]
    if (value === undefined || value === kept) continue
    const show = (at: number) => (name === 'start' ? iso(at) : at)
    throw new Problem(
      'conflict',
      `the world that is kept has ${name} ${show(kept)}, not ${show(value)}. Use --memory for a passing world, POST /control/worlds for another one, or delete .sandbank to begin anew`,
    )
  }
}
