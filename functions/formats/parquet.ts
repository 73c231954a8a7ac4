import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Part } from './part.ts'
import type { CellType, Column, Table } from './tables.ts'
import type { FileChunks } from './write.ts'

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']
type Element = Omit<Schema[number], 'name' | 'repetition_type'>

/** Rows per row group. A group is held in memory; readers skip and parallelise by group. */
const rowsPerGroup = 100_000

const decimal = (scale: number): Element => ({ type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale })

/**
 * Money is DECIMAL(18, 2) and a rate DECIMAL(18, 4): exact, and a number to every reader. Instants
 * are UTC. The converted type alone is a local time to DuckDB and polars, so the logical type,
 * which names UTC, stands beside it.
 */
const types: Record<CellType, { element: Element; of(value: string | number): unknown }> = {
  text: { element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, of: (value) => value },
  integer: { element: { type: 'INT64' }, of: (value) => BigInt(value) },
  money: { element: decimal(2), of: (value) => BigInt(value) },
  rate: { element: decimal(4), of: (value) => BigInt(Math.round(Number(value) * 10_000)) },
  instant: {
    element: {
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    },
    of: (value) => BigInt(value) * 1000n,
  },
  day: { element: { type: 'INT32', converted_type: 'DATE' }, of: (value) => value },
}

function schemaOf(columns: readonly Column<never>[]): Schema {
  const elements = columns.map(({ name, type, isOptional = type === 'text' }) => ({
    ...types[type].element,
    name,
    repetition_type: isOptional ? ('OPTIONAL' as const) : ('REQUIRED' as const),
  }))
  return [{ name: 'root', num_children: elements.length }, ...elements]
}

/** Returns the writer of a table as Apache Parquet, compressed with Snappy, group by group. */
export function writeParquet<Row>(table: Table<Row>): (part: Part) => FileChunks<Uint8Array> {
  const { columns } = table
  const schema = schemaOf(columns)
  return function* (part) {
    const bytes = new ByteWriter()
    const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'sandbank' })
    const group = columns.map(buildValues)
    let waiting = 0
    let rows = 0
    for (const row of table.rows(part)) {
      for (const [n, { type, of }] of columns.entries()) {
        const value = of(row)
        ;(group[n] as unknown[])[waiting] = value === '' ? null : types[type].of(value)
      }
      rows++
      if (++waiting === rowsPerGroup) yield writeGroup()
    }
    if (waiting > 0 || rows === 0) yield writeGroup()
    writer.finish()
    yield takeBytes(bytes)
    return rows

    function writeGroup(): Uint8Array {
      const columnData = columns.map(({ name }, n) => ({ name, data: (group[n] as Values).slice(0, waiting) }))
      writer.write({ columnData, rowGroupSize: rowsPerGroup })
      waiting = 0
      return takeBytes(bytes)
    }
  }
}

/** The values of one column in a row group. */
type Values = unknown[] | BigInt64Array

/**
 * Builds the space for a column's values. 64-bit integers that are never null stay off the heap.
 */
const buildValues = ({ type, isOptional }: Column<never>): Values =>
  types[type].element.type === 'INT64' && !isOptional ? new BigInt64Array(rowsPerGroup) : []

/** Takes the bytes written since the last call. The library's offsets keep counting. */
function takeBytes(bytes: ByteWriter): Uint8Array {
  const copy = bytes.getBytes().slice()
  bytes.index = 0
  return copy
}
