import { type Example, nearestCentroid } from '#test/realism/centroids.ts'
import { featuresOf } from '#test/realism/features.ts'
import type { Life } from '#test/realism/lives.ts'
import { type Measure, percent } from '#test/realism/measure.ts'

const least = 0.8

/**
 * A classifier trained on two of three customers (by index) names the persona of every third
 * customer from ten features of a year. All personas must stay distinct, also those that differ by
 * an event more than by habits (a pensioner, a scam victim, an estate). The accuracy is the mean
 * over personas, so that common ones cannot hide rare ones. Guessing would be right for one in 24.
 */
export const distinguishable: Measure = {
  name: 'personas that a nearest-centroid classifier recognises',
  threshold: `> ${percent(least, 0)}`,
  overEqualNumbers: true,
  of(lives) {
    const isTest = ({ customer }: Life) => customer.index % 3 === 0
    const nameOf = nearestCentroid(lives.filter((life) => !isTest(life)).map(exampleOf))
    const tested = lives.filter(isTest).map(exampleOf)
    const byPersona = [...Map.groupBy(tested, ({ label }) => label)].map(([label, examples]) => {
      const right = examples.filter(({ features }) => nameOf(features) === label).length
      return { label, accuracy: right / examples.length }
    })
    const accuracy = byPersona.reduce((sum, one) => sum + one.accuracy, 0) / byPersona.length
    const worst = byPersona.reduce((low, one) => (one.accuracy < low.accuracy ? one : low))
    return {
      measured: `${percent(accuracy)} (worst: ${worst.label}, ${percent(worst.accuracy, 0)})`,
      passes: accuracy > least,
    }
  },
}

const exampleOf = (life: Life): Example => ({
  features: Object.values(featuresOf(life)),
  label: life.customer.persona.id,
})
