/** Returns the common start of the issuer URLs of all worlds; the world's id follows. */
export const issuerBaseOf = (baseUrl: string): string => `${baseUrl}/authorization/`

/** Returns the audience of access tokens: the resource server. */
export const audienceOf = (baseUrl: string): string => `${baseUrl}/open-banking`
