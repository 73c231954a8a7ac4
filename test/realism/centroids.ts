import { meanOf } from './tallies.ts'

/** An example to classify: its features and its label. */
export type Example = { readonly features: readonly number[]; readonly label: string }

/**
 * The simplest classifier: it scales each feature to mean 0 and deviation 1, and takes the mean of
 * each label's examples. A new example gets the label of the nearest mean. Nothing is tuned, so it
 * finds only obvious differences.
 */
export function nearestCentroid(training: readonly Example[]): (features: readonly number[]) => string {
  const width = training[0]?.features.length ?? 0
  const columns = Array.from({ length: width }, (_, n) => training.map(({ features }) => features[n] as number))
  const means = columns.map(meanOf)
  const deviations = columns.map((column, n) => {
    const variance = meanOf(column.map((one) => (one - (means[n] as number)) ** 2))
    return Math.sqrt(variance) || 1
  })
  const scaled = (features: readonly number[]) =>
    features.map((one, n) => (one - (means[n] as number)) / (deviations[n] as number))

  const byLabel = Map.groupBy(training, ({ label }) => label)
  const centroids = [...byLabel].map(([label, examples]) => {
    const rows = examples.map(({ features }) => scaled(features))
    return { label, centre: Array.from({ length: width }, (_, n) => meanOf(rows.map((row) => row[n] as number))) }
  })
  return (features) => {
    const place = scaled(features)
    const distances = centroids.map(({ label, centre }) => ({
      label,
      distance: centre.reduce((sum, one, n) => sum + (one - (place[n] as number)) ** 2, 0),
    }))
    return distances.reduce((nearest, one) => (one.distance < nearest.distance ? one : nearest)).label
  }
}
