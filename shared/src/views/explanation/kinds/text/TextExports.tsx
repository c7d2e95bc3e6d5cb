import type { ReactElement } from 'react';
import { toCsv } from '../../../../explain/formats/csv';
import type { TextExplanation, TextRecord } from '../../../../explain/model';
import type { TextLevel } from '../../../../explain/text/rollUp';
import type { Host } from '../../../../host';
import { fileName } from '../../../../plots/fileName';
import { Button } from '../../../parts';
import { paintText, type TextLook } from './paintText';
import { recordRows, type ShownPart } from '../../../../explain/text/shownRecord';

export interface TextExportsProps {
  explanation: TextExplanation;
  record: TextRecord;
  level: TextLevel;
  parts: readonly ShownPart[];
  look: TextLook;
  host: Host;
  /** File name without extension. */
  name: string;
  title: string;
}

const TYPES = { csv: 'text/csv', png: 'image/png', svg: 'image/svg+xml' } as const;
type Kind = keyof typeof TYPES;

/** The record as numbers, and as a picture of the marked text. */
export function TextExports(props: TextExportsProps): ReactElement {
  const { explanation, record, level, parts, look, host, name, title } = props;
  const save = async (kind: Kind): Promise<void> => {
    try {
      if (kind === 'csv') {
        const text = toCsv(recordRows(explanation, record, level));
        await host.save(fileName(name, kind), new TextEncoder().encode(text), TYPES[kind]);
      } else {
        const bytes = await paintText(kind, parts, look, title);
        await host.save(fileName(name, kind), bytes, TYPES[kind]);
      }
    } catch (error) {
      host.notify('error', `The text could not be exported: ${(error as Error).message}`);
    }
  };
  return (
    <span className="ph-Row" role="group" aria-label="Actions of the text">
      {(['csv', 'png', 'svg'] as const).map(kind => (
        <Button key={kind} kind="quiet" onClick={() => void save(kind)}>
          {kind.toUpperCase()}
        </Button>
      ))}
    </span>
  );
}
