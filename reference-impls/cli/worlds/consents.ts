import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Context } from '#cli/context.ts'
import { Failure } from '#cli/failure.ts'
import type { Partner } from '#cli/oauth.ts'
import { formatInstant } from '#cli/output/format.ts'
import { renderFields } from '#cli/output/table.ts'
import { type Call, createCaller } from '#cli/sdk.ts'
import { readSecret, writeSecret } from './memory.ts'

/** An account access consent, as the Read/Write API returns it. */
export type Consent = {
  readonly Data: {
    readonly ConsentId: string
    readonly Status: string
    readonly CreationDateTime: string
    readonly ExpirationDateTime?: string
    readonly Permissions: readonly string[]
  }
}

const suffix = '.json'

/** Reads a partner that this folder created: by its id, or the only one. */
export async function readPartner({ folder }: Context, id: string | undefined): Promise<Partner> {
  const own = join(folder, 'partners')
  if (id !== undefined) {
    const partner = (await readSecret(join(own, `${basename(id)}${suffix}`))) as Partner | undefined
    if (partner !== undefined) return partner
    throw new Failure('not-found', `this folder has no keys of the partner ${id}`, 'sandbank partner create')
  }
  const ids = (await listFiles(own)).filter((file) => /^[\w-]+\.json$/.test(file)).map((file) => basename(file, suffix))
  const [first] = ids
  if (first === undefined)
    throw new Failure('not-found', 'this folder has no partner to ask for a consent', 'sandbank partner create')
  if (ids.length > 1)
    throw new Failure(
      'usage',
      `--partner: choose one of ${ids.join(', ')}`,
      `sandbank consent create --partner ${first}`,
    )
  return readPartner({ folder } as Context, first)
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

const fileOf = ({ folder }: Context, consentId: string) => join(folder, 'consents', `${basename(consentId)}${suffix}`)

/** Remembers which partner asked for a consent. */
export const rememberConsent = (context: Context, consentId: string, partner: string): Promise<void> =>
  writeSecret(fileOf(context, consentId), { partner })

/**
 * Finds the partner that asked for a consent: the one that is named, or that this folder remembers.
 */
export async function findPartnerOf(context: Context, consentId: string, named: string | undefined): Promise<Partner> {
  const kept = (await readSecret(fileOf(context, consentId))) as { partner: string } | undefined
  return readPartner(context, named ?? kept?.partner)
}

/**
 * Connects a partner as an OAuth client. Tokens of customers are stored for the owner of the
 * folder.
 */
export async function connect(context: Context, partner: Partner) {
  const { connectPartner, fileTokenStore, OAuthError } = await import('#cli/oauth.ts')
  const name = (error: unknown): never => {
    if (!(error instanceof OAuthError)) throw error
    // A sandbox that began again has forgotten the partner.
    const next = error.error === 'invalid_client' ? 'sandbank partner create' : undefined
    throw new Failure('rejected', `${partner.clientId}: ${error.message}`, next)
  }
  const store = fileTokenStore(join(context.folder, 'tokens'))
  const client = await connectPartner(partner, { store }).catch(name)
  /** Calls the Read/Write API with the partner's own token. */
  const call: Call = (method, path, body) =>
    createCaller(client.ownConnection('accounts'))
      .call(method, `${partner.openBanking}${path}`, body)
      .catch(name) as never
  return { client, call, name }
}

/** Describes a consent. */
export const describeConsent = ({ terminal }: Context, { Data }: Consent, next?: string): string =>
  renderFields(terminal, [
    ['consent', Data.ConsentId],
    ['status', Data.Status],
    ['created', formatInstant(Data.CreationDateTime)],
    ['expires', Data.ExpirationDateTime && formatInstant(Data.ExpirationDateTime)],
    ['permissions', Data.Permissions.join(' ')],
    ['next', next],
  ])
