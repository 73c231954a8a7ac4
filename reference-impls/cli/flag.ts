/** Returns the flag of an option without its dashes: `forwardTo` is `forward-to`. */
export const toFlag = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
