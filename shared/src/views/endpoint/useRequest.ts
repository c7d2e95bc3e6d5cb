import { useCallback, useMemo, useState } from 'react';
import type { ByteSource } from '../../aws/source';
import { readPayload, writePayload, type PayloadType } from '../../endpoints/payload';
import type { ProblemPayload } from '../../endpoints/problemPayload';

export type RequestTab = 'prompt' | 'form' | 'csv' | 'json' | 'jsonlines' | 'file';

/** The type that each tab sends; files have their own. */
export const TAB_TYPES: Record<Exclude<RequestTab, 'file'>, PayloadType> = {
  prompt: 'application/json',
  form: 'text/csv',
  csv: 'text/csv',
  json: 'application/json',
  jsonlines: 'application/jsonlines'
};

/** A workspace file as the body. */
export interface BodyFile {
  path: string;
  source: ByteSource;
  /** Bytes. */
  size: number;
}

export interface RequestDraft {
  tab: RequestTab;
  /** Cells of the form's one record. */
  cells: string[];
  /** Text of the tab, for tabs other than form and file. */
  text: string;
  file: BodyFile | undefined;
  setTab(tab: RequestTab): void;
  setCell(index: number, value: string): void;
  setText(text: string): void;
  setFile(file: BodyFile, contentType: string): void;
  setContentType(type: string): void;
  /** Put another record, or several, into all tabs. */
  setRows(rows: string[][]): void;
  /** What would be sent, unless it is the file. */
  body: string;
  contentType: string;
  /** Rows in the body; `undefined` if it cannot be read here. */
  rows: string[][] | undefined;
  /** Why the body may be wrong. */
  problem: string | undefined;
}

/** Where a request begins. */
function firstTab(columns: readonly string[], payload: ProblemPayload | undefined): RequestTab {
  if (payload?.prompt) {
    return 'prompt';
  }
  if (columns.length > 0) {
    return 'form';
  }
  if (payload && payload.body === undefined) {
    return 'file';
  }
  return payload?.contentType === 'application/json' ? 'json' : 'csv';
}

/** The request being written: one record as a form, any body as text, or a file. */
export function useRequest(
  columns: readonly string[],
  initial: string[][],
  payload: ProblemPayload | undefined
): RequestDraft {
  const [tab, setTabState] = useState<RequestTab>(() => firstTab(columns, payload));
  const [rows, setRowsState] = useState<string[][]>(initial);
  const [text, setText] = useState(() => payload?.body ?? writePayload(initial, 'text/csv'));
  const [file, setFileState] = useState<BodyFile>();
  const [fileType, setFileType] = useState(payload?.contentType ?? 'text/csv');
  const contentType = tab === 'file' ? fileType : TAB_TYPES[tab];
  // Bodies of other problems are not rows of known columns.
  const free = payload !== undefined && columns.length === 0;

  const read = useMemo((): { rows?: string[][]; problem?: string } => {
    if (tab === 'file' || (free && tab !== 'form')) {
      return {};
    }
    return tab === 'form' ? { rows: rows.slice(0, 1) } : readPayload(text, TAB_TYPES[tab], columns);
  }, [tab, free, rows, text, columns]);
  const current = read.rows;

  const setTab = useCallback(
    (next: RequestTab) => {
      setTabState(next);
      if (free || next === 'file' || tab === 'file') {
        return;
      }
      // What could be read moves along; what could not stays as the last readable rows.
      const moved = current ?? rows;
      setRowsState(moved);
      if (next !== 'form') {
        setText(writePayload(moved, TAB_TYPES[next]));
      }
    },
    [current, rows, free, tab]
  );
  const setRows = useCallback(
    (next: string[][]) => {
      setRowsState(next);
      setText(writePayload(next, tab === 'file' ? 'text/csv' : TAB_TYPES[tab]));
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
  const setFile = useCallback((next: BodyFile, type: string) => {
    setFileState(next);
    setFileType(type);
  }, []);

  return {
    tab,
    cells: rows[0] ?? [],
    text,
    file,
    setTab,
    setCell,
    setText,
    setFile,
    setContentType: setFileType,
    setRows,
    body: tab === 'form' ? writePayload(rows.slice(0, 1), 'text/csv') : text,
    contentType,
    rows: current,
    problem: read.problem
  };
}
