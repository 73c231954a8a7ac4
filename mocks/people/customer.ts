import type { Bank } from '#mocks/base/bank.ts'
import { firstMonth } from '#mocks/base/bank.ts'
import { type Day, firstDay, type Month, monthOf, yearOf } from '#mocks/base/calendar.ts'
import { type Chance, chance, draw, drawInteger, pick, stream } from '#mocks/base/chance.ts'
import { catalogue } from './catalogue.ts'
import type { Persona } from './persona.ts'
import { personas } from './personas.ts'
import { drawPostcode, drawTown } from './places.ts'

/** A synthetic person, or the business that a person runs. */
export type Customer = {
  readonly index: number
  /** `cus_` and the index. */
  readonly id: string
  readonly persona: Persona
  /** The month in which the customer's first account was opened. */
  readonly opened: Month
  /**
   * The seed of this customer's chance: the bank's, or for the named customers a fixed one, so that
   * they are the same in every world.
   */
  readonly seed: number
  /** Everything that this customer depends on, as one text: the key of caches. */
  readonly key: string
}

export type Address = { building: string; street: string; town: string; county: string; postcode: string }

/** The customer's personal details. */
export type Identity = {
  readonly title: string
  /** The person's own name. */
  readonly person: string
  /** The name on the account: the person's or the business's. */
  readonly name: string
  readonly born: Day
  readonly address: Address
  /** At `example.com`, a domain reserved for documentation. */
  readonly email: string
  /** From Ofcom's range for drama, which is never assigned. */
  readonly mobile: string
}

const choosing = stream('persona')
const opening = stream('opening')
const being = stream('identity')

/** The seed of the named customers. */
const namedSeed = 20_261_124

/** The sum of the weights of all personas. */
export const totalWeight = personas.reduce((sum, { weight }) => sum + weight, 0)

/**
 * Returns the persona of a customer. The first customers are one of each persona, with names; then
 * follow those that the world requested, or else a choice by weight.
 */
export function personaOf(bank: Bank, index: number): Persona {
  const named = personas[index]
  if (named) return named
  let lot = bank.mix ? index - personas.length : draw(bank.seed, index, 0, choosing) * totalWeight
  for (const persona of personas) {
    lot -= bank.mix ? (bank.mix.find(([id]) => id === persona.id)?.[1] ?? 0) : persona.weight
    if (lot < 0) return persona
  }
  return personas[0] as Persona
}

/** Returns a customer by index, or undefined if the bank has none. */
export function customerAt(bank: Bank, index: number): Customer | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= bank.size) return undefined
  const persona = personaOf(bank, index)
  const seed = index < personas.length ? namedSeed : bank.seed
  const key = `${seed}.${bank.start}.${index}.${persona.id}`
  return { index, id: `cus_${index}`, persona, seed, key, opened: openedIn(bank, seed, index, persona) }
}

/** Returns the customer of an id such as `cus_42`, or undefined. */
export function customerOf(bank: Bank, id: string): Customer | undefined {
  return /^cus_(0|[1-9]\d{0,6})$/.test(id) ? customerAt(bank, Number(id.slice(4))) : undefined
}

function openedIn(bank: Bank, seed: number, index: number, persona: Persona): Month {
  const next = chance(seed, index, 0, opening)
  if (persona.monthsWithBank) return bank.start - drawInteger(next, ...persona.monthsWithBank)
  // The customer was at least 16 years old, and the readable history had not begun.
  const sixteenth = monthOf(birthYear(bank, seed, index, persona) + 16, drawInteger(next, 1, 12))
  return Math.min(Math.max(drawInteger(next, monthOf(2004, 1), monthOf(2013, 12)), sixteenth), firstMonth(bank))
}

function birthYear(bank: Bank, seed: number, index: number, persona: Persona): number {
  return yearOf(bank.start) - drawInteger(chance(seed, index, 1, being), ...persona.age)
}

/** Returns a customer's name, birth and address, from the seed alone. */
export function identityOf(bank: Bank, { seed, index, persona }: Customer): Identity {
  const next = chance(seed, index, 0, being)
  const isNamed = index < personas.length
  const female = isNamed ? persona.named.female : next() < 0.51
  const first = isNamed ? persona.named.first : pick(next, catalogue.firstNames[female ? 'female' : 'male'])
  const last = isNamed ? persona.named.last : pick(next, catalogue.lastNames)
  const person = `${first} ${last}`
  const born =
    firstDay(monthOf(birthYear(bank, seed, index, persona), drawInteger(next, 1, 12))) + drawInteger(next, 0, 27)
  return {
    title: female ? pick(next, ['Ms', 'Mrs', 'Miss', 'Dr']) : pick(next, ['Mr', 'Mr', 'Mr', 'Dr']),
    person,
    name: persona.category === 'Personal' ? person : businessName(persona, last, next),
    born,
    address: drawAddress(next),
    email: `${first}.${last}.${index}@example.com`.toLowerCase().replaceAll(/[^a-z0-9.@]/g, ''),
    mobile: `+44-7700-900${String(drawInteger(next, 0, 999)).padStart(3, '0')}`,
  }
}

/** Draws an address: first the town, then the rest that belongs to it. */
function drawAddress(next: Chance): Address {
  const building = String(drawInteger(next, 1, 180))
  const street = pick(next, catalogue.streets)
  const place = drawTown(next)
  return { building, street, town: place.town, county: place.county, postcode: drawPostcode(place, next) }
}

function businessName({ trades = ['Trading'] }: Persona, lastName: string, next: () => number): string {
  return `${lastName} ${pick(next, trades)}`
}
