import { defineCommand } from '#cli/command.ts'
import { type Consent, connect, describeConsent, findPartnerOf } from '#cli/worlds/consents.ts'
import { partnerOption } from './create.ts'

export const show = defineCommand({
  path: 'consent show',
  about: 'Show a consent as its partner sees it',
  arguments: { consent: { about: 'its ConsentId' } },
  options: { partner: partnerOption },
  examples: ['sandbank consent show aac_4f0c9be1d2a7'],
  nextIfMissing: 'sandbank consent create',
  async run(context, { args, options }) {
    const { call } = await connect(context, await findPartnerOf(context, args.consent, options.partner))
    const consent = await call<Consent>('GET', `/aisp/account-access-consents/${encodeURIComponent(args.consent)}`)
    return { json: consent, people: describeConsent(context, consent) }
  },
})
