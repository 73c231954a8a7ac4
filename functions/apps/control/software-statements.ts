import * as z from 'zod'
import {
  createSoftware,
  deleteSoftware,
  getDirectory,
  listSoftware,
  renewSoftware,
} from '#actions/partners/directory.ts'
import { SoftwareRecord, SoftwareRequest } from '#bank/partners/software.ts'
import { operation } from '#edge/operation.ts'
import { Certificate, Jwks, NewTransport, PrivateJwks } from './key-schemas.ts'

const SoftwareId = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The id of software in the directory', examples: ['k3v9q0x1m7c2b8n5d4w6aa'] })

const { name, redirectUris, roles, createdAt } = SoftwareRecord.shape
const Software = z
  .strictObject({
    softwareId: SoftwareId,
    name,
    redirectUris,
    roles,
    certificateExpiresAt: z.iso.datetime(),
    createdAt,
  })
  .meta({ id: 'Software' })

const softwareStatement = z.string().meta({ description: 'The signed software statement (SSA), issued now' })
const audience = z
  .string()
  .meta({ description: 'The `aud` of a registration request: the id of this bank. Its issuer URL is accepted too.' })

const NewSoftware = Software.extend({
  softwareStatement,
  privateJwks: PrivateJwks.optional(),
  transport: NewTransport,
  registration: z.url().meta({ description: 'The URL of the registration endpoint' }),
  audience,
}).meta({ id: 'NewSoftware' })

const RenewedSoftware = Software.extend({ softwareStatement, transport: Certificate }).meta({ id: 'RenewedSoftware' })

const Directory = z
  .strictObject({
    issuer: z.string().meta({ description: 'The `iss` of its software statements' }),
    jwks: Jwks,
    authority: z.string().meta({ description: 'The certificate that issues its client certificates, in PEM' }),
    audience,
  })
  .meta({ id: 'Directory' })

const params = z.object({ SoftwareId })
const tag = 'Directory'

export const directory = [
  operation({
    id: 'CreateSoftwareStatement',
    tag,
    summary: 'Create software in the directory, with a statement, keys and a certificate',
    description:
      'Use this to test dynamic client registration. To get a registered partner in one call, use POST /control/partners.',
    method: 'post',
    path: '/software-statements',
    needs: 'world',
    body: SoftwareRequest,
    returns: { status: 201, schema: NewSoftware },
    problems: ['limit-reached'],
    run: ({ world, grant, body }) => createSoftware(world, grant, body),
  }),
  operation({
    id: 'ListSoftwareStatements',
    tag,
    summary: 'List the software in the directory',
    method: 'get',
    path: '/software-statements',
    needs: 'world',
    returns: {
      status: 200,
      schema: z.strictObject({ softwareStatements: z.array(Software) }).meta({ id: 'SoftwareStatements' }),
    },
    problems: [],
    run: async ({ world, grant }) => ({ softwareStatements: await listSoftware(world, grant) }),
  }),
  operation({
    id: 'GetSoftwareStatement',
    tag,
    summary: 'Get a new software statement and the current certificate',
    method: 'get',
    path: '/software-statements/{SoftwareId}',
    needs: 'world',
    params,
    returns: { status: 200, schema: RenewedSoftware },
    problems: ['software-not-found'],
    run: ({ world, grant, params }) => renewSoftware(world, grant, params.SoftwareId),
  }),
  operation({
    id: 'DeleteSoftwareStatement',
    tag,
    summary: 'Delete software from the directory',
    description: 'Its software statements can no longer register a partner.',
    method: 'delete',
    path: '/software-statements/{SoftwareId}',
    needs: 'world',
    params,
    returns: { status: 204 },
    problems: ['software-not-found', 'conflict'],
    run: ({ world, grant, params }) => deleteSoftware(world, grant, params.SoftwareId),
  }),
  operation({
    id: 'GetDirectory',
    tag,
    summary: 'Get the keys that sign the software statements and certificates of the world',
    method: 'get',
    path: '/directory',
    needs: 'world',
    returns: { status: 200, schema: Directory },
    problems: [],
    run: ({ world, grant }) => getDirectory(world, grant),
  }),
]
