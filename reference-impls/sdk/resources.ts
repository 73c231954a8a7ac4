/**
 * Resources of the UK Open Banking Read/Write API v4.0, with the standard's names. Fields that the
 * standard leaves optional are optional here too. Sandbank fills them; another bank may not.
 * Instants are in ISO 8601, amounts are decimal strings.
 */

/** A code from a list that may grow. An editor completes the known codes; others are allowed. */
export type Code<Known extends string> = Known | (string & {})

export type CreditDebitIndicator = 'Credit' | 'Debit'

/**
 * A decimal string and an ISO 4217 code. It has no sign; a `CreditDebitIndicator` beside it gives
 * the direction.
 */
export type Money = { Amount: string; Currency: string }

/** OBCashAccount: the number of an account in a scheme. */
export type CashAccount = {
  SchemeName: Code<'UK.OBIE.SortCodeAccountNumber' | 'UK.OBIE.PAN' | 'UK.OBIE.IBAN'>
  Identification: string
  Name?: string
}

/** OBAccount6 */
export type Account = {
  AccountId: string
  Currency?: string
  Status?: Code<'Enabled' | 'Disabled'>
  StatusUpdateDateTime?: string
  AccountCategory?: Code<'Business' | 'Personal'>
  AccountTypeCode?: Code<'CACC' | 'SVGS' | 'CARD'>
  Description?: string
  Nickname?: string
  OpeningDate?: string
  /** Absent without the permission to read details. */
  Account?: CashAccount[]
  Servicer?: { SchemeName: Code<'UK.OBIE.BICFI'>; Identification: string; Name?: string }
}

/** One balance of OBReadBalance1. `ITBD` is the booked balance, `ITAV` the available one. */
export type Balance = {
  AccountId: string
  CreditDebitIndicator: CreditDebitIndicator
  Type: Code<'ITBD' | 'ITAV'>
  DateTime: string
  Amount: Money
  CreditLine?: { Included: boolean; Type?: Code<'Pre-Agreed' | 'Credit'>; Amount?: Money }[]
}

/** OBTransaction6 */
export type Transaction = {
  AccountId: string
  TransactionId?: string
  TransactionReference?: string
  CreditDebitIndicator: CreditDebitIndicator
  /** Only a transaction with `BOOK` has changed the balance. */
  Status: Code<'BOOK' | 'PDNG'>
  TransactionMutability?: Code<'Immutable' | 'Mutable'>
  BookingDateTime: string
  ValueDateTime?: string
  TransactionInformation?: string
  Amount: Money
  /** The family and sub-family of ISO 20022. */
  BankTransactionCode?: { Code: string; SubCode: string }
  ProprietaryBankTransactionCode?: { Code: string; Issuer?: string }
  /** The bank's fee for a purchase in another currency. The amount includes it. */
  ChargeAmount?: Money
  CurrencyExchange?: {
    SourceCurrency: string
    TargetCurrency?: string
    UnitCurrency?: string
    ExchangeRate: number
    InstructedAmount?: Money
  }
  CardInstrument?: { CardSchemeName: Code<'VISA'>; AuthorisationType?: Code<'Contactless' | 'PIN' | 'ConsumerDevice'> }
  /** The balance after this transaction; absent while it is pending. */
  Balance?: { CreditDebitIndicator: CreditDebitIndicator; Type: string; Amount: Money }
  MerchantDetails?: { MerchantName?: string; MerchantCategoryCode?: string }
  CreditorAccount?: Partial<CashAccount>
  DebtorAccount?: Partial<CashAccount>
}

/** OBParty2 */
export type Party = {
  PartyId: string
  PartyType?: Code<'Sole' | 'Joint' | 'Delegate'>
  Name?: string
  FullLegalName?: string
  LegalStructure?: Code<'UK.OBIE.Individual' | 'UK.OBIE.Sole' | 'UK.OBIE.PrivateLimitedCompany'>
  /** Present, like `Relationships`, only when the request names an account. */
  AccountRole?: Code<
    'UK.OBIE.Principal' | 'UK.OBIE.SecondaryOwner' | 'UK.OBIE.SeniorManagingOfficial' | 'UK.OBIE.Administrator'
  >
  EmailAddress?: string
  Mobile?: string
  Relationships?: { Account?: { Related: string; Id: string } }
  Address?: PostalAddress[]
}

/** OBPostalAddress7 */
export type PostalAddress = {
  AddressType?: Code<'HOME' | 'BIZZ'>
  StreetName?: string
  BuildingNumber?: string
  PostCode?: string
  TownName?: string
  CountrySubDivision?: string
  Country?: string
}

/** OBMandateRelatedInformation1 */
export type MandateRelatedInformation = {
  MandateIdentification?: string
  /** Whether the amount is fixed or varies. */
  Classification?: Code<'FIXE' | 'VARI'>
  Frequency: { Type?: Code<'WEEK' | 'MNTH' | 'QURT' | 'MIAN' | 'YEAR'> }
}

/** OBStandingOrder6 */
export type StandingOrder = {
  AccountId: string
  StandingOrderId?: string
  StandingOrderStatusCode?: Code<'ACTV'>
  NextPaymentDateTime?: string
  NextPaymentAmount?: Money
  LastPaymentDateTime?: string
  LastPaymentAmount?: Money
  /** The total number of payments; absent if the order ends on a day, or never. */
  NumberOfPayments?: string
  FirstPaymentAmount?: Money
  FinalPaymentAmount?: Money
  CreditorAccount?: CashAccount
  MandateRelatedInformation?: MandateRelatedInformation
  RemittanceInformation?: RemittanceInformation
}

/** The reference that the payee receives. */
export type RemittanceInformation = {
  Structured?: {
    CreditorReferenceInformation?: { Code?: string; Issuer?: string; Reference?: string }
    AdditionalRemittanceInformation?: string[]
  }[]
  Unstructured?: string[]
}

/** One direct debit of OBReadDirectDebit2. The standard does not return the next due date. */
export type DirectDebit = {
  AccountId: string
  DirectDebitId?: string
  DirectDebitStatusCode?: Code<'ACTV'>
  Name: string
  MandateRelatedInformation?: MandateRelatedInformation
  PreviousPaymentDateTime?: string
  PreviousPaymentAmount?: Money
}

/** OBBeneficiary5: a payee that the customer has saved. */
export type Beneficiary = {
  AccountId?: string
  BeneficiaryId?: string
  BeneficiaryType?: Code<'Trusted' | 'Ordinary'>
  Reference?: string
  CreditorAccount?: CashAccount
}

/** OBScheduledPayment3: a future-dated payment. */
export type ScheduledPayment = {
  AccountId: string
  ScheduledPaymentId?: string
  ScheduledPaymentDateTime: string
  ScheduledType: Code<'Execution' | 'Arrival'>
  Reference?: string
  InstructedAmount: Money
  CreditorAccount?: CashAccount
}

/** One offer of OBReadOffer1. `Rate` is in percent. */
export type Offer = {
  AccountId: string
  OfferId?: string
  OfferType?: Code<'BalanceTransfer' | 'LimitIncrease' | 'MoneyTransfer' | 'Other' | 'PromotionalRate'>
  Description?: string
  StartDateTime?: string
  EndDateTime?: string
  Rate?: string
  Amount?: Money
}

/** One total of a statement. */
export type StatementSum = {
  CreditDebitIndicator: CreditDebitIndicator
  Type: Code<
    | 'UK.OBIE.PreviousClosingBalance'
    | 'UK.OBIE.ClosingBalance'
    | 'UK.OBIE.TotalCredits'
    | 'UK.OBIE.TotalDebits'
    | 'UK.OBIE.CreditLimit'
    | 'UK.OBIE.Total'
  >
  Amount: Money
}

/** OBStatement2: one period of an account that has ended. */
export type Statement = {
  AccountId: string
  StatementId?: string
  StatementReference?: string
  Type: Code<'RegularPeriodic'>
  StartDateTime: string
  EndDateTime: string
  CreationDateTime: string
  StatementFee?: StatementSum[]
  StatementInterest?: StatementSum[]
  /** Absent without the permission to read details. */
  StatementAmount?: StatementSum[]
}

/**
 * One product of OBReadProduct2. For the contents of `PCA` and `BCA`, see the standard's schemas,
 * which are large.
 */
export type Product = {
  AccountId: string
  ProductName?: string
  ProductId?: string
  ProductType: Code<'PersonalCurrentAccount' | 'BusinessCurrentAccount' | 'CommercialCreditCard' | 'SMELoan' | 'Other'>
  /** A personal current account: segment, overdraft, fees. */
  PCA?: object
  /** A business current account: segment, overdraft, fees. */
  BCA?: object
  OtherProductType?: { Name: string; Description: string }
}

/** The envelope of every answer. */
export type Enveloped<D> = {
  Data: D
  Links?: { Self: string; First?: string; Prev?: string; Next?: string; Last?: string }
  Meta?: { TotalPages?: number; FirstAvailableDateTime?: string; LastAvailableDateTime?: string }
}

/** One page of a list. `Name` is the field of `Data` that has the items. */
export type Paged<Name extends string, T> = Enveloped<{ readonly [name in Name]?: readonly T[] }>
