import type { ProblemCode } from '#bank/base/problem.ts'

/** The surfaces of the sandbox where scenarios may apply. */
export type ScenarioSurface = 'open-banking' | 'authorization' | 'control' | 'site' | 'deliveries'

/** The place of a request, as far as scenarios distinguish places. */
export type Place = {
  readonly surface: ScenarioSurface
  /**
   * The id of the operation, such as `GetAccounts`, or the endpoint of the authorization server,
   * such as `token`. Absent: no operation has the path.
   */
  readonly operation?: string
  /** Whether the caller sends an access token or a developer token. */
  readonly takesToken: boolean
  /** Whether the operation acts under the consent of a customer. */
  readonly isUnderConsent: boolean
  /** Whether it makes or changes something. */
  readonly isWrite: boolean
  /** Whether it answers JSON. */
  readonly answersJson: boolean
}

/** A number that a scenario takes: `slow; delayMs=8000`. */
export type Parameter = {
  readonly title: string
  readonly min: number
  readonly max: number
  readonly default: number
}

/** The values of all parameters of a scenario. */
export type Values = Readonly<Record<string, number>>

/** An answer before it is sent. `text` is its body. */
export type AnswerText = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** What is wrong with a message that comes before the right one, or instead of it. */
export const messageFlaws = [
  'wrong-signature',
  'old-timestamp',
  'wrong-audience',
  'unknown-kind',
  'very-large',
] as const
export type MessageFlaw = (typeof messageFlaws)[number]

/** How a scenario changes the delivery of one event. */
export type DeliveryChange = {
  /** How often the message is sent; once if absent. */
  readonly times?: 0 | 2
  /** Milliseconds of real time before it is sent. */
  readonly delayMs?: number
  /** Whether later events of the same object go ahead while it waits. */
  readonly letsPass?: boolean
  readonly flaw?: MessageFlaw
}

/** What a scenario does, and when on the way of a request. `draw` is a random number, 0 to 1. */
export type Effect =
  /** Answers a problem instead of running the operation. */
  | {
      readonly at: 'before'
      readonly problem: ProblemCode
      readonly headers?: (values: Values) => Readonly<Record<string, string>>
    }
  /** Waits before the operation runs: milliseconds of real time. */
  | { readonly at: 'before'; readonly waitMs: (values: Values, draw: number) => number }
  /**
   * Changes how the operation runs: an action asks for it by `scenarioIn`. `robot` is the line of
   * the robot that acts as the customer.
   */
  | { readonly at: 'run'; readonly robot?: (values: Values) => string }
  /** Answers a problem after the operation has committed, or cuts the connection. */
  | { readonly at: 'after'; readonly problem: ProblemCode }
  | { readonly at: 'after'; readonly cutsConnection: true }
  /** Changes the answer, or sends its body slowly: milliseconds of real time until its end. */
  | { readonly at: 'body'; readonly change: (answer: AnswerText, values: Values, draw: number) => AnswerText }
  | { readonly at: 'body'; readonly takesMs: (values: Values) => number }
  /** Changes how an event is delivered to a subscriber. */
  | { readonly at: 'delivery'; readonly change: (values: Values) => DeliveryChange }

/** A named fault of a bank, which a caller asks for or a world arms. */
export type Scenario = {
  /** What the caller gets. */
  readonly title: string
  /** What happens at real banks. */
  readonly imitates: string
  /** Where it applies, in words and as a rule. */
  readonly where: string
  readonly appliesTo: (place: Place) => boolean
  readonly parameters?: Readonly<Record<string, Parameter>>
  readonly effect: Effect
}

/** A scenario with the values of its parameters, as it applies to a request. */
export type ScenarioUse = {
  readonly name: string
  readonly scenario: Scenario
  readonly values: Values
  /** A random number, 0 to 1. */
  readonly draw: number
  /** Whether the answer does not name it. */
  readonly isQuiet: boolean
}

/**
 * Changes the JSON of an answer. A body that is empty, or that another scenario has broken, is left
 * as it is.
 */
export function changeJson<J>(answer: AnswerText, change: (json: J) => unknown): AnswerText {
  let json: J
  try {
    json = JSON.parse(answer.text)
  } catch {
    return answer
  }
  return { ...answer, text: JSON.stringify(change(json)) }
}

/** The places that several scenarios share. A message to a subscriber is no call to the bank. */
export const places = {
  everywhere: { where: 'every call', appliesTo: ({ surface }: Place) => surface !== 'deliveries' },
  tokens: { where: 'calls with an access token', appliesTo: ({ takesToken }: Place) => takesToken },
  consents: { where: 'calls under a consent', appliesTo: ({ isUnderConsent }: Place) => isUnderConsent },
  writes: { where: 'calls that make or change something', appliesTo: ({ isWrite }: Place) => isWrite },
  json: { where: 'calls that answer JSON', appliesTo: ({ answersJson }: Place) => answersJson },
} as const satisfies Record<string, Pick<Scenario, 'where' | 'appliesTo'>>

/** Returns the places of operations, or of endpoints of the authorization server, by name. */
export const placesNamed = (where: string, names: readonly string[]): Pick<Scenario, 'where' | 'appliesTo'> => ({
  where,
  appliesTo: ({ operation }) => operation !== undefined && names.includes(operation),
})
