/**
 * Stands in for the types of the contract until `npm run generate` has written them to
 * `dist/contract/`. Until then the compiler does not check the paths of `api`, and knows no kinds
 * of events.
 */
declare module '#contract/*' {
  export type paths = ReturnType<typeof JSON.parse>
  export type components = ReturnType<typeof JSON.parse>
  export type webhooks = {
    [kind: string]: { post: { requestBody: { content: { 'application/json': ReturnType<typeof JSON.parse> } } } }
  }
}
