import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'

/**
 * How a customer behaves when a partner asks for consent, so that no browser is needed. Written as
 * one line, such as
 * `approve, customer=cus_2, accounts=first, wrong-codes=2, takes=40s, revokes-after=10d`.
 */
export type Robot = {
  readonly decision: 'approve' | 'refuse' | 'abandon'
  /** Who it is; where nobody says so, the request's login_hint, then cus_0. */
  readonly customer: string | undefined
  readonly accounts: 'all' | 'first' | readonly string[]
  /** How often it types a wrong one-time code before the right one. */
  readonly wrongCodes: number
  /** How long it takes, in milliseconds of the world's clock. */
  readonly takes: number
  /** How long after its approval it revokes the consent, in milliseconds of the world's clock. */
  readonly revokesAfter: number | undefined
  /**
   * What the others say who must agree to a payment, a minute later by the world's clock; nothing
   * at all when absent.
   */
  readonly second: 'approve' | 'refuse' | undefined
}

export const robotExample = 'approve, customer=cus_2, accounts=first, wrong-codes=2, takes=40s, revokes-after=10d'

/** A robot's line as a field; `robotOf` refuses what means nothing. */
export const RobotLine = z
  .string()
  .max(500)
  .meta({ examples: [robotExample] })

/** How a robot's line begins. */
const decisions = {
  approve: 'the customer says yes',
  refuse: 'the customer says no: access_denied',
  abandon: 'the customer walks away: no answer ever comes',
  off: 'no robot: the pages are shown to a person, whatever the partner or the world declare',
} as const

/** What may follow: the form of its value, an example, and what that says. */
const options = {
  customer: {
    form: /^cus_[a-z0-9_-]{1,24}$/,
    example: 'cus_2',
    about: 'which customer; cus_0 or the login_hint when absent',
  },
  accounts: {
    form: /^(all|first|acc_[a-z0-9_-]+(\+acc_[a-z0-9_-]+)*)$/,
    example: 'first',
    about: 'the first account alone; or by id: accounts=acc_0_current+acc_0_savings; all of them when absent',
  },
  'wrong-codes': {
    form: /^[0-9]$/,
    example: '2',
    about: 'types the one-time code wrong so often, 0 to 9; the third wrong one rejects the consent',
  },
  takes: { form: /^\d{1,5}[smh]$/, example: '40s', about: "takes so long by the world's clock: s, m or h" },
  'revokes-after': {
    form: /^\d{1,5}[smhd]$/,
    example: '10d',
    about: "revokes the consent so long after, by the world's clock: s, m, h or d",
  },
  second: {
    form: /^(approve|refuse|never)$/,
    example: 'approve',
    about:
      "where a payment needs a second director, says yes a minute after the order, by the world's clock; second=refuse says no, second=never nothing",
  },
} as const

/** What a robot's line may say, for those who list it. */
export const robotBehaviours: Readonly<Record<string, string>> = {
  ...decisions,
  ...Object.fromEntries(Object.entries(options).map(([name, { example, about }]) => [`${name}=${example}`, about])),
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * The robot of a line; undefined for `off`. A word that means nothing is refused, with its place
 * and what there is.
 */
export function parseRobot(line: string, path: string): Robot | undefined {
  const [decision = '', ...more] = line.split(',').map((part) => part.trim())
  const refuse = (why: string): never => {
    throw new Problem('robot-unknown', `${path}: ${why}; a robot reads like: ${robotExample}`, { path })
  }
  if (decision === 'off' && more.length === 0) return undefined
  if (decision !== 'approve' && decision !== 'refuse' && decision !== 'abandon')
    return refuse(
      `it must begin with approve, refuse, abandon or off, and have a comma between any two parts; given: ${decision.slice(0, 60)}`,
    )
  const said = new Map<string, string>()
  for (const option of more) {
    const [name = '', value = ''] = option.split('=', 2)
    if (!Object.hasOwn(options, name))
      return refuse(`there is no ${name.slice(0, 60)}; there are: ${Object.keys(options).join(', ')}`)
    if (said.has(name)) refuse(`${name} stands twice`)
    const { form, example, about } = options[name as keyof typeof options]
    if (!form.test(value)) refuse(`${name} cannot be ${value.slice(0, 60)}; ${name}=${example}: ${about}`)
    said.set(name, value)
  }
  const span = (name: string) => {
    const [, count, unit] = /^(\d+)([smhd])$/.exec(said.get(name) ?? '') ?? []
    return unit === undefined ? undefined : Number(count) * units[unit as keyof typeof units]
  }
  const accounts = said.get('accounts') ?? 'all'
  const second = said.get('second')
  return {
    decision,
    customer: said.get('customer'),
    accounts: accounts === 'all' || accounts === 'first' ? accounts : accounts.split('+'),
    wrongCodes: Number(said.get('wrong-codes') ?? 0),
    takes: span('takes') ?? 0,
    revokesAfter: span('revokes-after'),
    second: second === 'approve' || second === 'refuse' ? second : undefined,
  }
}
