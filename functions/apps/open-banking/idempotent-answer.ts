import { Answer } from '#edge/operation.ts'

/**
 * Builds the answer to a request with an idempotency key. A header marks an answer that repeats the
 * answer to an earlier request.
 */
export const buildIdempotentAnswer = (isReplay: boolean, body: object): Answer =>
  new Answer(body, isReplay ? { 'x-idempotency-replayed': 'true' } : {})
