import { defineCommand } from '#cli/command.ts'
import { formatInstant, parseHours, parseNumber, parsePair, parseWholeNumber } from '#cli/output/format.ts'
import type { WorldKeys, WorldState } from '#cli/sdk.ts'
import { describeNewWorld, rememberWorld } from '#cli/worlds/new-world.ts'

export type CreatedWorld = WorldState & WorldKeys

/** Names and the end of a world, when it is created or forked. */
export const lifeOptions = {
  name: { about: 'name, which --world takes too', value: 'NAME' },
  label: {
    about: 'label by which the organiser finds it; may be repeated',
    value: 'KEY=VALUE',
    isRepeated: true,
    parse: parsePair,
  },
  expires: { about: 'delete it after this time, such as 48h or 2d', value: 'TIME', parse: parseHours },
  use: { about: 'let this folder use it from now on' },
} as const

type Life = {
  readonly name?: string
  readonly label?: readonly (readonly [string, string])[]
  readonly expires?: number
}

/** Returns the fields of a request that say how a world is named and when it ends. */
export const lifeOf = ({ name, label, expires }: Life) => ({
  ...(name !== undefined && { name }),
  ...(label !== undefined && { labels: Object.fromEntries(label) }),
  ...(expires !== undefined && { expiresInHours: expires }),
})

const parseCount = (text: string, flag: string) => {
  const [persona, count] = parsePair(text, flag)
  return [persona, parseWholeNumber(count, flag)] as const
}

/** Parses a seed: a number, or text such as the name of a branch. */
const parseSeed = (text: string) => (/^\d{1,10}$/.test(text) ? Number(text) : text)

export const create = defineCommand({
  path: 'world create',
  about: 'Create a world: a bank of your own',
  options: {
    seed: { about: 'number or text; the same seed gives the same bank', value: 'SEED', parse: parseSeed },
    size: { about: 'number of customers (default 1000)', value: 'N', parse: parseWholeNumber },
    now: { about: 'first time of its clock', value: 'T' },
    rate: { about: 'seconds of the world in a real second; 0 pauses it', value: 'R', parse: parseNumber },
    customer: { about: 'customer of its developer token (default cus_0)', value: 'ID' },
    persona: {
      about: 'number of customers of a persona; may be repeated',
      value: 'ID=N',
      isRepeated: true,
      parse: parseCount,
    },
    robot: { about: 'robot that answers for customers, such as approve', value: 'ROBOT' },
    ...lifeOptions,
  },
  examples: [
    'sandbank world create --name demo --use',
    'sandbank world create --seed 7 --now 2026-11-24T09:30:00Z --rate 0 --json',
    'sandbank world create --label pr=123 --expires 2h',
  ],
  async run(context, { options }) {
    const { seed, size, now, rate, customer, robot, persona } = options
    const given = Object.entries({ seed, size, now, rate, customer, robot }).filter(([, value]) => value !== undefined)
    const created = await context.organise<CreatedWorld>('POST', '/worlds', {
      ...Object.fromEntries(given),
      ...(persona && { personas: Object.fromEntries(persona) }),
      ...lifeOf(options),
    })
    await rememberWorld(context, created, options.use === true)
    return { json: created, people: describeNewWorld(context, created, options.use === true) }
  },
})

/** Describes when a world ends, for tables. */
export const endOf = ({ expiresAt }: { readonly expiresAt?: string }) =>
  expiresAt ? formatInstant(expiresAt) : 'never'
