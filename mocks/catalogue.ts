import { faker } from '@faker-js/faker/locale/en_GB'

/**
 * Names and places, made by @faker-js/faker (en_GB) once from a fixed seed: an entity picks from these lists by its own chance.
 * The bundler evaluates this module at build time and ships the lists alone, because faker itself weighs 440 KB in a Lambda.
 */
faker.seed(20_240_101)

const many = (count: number, make: () => string, keep = plain): string[] =>
  [...new Set(Array.from({ length: count }, make))].filter((text) => keep.test(text))

/** One or two words: faker also joins surnames with hyphens, which no town would stand. */
const plain = /^[A-Z][a-z']+( [A-Z][a-z]+)?$/

/** The shapes a British postcode may have. */
const postcode = /^[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}$/

export const catalogue = {
  firstNames: {
    female: many(320, () => faker.person.firstName('female')),
    male: many(320, () => faker.person.firstName('male')),
  },
  lastNames: many(480, () => faker.person.lastName()),
  streets: many(500, () => faker.location.street()),
  towns: many(400, () => faker.location.city()),
  counties: many(120, () => faker.location.county()),
  postcodes: many(1200, () => faker.location.zipCode(), postcode),
}
