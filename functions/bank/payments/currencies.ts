/** The active currencies of ISO 4217, by how many decimals their minor unit has. */
const byDecimals = {
  2: `
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
    CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR
    KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
    TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
}
const decimals = new Map<string, number>(
  Object.entries(byDecimals).flatMap(([scale, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, Number(scale)] as const),
  ),
)

/** How many decimals the minor unit of a currency has: 2 for GBP, 0 for JPY. Undefined where there is no such currency. */
export const decimalsOf = (currency: string): number | undefined => decimals.get(currency)

/** What this bank pays abroad in. */
export const foreignCurrencies: readonly string[] =
  'GBP EUR USD AUD CAD CHF CZK DKK HKD HUF INR JPY NOK NZD PLN RON SEK SGD ZAR'.split(' ')
