import type { ReactElement } from 'react';

export interface FileNotesProps {
  /** What the numbers are: method, unit, where from. */
  facts: readonly string[];
  /** What could not be read, naming line or path. */
  warnings: readonly string[];
}

/** At most so many notes are listed. */
const LISTED = 50;

/** The line of honesty under an explanation, and the notes on its files, folded. */
export function FileNotes({ facts, warnings }: FileNotesProps): ReactElement {
  return (
    <>
      {facts.length > 0 && (
        <p className="ph-muted ph-Honesty" aria-label="About these numbers" role="note">
          {facts.join(' · ')}
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
