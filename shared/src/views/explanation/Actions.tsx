import { useState, type ReactElement, type RefObject } from 'react';
import { AwsError } from '../../aws/errors';
import { pythonCode, type CodePlace } from '../../explain/export/python';
import type { Explanation } from '../../explain/model';
import type { Host } from '../../host';
import type { ChartGetter } from '../../plots/shelf';
import { Button } from '../parts';
import { exportHtml } from './exportHtml';
import type { Origin } from './load';

export interface ActionsProps {
  explanation: Explanation;
  origin: Origin;
  name: string;
  host: Host;
  /** Where the views are drawn: their pictures go into the export. */
  content: RefObject<HTMLElement>;
  charts: ReadonlySet<ChartGetter>;
}

/** What can be taken out of an explanation as a whole. */
export function Actions({
  explanation,
  origin,
  name,
  host,
  content,
  charts
}: ActionsProps): ReactElement {
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await exportHtml(host, explanation, name, content.current, charts);
    } catch (error) {
      host.notify('error', `The export failed: ${AwsError.from(error).message}`);
    } finally {
      setBusy(false);
    }
  };
  const insert = async (): Promise<void> => {
    try {
      await host.insertCode(pythonCode(explanation, placeOf(origin, explanation)), 'python');
    } catch (error) {
      host.notify('error', `The code could not be inserted: ${AwsError.from(error).message}`);
    }
  };
  return (
    <div className="ph-Row" role="group" aria-label="Export">
      <Button kind="quiet" busy={busy} onClick={() => void save()}>
        Save as HTML
      </Button>
      <Button kind="quiet" onClick={() => void insert()}>
        Insert code
      </Button>
    </div>
  );
}

/** Where code finds what the explanation's own source does not lead to. */
function placeOf(origin: Origin, { meta }: Explanation): CodePlace | undefined {
  switch (origin.kind) {
    case 'dropped':
      return { path: meta.source, isIncomplete: true };
    case 'file':
      return origin.cell === undefined ? undefined : { path: origin.path, cell: origin.cell };
    default:
      return undefined;
  }
}
