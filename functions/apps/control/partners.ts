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
import { Certificate, NewTransport, PrivateJwks } from './key-schemas.ts'

const PartnerId = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The client id of a partner', examples: ['tpp_4f0c9be1d2a7'] })

const field = PartnerRecord.shape
const Partner = PartnerRecord.omit({ id: true })
  .extend({
    name: field.name.meta({ description: 'The name that customers see' }),
    profile: field.profile.meta({ description: 'The security profile' }),
    scopes: field.scopes.meta({ description: 'The scopes that it may request from customers' }),
    jwks: field.jwks.meta({ description: 'Its public keys' }),
    authentication: field.authentication.meta({ description: 'How it authenticates at the token endpoint' }),
    binding: field.binding.meta({ description: 'What its access tokens are bound to' }),
    certificateSubject: field.certificateSubject.meta({ description: 'The subject of its client certificate' }),
    signing: field.signing.meta({
      description: 'Whether its payment requests must be signed; absent when the profile decides',
    }),
    softwareId: field.softwareId.meta({
      description: 'The id of its software in the directory; absent when it registered without the directory',
    }),
    robot: field.robot.meta({ description: 'The robot that acts as its customers; absent when there is none' }),
    clientId: PartnerId,
    issuer: z.url().meta({ description: 'The issuer URL of the authorization server' }),
    discovery: z.url().meta({ description: 'The URL of the metadata of the authorization server' }),
    openBanking: z.url().meta({ description: 'The base URL of the Read/Write API' }),
  })
  .meta({ id: 'Partner' })

const NewPartner = Partner.extend({
  privateJwks: PrivateJwks.optional(),
  transport: NewTransport,
  softwareStatement: z
    .string()
    .meta({ description: 'The software statement (SSA) that the partner is registered with' }),
  hint: z.string().meta({ description: 'How to get and use the tokens of this partner' }),
}).meta({ id: 'NewPartner' })

const params = z.object({ PartnerId })
const tag = 'Partners'

export const partners = [
  operation({
    id: 'CreatePartner',
    tag,
    summary: 'Create a partner that is ready to use',
    description:
      'The sandbox generates keys, a certificate and a software statement, and registers the partner. All fields are optional; send `{}` for the defaults. Store the private keys: only this response contains them.',
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
    summary: 'List the partners of the world',
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
    summary: 'Get one partner',
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
    summary: 'Replace the settings of a partner',
    description:
      'A body without `robot` removes the robot. If the partner was created with POST /control/partners, its software statement changes too. Otherwise the new settings must stay within its software statement.',
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
    summary: 'Delete a partner',
    description: 'Its tokens become invalid at once.',
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
    summary: 'Get the client certificate of a partner',
    description: 'A certificate that has expired, or expires within a week, is replaced by a new one for the same key.',
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
    description: 'The previous certificate stays valid until it expires.',
    method: 'post',
    path: '/partners/{PartnerId}/certificate',
    needs: 'world',
    params,
    returns: { status: 201, schema: Certificate },
    problems: ['partner-not-found', 'software-not-found'],
    run: ({ world, grant, params }) => renewPartnerCertificate(world, grant, params.PartnerId),
  }),
]
