/**
 * Stands in for the types of the contract until `npm run generate` has written them to
 * `dist/contract/`. Until then the compiler does not check the paths of `api`.
 */
declare module '#contract/*' {
  export type paths = ReturnType<typeof JSON.parse>
  export type components = ReturnType<typeof JSON.parse>
}
