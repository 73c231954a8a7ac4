import { defineCommand } from '#cli/command.ts'
import { type Consent, connect, describeConsent, readPartner, rememberConsent } from '#cli/worlds/consents.ts'

const permissions = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
]

/** The option that names a partner of this folder. */
export const partnerOption = {
  about: 'client id of a partner that this folder created (default the only one)',
  value: 'ID',
}

export const create = defineCommand({
  path: 'consent create',
  about: 'Create a consent to read accounts, as a partner',
  options: {
    partner: partnerOption,
    permission: { about: 'such as ReadBalances; may be repeated', value: 'NAME', isRepeated: true },
    expires: { about: 'when it expires, by the clock of the world', value: 'T' },
  },
  examples: [
    'sandbank consent create',
    'sandbank consent create --permission ReadAccountsDetail --permission ReadBalances',
  ],
  async run(context, { options }) {
    const partner = await readPartner(context, options.partner)
    const { call } = await connect(context, partner)
    const created = await call<Consent>('POST', '/aisp/account-access-consents', {
      Data: {
        Permissions: options.permission ?? permissions,
        ...(options.expires !== undefined && { ExpirationDateTime: options.expires }),
      },
      Risk: {},
    })
    const { ConsentId } = created.Data
    await rememberConsent(context, ConsentId, partner.clientId)
    return {
      json: created,
      people: describeConsent(context, created, `sandbank consent approve ${ConsentId} --customer cus_2`),
    }
  },
})
