/** Reads a field of a form without the blanks around it; empty if it is absent. */
export const textOf = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').trim()

/**
 * Reads a field that holds a number, as people type it: `1,200`. Any other text stays as it is,
 * so that the answer names it.
 */
export function numberOf(form: URLSearchParams, name: string): number | string {
  const text = textOf(form, name)
  const number = Number(text.replaceAll(/[,\s]/g, ''))
  return Number.isNaN(number) ? text : number
}
