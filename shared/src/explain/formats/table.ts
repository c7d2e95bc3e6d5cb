/** A CSV file with a header as typed columns. */
import type { FeatureColumn } from '../model';
import { csvRecords } from './csv';

export interface DataTable {
  headers: string[];
  /** One per header, each `rows` long. Numbers where every filled cell is one, else text. */
  columns: FeatureColumn[];
  rows: number;
  /** Lines whose number of cells is not the header's, as messages. */
  warnings: string[];
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Read a CSV text whose first record is the header.
 *
 * @param source - Names the file in warnings.
 */
export function readTable(text: string, source: string): DataTable {
  const [headers = [], ...records] = csvRecords(text);
  const uneven = records.findIndex(cells => cells.length !== headers.length);
  const warnings =
    uneven < 0
      ? []
      : [
          `${source}: row ${uneven + 2} has ${records[uneven]?.length} cells, ` +
            `the header has ${headers.length}; missing cells are read as empty.`
        ];
  const columns = headers.map((_, c) => typedColumn(records.map(cells => cells[c] ?? '')));
  return { headers, columns, rows: records.length, warnings };
}

/** Cells of one column as numbers if all filled ones are numbers, else as text; empty is null. */
export function typedColumn(cells: readonly string[]): FeatureColumn {
  const numeric = cells.every(cell => cell.trim() === '' || NUMBER.test(cell.trim()));
  return cells.map(cell => {
    if (cell.trim() === '') {
      return null;
    }
    return numeric ? Number(cell) : cell;
  });
}
