import type { ReactElement } from 'react';
import { toCsv } from '../../../../explain/formats/csv';
import type { TextExplanation, TextRecord } from '../../../../explain/model';
import type { TextLevel } from '../../../../explain/text/rollUp';
import type { Host } from '../../../../host';
import type { PlotStyle } from '../../../../plots/style';
import type { MarkMode } from '../../../../plots/textMarks';
import { fileName } from '../../../../plots/fileName';
import { Button } from '../../../parts';
import { paintText } from './paintText';
import { recordRows, type ShownPart } from './shownRecord';

export interface TextExportsProps {
  explanation: TextExplanation;
  record: TextRecord;
  level: TextLevel;
  parts: readonly ShownPart[];
  look: { scale: number; mode: MarkMode; style: PlotStyle };
  host: Host;
  /** File name without extension. */
  name: string;
  title: string;
}

/** The record as numbers, and as a picture of the marked text. */
export function TextExports(props: TextExportsProps): ReactElement {
  const { explanation, record, level, parts, look, host, name, title } = props;
  const save = async (kind: 'csv' | 'png'): Promise<void> => {
    try {
      if (kind === 'csv') {
        const text = toCsv(recordRows(explanation, record, level));
        await host.save(fileName(name, 'csv'), new TextEncoder().encode(text), 'text/csv');
      } else {
        const bytes = await paintText(parts, look, title);
        await host.save(fileName(name, 'png'), bytes, 'image/png');
      }
    } catch (error) {
      host.notify('error', `The text could not be exported: ${(error as Error).message}`);
    }
  };
  return (
    <span className="ph-Row" role="group" aria-label="Actions of the text">
      {(['csv', 'png'] as const).map(kind => (
        <Button key={kind} kind="quiet" onClick={() => void save(kind)}>
          {kind.toUpperCase()}
        </Button>
      ))}
    </span>
  );
}
