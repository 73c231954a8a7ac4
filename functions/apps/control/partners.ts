import * as z from 'zod'
import { createPartner } from '#actions/partners/create.ts'
import {
  deletePartner,
  getPartner,
  listPartners,
  partnerCertificate,
  renewPartnerCertificate,
} from '#actions/partners/partners.ts'
import { updatePartner } from '#actions/partners/update.ts'
import { PartnerChange, PartnerRecord, PartnerRequest } from '#bank/partners/partner.ts'
import { operation } from '#edge/operation.ts'
import { Certificate, NewTransport, PrivateJwks } from './keys.ts'

const PartnerId = z
  .string()
  .min(1)
  .max(64)
  .meta({ examples: ['tpp_4f0c9be1d2a7'] })

const Partner = PartnerRecord.omit({ id: true })
  .extend({
    clientId: PartnerId,
    issuer: z.url().meta({ description: 'The authorization server of this world' }),
    discovery: z.url().meta({ description: 'Where its metadata lies' }),
    openBanking: z.url().meta({ description: 'The base URL of the Read/Write API' }),
  })
  .meta({ id: 'Partner' })

const NewPartner = Partner.extend({
  privateJwks: PrivateJwks.optional(),
  transport: NewTransport,
  softwareStatement: z.string().meta({ description: 'The software statement (SSA) that it is registered with' }),
  hint: z.string().meta({ description: 'What to do with its tokens' }),
}).meta({ id: 'NewPartner' })

const params = z.object({ PartnerId })
const tag = 'Partners'

export const partners = [
  operation({
    id: 'CreatePartner',
    tag,
    summary: 'Make a partner that works at once: keys, certificate, statement, registration',
    description: 'Private keys are in this answer and nowhere else. Everything may be left out.',
    method: 'post',
    path: '/partners',
    needs: 'world',
    body: PartnerRequest,
    returns: { status: 201, schema: NewPartner },
    problems: ['robot-unknown', 'limit-reached', 'conflict'],
    run: ({ world, grant, body }) => createPartner(world, grant, body),
  }),
  operation({
    id: 'ListPartners',
    tag,
    summary: 'The partners of a world',
    method: 'get',
    path: '/partners',
    needs: 'world',
    returns: { status: 200, schema: z.strictObject({ partners: z.array(Partner) }).meta({ id: 'Partners' }) },
    problems: [],
    run: async ({ world, grant }) => ({ partners: await listPartners(world, grant) }),
  }),
  operation({
    id: 'GetPartner',
    tag,
    summary: 'One partner',
    method: 'get',
    path: '/partners/{PartnerId}',
    needs: 'world',
    params,
    returns: { status: 200, schema: Partner },
    problems: ['partner-not-found'],
    run: ({ world, grant, params }) => getPartner(world, grant, params.PartnerId),
  }),
  operation({
    id: 'UpdatePartner',
    tag,
    summary: 'Say anew what a partner is called, where it lives, what it may ask for',
    description:
      'A robot that is not said is gone. The software statement of a partner that was made in one call follows; another cannot go beyond its own.',
    method: 'put',
    path: '/partners/{PartnerId}',
    needs: 'world',
    params,
    body: PartnerChange,
    returns: { status: 200, schema: Partner },
    problems: ['partner-not-found', 'robot-unknown', 'conflict'],
    run: ({ world, grant, params, body }) => updatePartner(world, grant, params.PartnerId, body),
  }),
  operation({
    id: 'DeletePartner',
    tag,
    summary: 'Take a partner away; its tokens are good for nothing from then on',
    method: 'delete',
    path: '/partners/{PartnerId}',
    needs: 'world',
    params,
    returns: { status: 204 },
    problems: ['partner-not-found', 'conflict'],
    run: ({ world, grant, params }) => deletePartner(world, grant, params.PartnerId),
  }),
  operation({
    id: 'GetPartnerCertificate',
    tag,
    summary: "A partner's client certificate as it holds now",
    description: 'Where a week or less is left, or it has expired, this issues a new one for the same key.',
    method: 'get',
    path: '/partners/{PartnerId}/certificate',
    needs: 'world',
    params,
    returns: { status: 200, schema: Certificate },
    problems: ['partner-not-found', 'software-not-found'],
    run: ({ world, grant, params }) => partnerCertificate(world, grant, params.PartnerId),
  }),
  operation({
    id: 'RenewPartnerCertificate',
    tag,
    summary: 'Issue a new client certificate for the same key',
    description: 'The one before holds until it expires.',
    method: 'post',
    path: '/partners/{PartnerId}/certificate',
    needs: 'world',
    params,
    returns: { status: 201, schema: Certificate },
    problems: ['partner-not-found', 'software-not-found'],
    run: ({ world, grant, params }) => renewPartnerCertificate(world, grant, params.PartnerId),
  }),
]
