import * as z from 'zod'

/** A client certificate and its issuer's certificate, both in PEM. */
export const Certificate = z
  .strictObject({
    subject: z.string().meta({ description: 'The distinguished name of the subject' }),
    certificate: z.string().meta({ description: 'The client certificate, in PEM' }),
    authority: z.string().meta({ description: 'The certificate of its issuer, in PEM' }),
    from: z.iso.datetime().meta({ description: 'The start of its validity' }),
    expiresAt: z.iso.datetime().meta({ description: 'The end of its validity' }),
  })
  .meta({ id: 'Certificate' })

/** A client certificate with its private key, if the sandbox generated the key. */
export const NewTransport = Certificate.extend({
  privateKey: z.string().optional().meta({
    description: 'The private key, in PEM. It is returned only once, and is absent if you sent your own key.',
  }),
}).meta({ id: 'NewTransport' })

export const Jwks = z.strictObject({ keys: z.array(z.looseObject({ kty: z.string() })) }).meta({ id: 'Jwks' })

export const PrivateJwks = Jwks.meta({
  id: 'PrivateJwks',
  description:
    'The private keys that the client signs with. They are returned only once, and are absent if you sent your own keys.',
})
