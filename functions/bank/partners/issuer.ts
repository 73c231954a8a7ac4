/** Where every authorization server of this sandbox lies; what follows is the world's id. */
export const issuerBaseOf = (baseUrl: string): string => `${baseUrl}/authorization/`

/** The resource server that access tokens are for. */
export const audienceOf = (baseUrl: string): string => `${baseUrl}/open-banking`
