import { join } from 'node:path'
import type { Context } from '#cli/context.ts'
import { writeSecret } from './memory.ts'

/** A partner as the control API lists it. */
export type Partner = {
  readonly clientId: string
  readonly name: string
  readonly profile: string
  readonly scopes: readonly string[]
  readonly redirectUris: readonly string[]
  readonly authentication: string
  readonly binding: string
  readonly robot?: string
  readonly issuer: string
  readonly discovery: string
  readonly openBanking: string
}

/** Stores what the sandbox returns only once, such as private keys. Returns the file. */
export async function keepSecret({ folder }: Context, name: string, content: unknown): Promise<string> {
  const file = join(folder, 'partners', `${name}.json`)
  await writeSecret(file, content)
  return file
}
