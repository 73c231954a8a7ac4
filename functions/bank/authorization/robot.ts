import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { suggestName } from '#bank/base/validation-messages.ts'

/**
 * The declared behaviour of a customer when a partner requests consent, so that no browser is
 * needed. It is written as one line, such as `approve, customer=cus_2, accounts=first,
 * wrong-codes=2, takes=40s, revokes-after=10d`.
 */
export type Robot = {
  readonly decision: Exclude<keyof typeof decisions, 'off'>
  /** The customer; if absent, the request's login_hint, then cus_0. */
  readonly customer: string | undefined
  readonly accounts: 'all' | 'first' | readonly string[]
  /** How many wrong one-time codes it enters before the right one. */
  readonly wrongCodes: number
  /** How long it takes, in milliseconds of the world's clock. */
  readonly takes: number
  /** How long after its approval it revokes the consent, in milliseconds of the world's clock. */
  readonly revokesAfter: number | undefined
  /**
   * The decision of the other people who must approve a payment, made a minute later by the world's
   * clock. If absent, they do not decide.
   */
  readonly second: 'approve' | 'refuse' | undefined
}

export const robotExample = 'approve, customer=cus_2, accounts=first, wrong-codes=2, takes=40s, revokes-after=10d'

/** The first part of a robot's line. */
const decisions = {
  approve: 'the customer approves',
  refuse: 'the customer refuses; the partner gets access_denied',
  cancel: 'the customer cancels; the partner gets access_denied, and the consent still awaits authorisation',
  abandon: 'the customer leaves; the partner never gets an answer',
  'time-out':
    'the session ends before the customer decides; the partner gets access_denied, and the consent still awaits authorisation',
  off: 'no robot; the pages are shown to a person, even if the partner or the world declares a robot',
} as const

/** The options that may follow: the form of the value, an example, and the example's meaning. */
const options = {
  customer: {
    form: /^cus_[a-z0-9_-]{1,24}$/,
    example: 'cus_2',
    about: 'acts as this customer; if absent, as the login_hint or else cus_0',
  },
  accounts: {
    form: /^(all|first|acc_[a-z0-9_-]+(\+acc_[a-z0-9_-]+)*)$/,
    example: 'first',
    about: 'chooses the first account only; also by id, accounts=acc_0_current+acc_0_savings; if absent, all accounts',
  },
  'wrong-codes': {
    form: /^[0-9]$/,
    example: '2',
    about: 'enters this many wrong one-time codes first, 0 to 9; the third wrong code rejects the consent',
  },
  takes: {
    form: /^\d{1,5}[smh]$/,
    example: '40s',
    about: "takes this long to decide by the world's clock; units: s, m, h",
  },
  'revokes-after': {
    form: /^\d{1,5}[smhd]$/,
    example: '10d',
    about: "revokes the consent this long after approving it, by the world's clock; units: s, m, h, d",
  },
  second: {
    form: /^(approve|refuse|never)$/,
    example: 'approve',
    about:
      "if a payment needs a second director, approves it a minute after the order, by the world's clock; second=refuse refuses it, second=never does not decide",
  },
} as const

/** Every part that a robot's line may have, with its meaning. */
export const robotBehaviours: Readonly<Record<string, string>> = {
  ...decisions,
  ...Object.fromEntries(Object.entries(options).map(([name, { example, about }]) => [`${name}=${example}`, about])),
}

/** A robot's line as a pattern of JSON Schema. It allows an option to occur twice. */
export const robotPattern = (() => {
  const { off: _, ...decide } = decisions
  const parts = Object.entries(options).map(([name, { form }]) => `${name}=${form.source.slice(1, -1)}`)
  return `^\\s*(off|(${Object.keys(decide).join('|')})(\\s*,\\s*(${parts.join('|')}))*)\\s*$`
})()

/** A robot's line as a field of a request. `parseRobot` rejects unknown parts. */
export const RobotLine = z
  .string()
  .max(500)
  .meta({ examples: [robotExample], pattern: robotPattern })

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Returns a robot's line with the parts of another one; parts of the same name are replaced. */
export function mergeRobots(line: string, other: string): string {
  const nameOf = (part: string) => part.split('=')[0] as string
  const [, ...parts] = line.split(',').map((part) => part.trim())
  const [decision, ...replaced] = other.split(',').map((part) => part.trim())
  const names = replaced.map(nameOf)
  return [decision, ...parts.filter((part) => !names.includes(nameOf(part))), ...replaced].join(', ')
}

/**
 * Parses a robot's line; returns undefined for `off`. Rejects an unknown part, naming its place and
 * the parts that are known.
 */
export function parseRobot(line: string, path: string): Robot | undefined {
  const [decision = '', ...rest] = line.split(',').map((part) => part.trim())
  const reject = (why: string, suggestion = ''): never => {
    throw new Problem('robot-unknown', `${path}: ${why}; example: ${robotExample}${suggestion}`, { path })
  }
  if (decision === 'off' && rest.length === 0) return undefined
  if (decision === 'off' || !Object.hasOwn(decisions, decision))
    return reject(
      `must begin with ${Object.keys(decisions).slice(0, -1).join(', ')} or off, and separate its parts by commas (got ${decision.slice(0, 60)})`,
      suggestName(decision, Object.keys(decisions)),
    )
  const values = new Map<string, string>()
  for (const option of rest) {
    const [name = '', value = ''] = option.split('=', 2)
    if (!Object.hasOwn(options, name)) {
      const known = Object.keys(options)
      const why = `unknown option ${name.slice(0, 60)}; the options are ${known.join(', ')}`
      return reject(why, suggestName(name, known))
    }
    if (values.has(name)) reject(`the option ${name} occurs twice; send it once`)
    const { form, example, about } = options[name as keyof typeof options]
    if (!form.test(value))
      reject(`the option ${name} has an invalid value (got ${value.slice(0, 60)}); ${name}=${example} ${about}`)
    values.set(name, value)
  }
  const span = (name: string) => {
    const [, count, unit] = /^(\d+)([smhd])$/.exec(values.get(name) ?? '') ?? []
    return unit === undefined ? undefined : Number(count) * units[unit as keyof typeof units]
  }
  const accounts = values.get('accounts') ?? 'all'
  const second = values.get('second')
  return {
    decision: decision as Robot['decision'],
    customer: values.get('customer'),
    accounts: accounts === 'all' || accounts === 'first' ? accounts : accounts.split('+'),
    wrongCodes: Number(values.get('wrong-codes') ?? 0),
    takes: span('takes') ?? 0,
    revokesAfter: span('revokes-after'),
    second: second === 'approve' || second === 'refuse' ? second : undefined,
  }
}
