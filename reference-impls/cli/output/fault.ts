/** A scenario that a world has armed. */
export type Fault = {
  readonly id: string
  readonly scenario: string
  readonly parameters?: Readonly<Record<string, number>>
  readonly when?: Readonly<Record<string, unknown>>
  readonly quiet?: boolean
  readonly used?: number
}

/** Describes which calls a fault reaches. */
export const describeCondition = ({ when = {} }: Fault): string =>
  Object.entries(when)
    .map(([name, value]) => `${name}=${[value].flat().join(',')}`)
    .join(' ') || 'every call'
