import * as z from 'zod'

/** A client certificate and what it chains to, in the text form that every tool reads. */
export const Certificate = z
  .strictObject({
    subject: z.string(),
    certificate: z.string().meta({ description: 'PEM' }),
    authority: z.string().meta({ description: 'The certificate that it chains to, PEM' }),
    from: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Certificate' })

/** The same with the private key, where one was made. */
export const NewTransport = Certificate.extend({
  privateKey: z.string().optional().meta({ description: 'PEM; given once, and absent where the key is your own' }),
}).meta({ id: 'NewTransport' })

export const Jwks = z.strictObject({ keys: z.array(z.looseObject({ kty: z.string() })) }).meta({ id: 'Jwks' })

export const PrivateJwks = Jwks.meta({
  id: 'PrivateJwks',
  description: 'What the client signs with; given once, and absent where the keys are your own',
})
