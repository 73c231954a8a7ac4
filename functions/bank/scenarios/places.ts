import type { Place } from './scenario.ts'

/*
 * The operations of the Read/Write API that faults may name. The control API validates faults, and
 * does not load the operations themselves; a test compares the two lists.
 */

const groups: readonly (Pick<Place, 'isUnderConsent' | 'isWrite' | 'answersJson'> & { operations: string })[] = [
  {
    isUnderConsent: false,
    isWrite: true,
    answersJson: true,
    operations: `
      CreateAccountAccessConsents CreateDomesticPaymentConsents CreateDomesticScheduledPaymentConsents
      CreateDomesticStandingOrderConsents CreateInternationalPaymentConsents
      CreateInternationalScheduledPaymentConsents CreateInternationalStandingOrderConsents
      CreateFilePaymentConsents domesticVrpConsentsPost domesticVrpConsentsPut domesticVrpConsentsPatch
      CreateFundsConfirmationConsents CreateEventSubscriptions ChangeEventSubscriptionsEventSubscriptionId
      CreateCallbackUrls ChangeCallbackUrlsCallbackUrlId CreateEvents`,
  },
  {
    isUnderConsent: false,
    isWrite: false,
    answersJson: true,
    operations: `
      GetAccountAccessConsentsConsentId GetDomesticPaymentConsentsConsentId
      GetDomesticPaymentsDomesticPaymentId GetDomesticPaymentsDomesticPaymentIdPaymentDetails
      GetDomesticScheduledPaymentConsentsConsentId GetDomesticScheduledPaymentsDomesticScheduledPaymentId
      GetDomesticScheduledPaymentsDomesticScheduledPaymentIdPaymentDetails
      GetDomesticStandingOrderConsentsConsentId GetDomesticStandingOrdersDomesticStandingOrderId
      GetDomesticStandingOrdersDomesticStandingOrderIdPaymentDetails GetInternationalPaymentConsentsConsentId
      GetInternationalPaymentsInternationalPaymentId
      GetInternationalPaymentsInternationalPaymentIdPaymentDetails
      GetInternationalScheduledPaymentConsentsConsentId
      GetInternationalScheduledPaymentsInternationalScheduledPaymentId
      GetInternationalScheduledPaymentsInternationalScheduledPaymentIdPaymentDetails
      GetInternationalStandingOrderConsentsConsentId
      GetInternationalStandingOrdersInternationalStandingOrderPaymentId
      GetInternationalStandingOrdersInternationalStandingOrderPaymentIdPaymentDetails
      GetFilePaymentConsentsConsentId GetFilePaymentsFilePaymentId GetFilePaymentsFilePaymentIdPaymentDetails
      domesticVrpConsentsGet domesticVrpGet domesticVrpPaymentDetailsGet
      GetFundsConfirmationConsentsConsentId GetEventSubscriptions GetCallbackUrls`,
  },
  {
    isUnderConsent: false,
    isWrite: true,
    answersJson: false,
    operations: `
      DeleteAccountAccessConsentsConsentId CreateFilePaymentConsentsConsentIdFile domesticVrpConsentsDelete
      DeleteFundsConfirmationConsentsConsentId DeleteEventSubscriptionsEventSubscriptionId
      DeleteCallbackUrlsCallbackUrlId`,
  },
  {
    isUnderConsent: true,
    isWrite: false,
    answersJson: true,
    operations: `
      GetAccounts GetAccountsAccountId GetAccountsAccountIdBalances GetBalances
      GetAccountsAccountIdTransactions GetTransactions GetParty GetAccountsAccountIdParty
      GetAccountsAccountIdParties GetAccountsAccountIdStandingOrders GetStandingOrders
      GetAccountsAccountIdDirectDebits GetDirectDebits GetAccountsAccountIdBeneficiaries GetBeneficiaries
      GetAccountsAccountIdScheduledPayments GetScheduledPayments GetAccountsAccountIdStatements GetStatements
      GetAccountsAccountIdStatementsStatementId GetAccountsAccountIdStatementsStatementIdTransactions
      GetAccountsAccountIdOffers GetOffers GetDomesticPaymentConsentsConsentIdFundsConfirmation
      GetInternationalPaymentConsentsConsentIdFundsConfirmation
      GetInternationalScheduledPaymentConsentsConsentIdFundsConfirmation GetAccountsAccountIdProduct
      GetProducts`,
  },
  {
    isUnderConsent: true,
    isWrite: false,
    answersJson: false,
    operations: `
      GetAccountsAccountIdStatementsStatementIdFile`,
  },
  {
    isUnderConsent: true,
    isWrite: true,
    answersJson: true,
    operations: `
      CreateDomesticPayments CreateDomesticScheduledPayments CreateDomesticStandingOrders
      CreateInternationalPayments CreateInternationalScheduledPayments CreateInternationalStandingOrders
      CreateFilePayments domesticVrpConsentsFundsConfirmation domesticVrpPost CreateFundsConfirmations`,
  },
  {
    isUnderConsent: false,
    isWrite: false,
    answersJson: false,
    operations: `
      GetFilePaymentConsentsConsentIdFile GetFilePaymentsFilePaymentIdReportFile`,
  },
]

/** The places of the operations of the Read/Write API. */
export const placesOfOperations: readonly Place[] = groups.flatMap(({ operations, ...traits }) =>
  operations
    .trim()
    .split(/\s+/)
    .map((operation): Place => ({ surface: 'open-banking', operation, takesToken: true, ...traits })),
)
