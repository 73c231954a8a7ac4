/** Something to classify: what is known of it, and what it is. */
export type Example = { readonly features: readonly number[]; readonly label: string }

/**
 * The simplest classifier there is: each feature is brought to mean 0 and deviation 1, each label
 * is the mean of its examples, and what is new belongs to the nearest mean. Nothing is tuned, so it
 * can only find what lies open.
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

const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
