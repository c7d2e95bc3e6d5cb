import { useCallback, useMemo, useState } from 'react';
import { readPayload, writePayload, type PayloadType } from '../../endpoints/payload';

export type RequestTab = 'form' | 'csv' | 'json' | 'jsonlines';

/** The type that each tab sends. */
export const TAB_TYPES: Record<RequestTab, PayloadType> = {
  form: 'text/csv',
  csv: 'text/csv',
  json: 'application/json',
  jsonlines: 'application/jsonlines'
};

export interface RequestDraft {
  tab: RequestTab;
  /** Cells of the form's one record. */
  cells: string[];
  /** Text of the tab, for tabs other than the form. */
  text: string;
  setTab(tab: RequestTab): void;
  setCell(index: number, value: string): void;
  setText(text: string): void;
  /** Put another record, or several, into all tabs. */
  setRows(rows: string[][]): void;
  /** What would be sent. */
  body: string;
  contentType: PayloadType;
  /** Rows in the body; `undefined` if it cannot be read here. */
  rows: string[][] | undefined;
  /** Why the body may be wrong. */
  problem: string | undefined;
}

/** The request being written: one record as a form, or any body as text. */
export function useRequest(columns: readonly string[], initial: string[][]): RequestDraft {
  const [tab, setTabState] = useState<RequestTab>(columns.length > 0 ? 'form' : 'csv');
  const [rows, setRowsState] = useState<string[][]>(initial);
  const [text, setText] = useState(() => writePayload(initial, 'text/csv'));
  const contentType = TAB_TYPES[tab];

  const read = useMemo(
    () => (tab === 'form' ? { rows: rows.slice(0, 1) } : readPayload(text, contentType, columns)),
    [tab, rows, text, contentType, columns]
  );
  const current = 'rows' in read ? read.rows : undefined;

  const setTab = useCallback(
    (next: RequestTab) => {
      // What could be read moves along; what could not stays as the last readable rows.
      const moved = current ?? rows;
      setRowsState(moved);
      setTabState(next);
      if (next !== 'form') {
        setText(writePayload(moved, TAB_TYPES[next]));
      }
    },
    [current, rows]
  );
  const setRows = useCallback(
    (next: string[][]) => {
      setRowsState(next);
      setText(writePayload(next, TAB_TYPES[tab]));
    },
    [tab]
  );
  const setCell = useCallback((index: number, value: string) => {
    setRowsState(old => {
      const first = [...(old[0] ?? [])];
      first[index] = value;
      return [first, ...old.slice(1)];
    });
  }, []);

  return {
    tab,
    cells: rows[0] ?? [],
    text,
    setTab,
    setCell,
    setText,
    setRows,
    body: tab === 'form' ? writePayload(rows.slice(0, 1), 'text/csv') : text,
    contentType,
    rows: current,
    problem: 'problem' in read ? read.problem : undefined
  };
}
