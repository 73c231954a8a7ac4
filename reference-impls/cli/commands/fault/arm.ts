import { defineCommand } from '#cli/command.ts'
import { describeCondition, type Fault } from '#cli/output/fault.ts'
import { parseNumber, parsePair, parseWholeNumber } from '#cli/output/format.ts'

const parseParameter = (text: string, flag: string) => {
  const [name, value] = parsePair(text, flag)
  return [name, parseWholeNumber(value, flag)] as const
}

export const arm = defineCommand({
  path: 'fault arm',
  about: 'Break the calls of the world on purpose',
  arguments: { scenario: { about: 'a name of `sandbank fault list --scenarios`, such as slow' } },
  options: {
    parameter: {
      about: 'value of a parameter; may be repeated',
      value: 'NAME=N',
      isRepeated: true,
      parse: parseParameter,
    },
    operation: { about: 'only this operation, such as GetAccounts; may be repeated', value: 'ID', isRepeated: true },
    partner: { about: 'only calls of this partner', value: 'ID' },
    account: { about: 'only calls about this account', value: 'ID' },
    count: { about: 'at most this many times', value: 'N', parse: parseWholeNumber },
    probability: { about: 'with this probability, 0 to 1', value: 'P', parse: parseNumber },
    quiet: { about: 'answers do not name the scenario' },
  },
  examples: [
    'sandbank fault arm slow --parameter delayMs=8000',
    'sandbank fault arm commit-then-cut --operation CreateDomesticPayments --probability 0.2',
    'sandbank fault arm too-many-requests --count 3',
  ],
  nextIfMissing: 'sandbank fault list --scenarios',
  async run(context, { args, options }) {
    const { parameter, operation, partner, account, count, probability, quiet } = options
    const conditions = Object.entries({ operations: operation, partner, account, count, probability })
    const when = Object.fromEntries(conditions.filter(([, value]) => value !== undefined))
    const fault = await (await context.world()).call<Fault>('POST', '/faults', {
      scenario: args.scenario,
      ...(parameter && { parameters: Object.fromEntries(parameter) }),
      ...(Object.keys(when).length > 0 && { when }),
      ...(quiet && { quiet }),
    })
    return {
      json: fault,
      people: `${fault.id} arms ${fault.scenario} for ${describeCondition(fault)}.\nnext:  sandbank fault disarm ${fault.id}`,
    }
  },
})
