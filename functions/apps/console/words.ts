/** Joins words as a sentence does: `Grace, Amara and Gary`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

const numbers = new Intl.NumberFormat('en-GB')

/** Counts things: `1 salary`, `1,200 salaries`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${numbers.format(count)} ${count === 1 ? one : many}`

/** Returns the name that a person is called by: `Grace` for Grace Whitfield, all of a company's. */
export const shortNameOf = (name: string): string =>
  /\b(ltd|limited|llp|plc|estate)\b/i.test(name)
    ? name
    : (name.replace(/^(mr|mrs|ms|miss|mx|dr)\.? /i, '').split(' ')[0] ?? name)
