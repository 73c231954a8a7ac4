import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Part } from './part.ts'
import type { CellType, Column, Table } from './tables.ts'
import type { FileChunks } from './write.ts'

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema']
type Element = Omit<Schema[number], 'name' | 'repetition_type'>

/** Rows per row group. A group is held in memory; readers skip and parallelise by group. */
const rowsPerGroup = 25_000

/** Money is DECIMAL(18, 2): exact, and a number to every reader. Instants are UTC. */
const types: Record<CellType, { element: Element; of(value: string | number): unknown }> = {
  text: { element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, of: (value) => (value === '' ? null : value) },
  integer: { element: { type: 'INT64' }, of: (value) => BigInt(value) },
  money: {
    element: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 2 },
    of: (value) => BigInt(value),
  },
  instant: { element: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, of: (value) => BigInt(value) * 1000n },
  day: { element: { type: 'INT32', converted_type: 'DATE' }, of: (value) => value },
}

function schemaOf(columns: readonly Column<never>[]): Schema {
  const elements = columns.map(({ name, type }) => ({
    ...types[type].element,
    name,
    repetition_type: type === 'text' ? ('OPTIONAL' as const) : ('REQUIRED' as const),
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
    let data = columns.map((): unknown[] => [])
    let waiting = 0
    let rows = 0
    for (const row of table.rows(part)) {
      for (const [n, { type, of }] of columns.entries()) data[n]?.push(types[type].of(of(row)))
      rows++
      if (++waiting === rowsPerGroup) yield* group()
    }
    if (waiting > 0 || rows === 0) yield* group()
    writer.finish()
    yield takeBytes(bytes)
    return rows

    function* group() {
      writer.write({
        columnData: columns.map(({ name }, n) => ({ name, data: data[n] as unknown[] })),
        rowGroupSize: rowsPerGroup,
      })
      data = columns.map(() => [])
      waiting = 0
      yield takeBytes(bytes)
    }
  }
}

/** Takes the bytes written since the last call. The library's offsets keep counting. */
function takeBytes(bytes: ByteWriter): Uint8Array {
  const copy = bytes.getBytes().slice()
  bytes.index = 0
  return copy
}
