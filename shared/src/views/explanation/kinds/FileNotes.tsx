import type { ReactElement } from 'react';
import type { Explanation } from '../../../explain/model';
import { useChecks } from './useChecks';

export interface FileNotesProps {
  explanation: Explanation;
  /** What the numbers are: method, unit, where from. */
  facts?: readonly string[];
}

/** At most so many notes are listed. */
const LISTED = 50;

/** The line of honesty under an explanation with what was checked, and the notes on its files, folded. */
export function FileNotes({ explanation, facts = [] }: FileNotesProps): ReactElement {
  const checks = useChecks(explanation);
  const { warnings } = explanation.meta;
  const said = checks?.map(({ detail }) => detail.replace(/\.$/, '')) ?? [
    'Checking whether the numbers hold together…'
  ];
  const line = [...facts, ...said];
  return (
    <>
      {line.length > 0 && (
        <p className="ph-muted ph-Honesty" aria-label="About these numbers" role="note">
          {line.join(' · ')}
        </p>
      )}
      {warnings.length > 0 && (
        <details className="ph-Details">
          <summary>
            {warnings.length === 1
              ? '1 note on the files'
              : `${warnings.length} notes on the files`}
          </summary>
          <ul>
            {warnings.slice(0, LISTED).map((warning, index) => (
              <li key={index}>{warning}</li>
            ))}
            {warnings.length > LISTED && <li>… and {warnings.length - LISTED} more</li>}
          </ul>
        </details>
      )}
    </>
  );
}
