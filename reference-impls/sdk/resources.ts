/**
 * Resources of the UK Open Banking Read/Write API v4.0, named as the standard names them. What the
 * standard leaves optional is optional here: Sandbank fills it, the next bank may not. Instants are
 * ISO 8601, amounts decimal strings.
 */

/** A code from a list that grows: the known ones complete in an editor, others are still read. */
export type Code<Known extends string> = Known | (string & {})

export type CreditDebitIndicator = 'Credit' | 'Debit'

/**
 * A decimal string and an ISO 4217 code. It has no sign: a `CreditDebitIndicator` beside it tells.
 */
export type Money = { Amount: string; Currency: string }

/** OBCashAccount: how an account is addressed. */
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

/** One balance of OBReadBalance1: `ITBD` is booked now, `ITAV` may be spent now. */
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
  /** Only `BOOK` has changed the balance. */
  Status: Code<'BOOK' | 'PDNG'>
  TransactionMutability?: Code<'Immutable' | 'Mutable'>
  BookingDateTime: string
  ValueDateTime?: string
  TransactionInformation?: string
  Amount: Money
  /** ISO 20022 family and sub-family. */
  BankTransactionCode?: { Code: string; SubCode: string }
  ProprietaryBankTransactionCode?: { Code: string; Issuer?: string }
  /** What the bank took for a purchase in another currency; it is within the amount. */
  ChargeAmount?: Money
  CurrencyExchange?: {
    SourceCurrency: string
    TargetCurrency?: string
    UnitCurrency?: string
    ExchangeRate: number
    InstructedAmount?: Money
  }
  CardInstrument?: { CardSchemeName: Code<'VISA'>; AuthorisationType?: Code<'Contactless' | 'PIN' | 'ConsumerDevice'> }
  /** After this transaction; what is pending has none yet. */
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
  /** Absent, like `Relationships`, where the party was not asked for by an account. */
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
  /** Whether the amount is always the same. */
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
  /** How often it pays in all; absent where it ends on a day, or not at all. */
  NumberOfPayments?: string
  FirstPaymentAmount?: Money
  FinalPaymentAmount?: Money
  CreditorAccount?: CashAccount
  MandateRelatedInformation?: MandateRelatedInformation
  RemittanceInformation?: RemittanceInformation
}

/** What the payee learns of the reason. */
export type RemittanceInformation = {
  Structured?: {
    CreditorReferenceInformation?: { Code?: string; Issuer?: string; Reference?: string }
    AdditionalRemittanceInformation?: string[]
  }[]
  Unstructured?: string[]
}

/**
 * One direct debit of OBReadDirectDebit2. The standard does not say when the next payment is due.
 */
export type DirectDebit = {
  AccountId: string
  DirectDebitId?: string
  DirectDebitStatusCode?: Code<'ACTV'>
  Name: string
  MandateRelatedInformation?: MandateRelatedInformation
  PreviousPaymentDateTime?: string
  PreviousPaymentAmount?: Money
}

/** OBBeneficiary5: somebody whom the customer has saved as a payee. */
export type Beneficiary = {
  AccountId?: string
  BeneficiaryId?: string
  BeneficiaryType?: Code<'Trusted' | 'Ordinary'>
  Reference?: string
  CreditorAccount?: CashAccount
}

/** OBScheduledPayment3: what the customer has dated forward. */
export type ScheduledPayment = {
  AccountId: string
  ScheduledPaymentId?: string
  ScheduledPaymentDateTime: string
  ScheduledType: Code<'Execution' | 'Arrival'>
  Reference?: string
  InstructedAmount: Money
  CreditorAccount?: CashAccount
}

/** One offer of OBReadOffer1. `Rate` is in per cent. */
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

/** One sum of a statement. */
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

/** OBStatement2: one period of an account, closed. */
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
 * One product of OBReadProduct2. What is particular to it is as the standard's own schemas have it,
 * which are large.
 */
export type Product = {
  AccountId: string
  ProductName?: string
  ProductId?: string
  ProductType: Code<'PersonalCurrentAccount' | 'BusinessCurrentAccount' | 'CommercialCreditCard' | 'SMELoan' | 'Other'>
  /** A person's current account: segment, overdraft, fees. */
  PCA?: object
  /** A business's current account: segment, overdraft, fees. */
  BCA?: object
  OtherProductType?: { Name: string; Description: string }
}

/** What every answer is wrapped in. */
export type Enveloped<D> = {
  Data: D
  Links?: { Self: string; First?: string; Prev?: string; Next?: string; Last?: string }
  Meta?: { TotalPages?: number; FirstAvailableDateTime?: string; LastAvailableDateTime?: string }
}

/** One page of a list, whose resources stand under their name. */
export type Paged<Name extends string, T> = Enveloped<{ readonly [name in Name]?: readonly T[] }>
