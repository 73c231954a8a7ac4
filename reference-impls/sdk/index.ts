export type { Connection, Exchange, Fetch, Token } from './call.ts'
export { ApiError, type ErrorDetail, type Failure } from './error.ts'
export type { Listing } from './listing.ts'
export { minorUnits, moneyOf, signedMinorUnits } from './money.ts'
export { type OpenBanking, openBanking, type StatementRange, type TransactionRange } from './open-banking.ts'
export type * from './resources.ts'
export { type Persona, type Sandbank, type SandbankOptions, sandbank, type WorldRequest } from './sandbank.ts'
export type {
  Clock,
  Customer,
  DeveloperToken,
  NewDeveloperToken,
  NewWorld,
  Span,
  World,
  WorldChange,
  WorldKeys,
  WorldState,
} from './world.ts'
