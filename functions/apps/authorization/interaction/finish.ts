import type { Provider } from 'oidc-provider'
import { grantIdOf } from '#actions/partners/issuer.ts'
import { currentWorld } from '#apps/authorization/http/request-context.ts'
import { toErrorDescription } from '#apps/authorization/provider/error-description.ts'
import { acr } from '#apps/authorization/provider/request-claims.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { audienceOf } from '#bank/partners/issuer.ts'

type Interaction = InstanceType<Provider['Interaction']>

/**
 * Stores with the provider that the customer approved. Grants what the request asked for, under the
 * consent.
 */
export async function finishApproved(
  provider: Provider,
  interaction: Interaction,
  consent: ConsentRecord,
  baseUrl: string,
): Promise<void> {
  const accountId = consent.customer as string
  const { client_id: clientId, scope = '' } = interaction.params as { client_id: string; scope?: string }
  // The type lacks the id. Without it the grant would get a random one.
  const grant = new provider.Grant({ accountId, clientId, jti: grantIdOf(consent.id, consent.authorisations) } as never)
  grant.addOIDCScope(scope)
  grant.addOIDCClaims(['openbanking_intent_id', 'acr', 'auth_time'])
  grant.addResourceScope(audienceOf(baseUrl), scope)
  const grantId = await grant.save()
  await saveResult(interaction, {
    login: { accountId, acr, amr: ['pin', 'otp'], remember: false },
    consent: { grantId },
  })
}

/** Stores with the provider that nothing was granted, with the OAuth error for the client. */
export function finishRefused(interaction: Interaction, error: string, description: string): Promise<void> {
  return saveResult(interaction, { error, error_description: toErrorDescription(description) })
}

async function saveResult(interaction: Interaction, result: object): Promise<void> {
  interaction.result = result as never
  await interaction.save(Math.max(1, interaction.exp - Math.floor(currentWorld().sandbox.real() / 1000)))
}
