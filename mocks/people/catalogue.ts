import { faker } from '@faker-js/faker/locale/en_GB'

/**
 * Names of people and streets from @faker-js/faker (en_GB) with a fixed seed. An entity picks from
 * these lists by its own chance. Towns are facts, in places.ts. The bundler evaluates this module
 * at build time and ships only the lists, because faker itself weighs 440 KB in a Lambda.
 */
faker.seed(20_240_101)

const many = (count: number, make: () => string, keep = plain): string[] =>
  [...new Set(Array.from({ length: count }, make))].filter((text) => keep.test(text))

/** One or two words; hyphenated names are dropped. */
const plain = /^[A-Z][a-z']+( [A-Z][a-z]+)?$/

export const catalogue = {
  firstNames: {
    female: many(320, () => faker.person.firstName('female')),
    male: many(320, () => faker.person.firstName('male')),
  },
  lastNames: many(480, () => faker.person.lastName()),
  streets: many(500, () => faker.location.street()),
}
