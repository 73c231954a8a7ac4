import { faker } from '@faker-js/faker/locale/en_GB'

/**
 * Names of people and streets, made by @faker-js/faker (en_GB) once from a fixed seed: an entity
 * picks from these lists by its own chance. Towns are facts, and stand in places.ts. The bundler
 * evaluates this module at build time and ships the lists alone, because faker itself weighs 440 KB
 * in a Lambda.
 */
faker.seed(20_240_101)

const many = (count: number, make: () => string, keep = plain): string[] =>
  [...new Set(Array.from({ length: count }, make))].filter((text) => keep.test(text))

/** One or two words: what faker joins with hyphens is left out. */
const plain = /^[A-Z][a-z']+( [A-Z][a-z]+)?$/

export const catalogue = {
  firstNames: {
    female: many(320, () => faker.person.firstName('female')),
    male: many(320, () => faker.person.firstName('male')),
  },
  lastNames: many(480, () => faker.person.lastName()),
  streets: many(500, () => faker.location.street()),
}
