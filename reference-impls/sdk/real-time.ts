/** Returns real time in epoch milliseconds. It is the default where an option `now` is absent. */
export const readRealTime = (): number => Date.now()
