type Fields = Readonly<Record<string, unknown>>

/** Reads the errors of an answer of the Read/Write API, the control API or OAuth, one text each. */
export function readErrors(answer: Fields): string[] {
  const errors = [answer.Errors, answer.errors].find(Array.isArray) ?? []
  const texts = errors.map((one: Fields) => joinWords(one.ErrorCode ?? one.code, one.Message ?? one.message))
  return texts.length > 0 || typeof answer.error !== 'string'
    ? texts
    : [joinWords(answer.error, answer.error_description)]
}

/** Reads why an order has its status, such as why the bank rejected it: `AM04 ...`. */
export function readReasons(order: unknown): string[] {
  const { StatusReason: reasons } = (order ?? {}) as Fields
  return Array.isArray(reasons)
    ? reasons.map((one: Fields) => joinWords(one.StatusReasonCode, one.StatusReasonDescription))
    : []
}

const joinWords = (...words: unknown[]): string => words.filter((word) => typeof word === 'string').join(' ')
