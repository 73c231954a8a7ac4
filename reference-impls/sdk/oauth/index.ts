import '../node-version.ts'

export { callbackPage } from './callback.ts'
export {
  type AccountAccess,
  type AuthorizationRequest,
  connectPartner,
  type PartnerClient,
  type PartnerConnection,
  type PartnerOptions,
  type PendingAuthorization,
} from './client.ts'
export {
  createSoftwareStatement,
  type RegistrationRequest,
  registerDynamically,
  type SoftwareStatement,
} from './dynamic-registration.ts'
export {
  AccessDeniedError,
  AuthorizationServerError,
  AuthorizationServerUnreachableError,
  CallbackError,
  OAuthError,
  ReauthorisationError,
} from './errors.ts'
export {
  movePartner,
  type Partner,
  type PartnerRequest,
  type Profile,
  registerPartner,
  type SandboxAccess,
  type Scope,
} from './partner.ts'
export { memoryTokenStore, type TokenSet, type TokenStore } from './token-store.ts'
