import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { formatToken } from '#bank/consents/token.ts'
import { iso, parseInstant } from '#bank/time/clock.ts'
import { generator } from '#bank/worlds/world.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type Customer, customerAt } from '#mocks/people/customer.ts'
import { findWorld, loadWorldAsStored, type Sandbox, type World } from '#store/world.ts'
import { buildWorldView, createWorld, type FixedCredentials, type WorldView } from './worlds.ts'

/**
 * The settings that a local host requires of its default world. An absent setting accepts any
 * value.
 */
type DefaultWorldSettings = { seed?: number | undefined; size?: number | undefined; now?: string | undefined }

/** The default world with its keys, and the customer whose accounts its developer token reads. */
type OpenedWorld = WorldView & { controlKey: string; developerToken: string; customer: string; persona: string }

/**
 * Opens the default world of a local host, and creates it if there is none. Never changes a stored
 * world: rejects a different seed, size or start with `conflict`.
 */
export async function openDefaultWorld(
  sandbox: Sandbox,
  grant: Grant<'worlds'>,
  fixed: FixedCredentials,
  requested: DefaultWorldSettings,
): Promise<OpenedWorld> {
  const { seed = 1, size, now } = requested
  await rejectOlderBank(sandbox, fixed.worldId)
  let world = await findWorld(sandbox, fixed.worldId)
  if (world) rejectDifferentSettings(world, requested)
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

/** Rejects a stored default world that another release made: a laptop begins it again. */
async function rejectOlderBank(sandbox: Sandbox, worldId: string): Promise<void> {
  const made = (await loadWorldAsStored(sandbox, worldId))?.record
  if (made && (made.generator ?? 1) !== generator)
    throw new Problem(
      'conflict',
      `the stored world has the bank of generator ${made.generator ?? 1}, and this release makes that of generator ${generator}. Use --memory for a temporary world, delete .sandbank to start again, or start the release that made it`,
    )
}

function rejectDifferentSettings({ record }: World, { seed, size, now }: DefaultWorldSettings): void {
  const requested = { seed, size, start: now === undefined ? undefined : parseInstant(now, 'now') }
  for (const [name, value] of Object.entries(requested)) {
    const stored = record[name as keyof typeof requested]
    if (value === undefined || value === stored) continue
    const show = (at: number) => (name === 'start' ? iso(at) : at)
    throw new Problem(
      'conflict',
      `the stored world has ${name} ${show(stored)}, not ${show(value)}. Use --memory for a temporary world, POST /control/worlds for another one, or delete .sandbank to start again`,
    )
  }
}
