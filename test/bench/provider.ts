import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

/*
 * The control of token rates: plain oidc-provider with its memory adapter, on node:http. It issues
 * the same kind of token to the same kind of client: private_key_jwt with PS256, a JWT access token
 * with ES256. The environment holds the client's public key and the provider's own key.
 */
const { BENCH_CLIENT_JWK = '', BENCH_PROVIDER_JWK = '' } = process.env
const audience = 'urn:bench:resource'
const server = createServer()
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://localhost:${(server.address() as { port: number }).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'bench',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope: 'accounts',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [JSON.parse(BENCH_CLIENT_JWK)] },
      },
    ],
    jwks: { keys: [JSON.parse(BENCH_PROVIDER_JWK)] },
    clientAuthMethods: ['private_key_jwt'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { clientAuthSigningAlgValues: ['PS256'], idTokenSigningAlgValues: ['ES256'] },
    scopes: ['openid', 'accounts'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({
          scope: 'accounts',
          audience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  })
  server.on('request', provider.callback())
  console.log(`curl ${issuer}/token`)
})
