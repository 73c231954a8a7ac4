import { type Example, nearestCentroid } from '#test/realism/centroids.ts'
import { featuresOf } from '#test/realism/features.ts'
import type { Measure } from '#test/realism/measure.ts'
import { meanOf } from '#test/realism/tallies.ts'

/**
 * A classifier trained on two of three customers (by index) names the persona of every third
 * customer from ten features of their entries. All personas must stay distinct, also those that
 * differ by an event more than by habits (a pensioner, a scam victim, an estate). The accuracy is
 * the mean over personas, so that common ones cannot hide rare ones.
 */
export const distinguishable: Measure = {
  id: 'personas-recognised',
  name: 'personas that a nearest-centroid classifier recognises',
  unit: 'percent',
  range: [0.8, 1],
  source: 'own estimate; guessing would be right for one in 24',
  overEqualNumbers: true,
  start() {
    const [training, tested]: [Example[], Example[]] = [[], []]
    return {
      add(life) {
        const example = { features: Object.values(featuresOf(life)), label: life.persona }
        if (life.index % 3 === 0) tested.push(example)
        else training.push(example)
      },
      figure() {
        if (training.length === 0 || tested.length === 0) return undefined
        const nameOf = nearestCentroid(training)
        const byPersona = [...Map.groupBy(tested, ({ label }) => label)].map(([label, examples]) => {
          const right = examples.filter(({ features }) => nameOf(features) === label).length
          return { label, accuracy: right / examples.length }
        })
        const worst = byPersona.reduce((low, one) => (one.accuracy < low.accuracy ? one : low))
        return {
          value: meanOf(byPersona.map(({ accuracy }) => accuracy)),
          detail: `worst: ${worst.label}, ${(worst.accuracy * 100).toFixed(0)} %`,
        }
      },
    }
  },
}
