/**
 * Resources of the UK Open Banking Read/Write API v4.0, named as the standard names them. What the standard leaves optional is
 * optional here: Sandbank fills it, the next bank may not. Instants are ISO 8601, amounts decimal strings.
 */

/** A code from a list that grows: the known ones complete in an editor, others are still read. */
export type Code<Known extends string> = Known | (string & {})

export type CreditDebitIndicator = 'Credit' | 'Debit'

/** A decimal string and an ISO 4217 code. It has no sign: a `CreditDebitIndicator` beside it tells. */
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
  PartyType?: Code<'Sole' | 'Joint'>
  Name?: string
  FullLegalName?: string
  LegalStructure?: Code<'UK.OBIE.Individual' | 'UK.OBIE.Sole' | 'UK.OBIE.PrivateLimitedCompany'>
  AccountRole?: Code<'UK.OBIE.Principal'>
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
  CreditorAccount?: CashAccount
  MandateRelatedInformation?: MandateRelatedInformation
}

/** One direct debit of OBReadDirectDebit2. The standard does not say when the next payment is due. */
export type DirectDebit = {
  AccountId: string
  DirectDebitId?: string
  DirectDebitStatusCode?: Code<'ACTV'>
  Name: string
  MandateRelatedInformation?: MandateRelatedInformation
  PreviousPaymentDateTime?: string
  PreviousPaymentAmount?: Money
}

/** What every answer is wrapped in. */
export type Enveloped<D> = {
  Data: D
  Links?: { Self: string; First?: string; Prev?: string; Next?: string; Last?: string }
  Meta?: { TotalPages?: number; FirstAvailableDateTime?: string; LastAvailableDateTime?: string }
}

/** One page of a list, whose resources stand under their name. */
export type Paged<Name extends string, T> = Enveloped<{ readonly [name in Name]?: readonly T[] }>
