import './node-version.ts'

export type { CallOptions, Connection, Exchange, Fetch, Retries, Signing, Token, TokenUse } from './connection.ts'
export {
  ApiError,
  BadRequestError,
  ConflictError,
  type ErrorCode,
  type ErrorDetail,
  type Failure,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  RejectedError,
  ServerError,
  SignatureError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
  UnreachableError,
  UnreadableError,
} from './error.ts'
export type { Listing } from './listing.ts'
export { minorUnits, moneyOf, signedMinorUnits } from './money.ts'
export { type OpenBanking, openBanking, type StatementRange, type TransactionRange } from './open-banking.ts'
export * from './payments/index.ts'
export type * from './resources.ts'
export {
  type NewWorld,
  type Persona,
  type Sandbank,
  type SandbankOptions,
  sandbank,
  type World,
  type WorldRequest,
} from './sandbank.ts'
export type {
  Clock,
  Customer,
  DeveloperToken,
  ForkRequest,
  NewDeveloperToken,
  Proof,
  Span,
  WorldChange,
  WorldKeys,
  WorldState,
} from './world.ts'
export type * from './worlds/index.ts'
