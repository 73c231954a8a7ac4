import type { Chance } from '#mocks/base/chance.ts'

/** Draws from the standard normal distribution. */
export const drawNormal = (next: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** Returns the value below which a part of the standard normal distribution lies, by bisection. */
export function quantile(part: number): number {
  let low = -6
  let high = 6
  for (let n = 0; n < 50; n++) {
    const middle = (low + high) / 2
    if (partBelow(middle) < part) low = middle
    else high = middle
  }
  return low
}

/** Abramowitz and Stegun 26.2.17: exact to seven decimals. */
function partBelow(x: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(x))
  const tail =
    0.398_942_3 *
    Math.exp((-x * x) / 2) *
    t *
    (0.319_381_5 + t * (-0.356_563_8 + t * (1.781_478 + t * (-1.821_256 + t * 1.330_274))))
  return x > 0 ? 1 - tail : tail
}
