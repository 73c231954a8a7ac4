import { describe, expect, test } from 'vitest'
import { checkMachines } from '#mocks/lives/machine.ts'
import { job } from '#mocks/lives/machines/job.ts'

const pet = {
  id: 'pet',
  source: 'a survey of pets, 2024',
  begins: [[1, 'none']],
  states: {
    none: { perYear: 0.1, goes: [[1, 'dog']] },
    dog: { months: [96, 168], goes: [[1, 'none']] },
  },
}
const withState = (state: object) => ({ ...pet, states: { ...pet.states, none: { ...pet.states.none, ...state } } })

describe('a machine of a life', () => {
  test('is accepted if it fits the schema and reads only machines before it', () => {
    const reading = withState({ while: { machine: 'job', state: 'searching', perYear: 0 } })
    expect(checkMachines([job, reading]).map(({ id }) => id)).toEqual(['job', 'pet'])
  })

  test.each<[string, object, string]>([
    ['a rate above one', withState({ perYear: 1.2 }), 'machines.0.states.none.perYear: Too big'],
    ['an unknown field', { ...pet, colour: 'red' }, 'machines.0.: Unrecognized key: "colour"'],
    ['no source', { ...pet, source: '' }, 'machines.0.source: Too small'],
    [
      'a way to a state that does not exist',
      withState({ goes: [[1, 'cat']] }),
      'pet.states.none.goes: must lead to one of none, dog (got cat)',
    ],
    [
      'chances that do not add up',
      withState({ goes: [[0.5, 'dog']] }),
      'pet.states.none.goes: the chances must add up to 1 (got 0.5)',
    ],
    [
      'a state that leads nowhere',
      { ...pet, states: { ...pet.states, dog: { goes: [[1, 'none']] } } },
      'pet.states.dog: must have perYear, months or keepsShare, or the state never ends',
    ],
    [
      'a machine that it reads before it exists',
      withState({ while: { machine: 'job', state: 'searching', perYear: 0 } }),
      'pet.states.none.while: must name a state of a machine before it: there is none (got job searching)',
    ],
  ])('is rejected with its path and the reason for %s', (_, machine, message) => {
    expect(() => checkMachines([machine])).toThrow(message)
  })
})
