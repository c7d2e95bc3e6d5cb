import { useState, type ReactElement } from 'react';
import { honesty } from '../../../../explain/honesty';
import type { TabularExplanation } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { short } from '../../../../plots/numbers';
import { Banner, SelectField } from '../../../parts';
import { GlobalPane } from './GlobalPane';
import { LocalPane } from './LocalPane';

export interface ExplanationPanelProps {
  explanation: TabularExplanation;
  host: Host;
  /** Beginning of the names of exported files. */
  exportName: string;
  /** Record to begin with; default: the first. */
  firstRecord?: number;
}

/** One explanation: what it is, all records, one record. One selection drives all of it. */
export function ExplanationPanel({
  explanation: e,
  host,
  exportName,
  firstRecord = 0
}: ExplanationPanelProps): ReactElement {
  const [chosenLabel, setLabel] = useState(0);
  const [chosenRecord, setRecord] = useState(firstRecord);
  const label = Math.min(chosenLabel, e.labels.length - 1);
  const record = Math.min(chosenRecord, e.records - 1);
  const { facts, checks } = honesty(e, label, value => short(value, host.locale));
  const broken = checks.filter(({ check }) => check.state === 'broken');
  const { warnings } = e.meta;
  return (
    <div className="ph-Stack">
      <div className="ph-Row">
        {e.labels.length > 1 ? (
          <SelectField
            label="Explained output"
            value={String(label)}
            choices={e.labels.map((name, index) => ({ value: String(index), label: name }))}
            onChange={value => setLabel(Number(value))}
          />
        ) : (
          <span>
            Explained output: <strong>{e.labels[0]}</strong>
          </span>
        )}
      </div>
      {broken.length > 0 && (
        <Banner kind="warning" title="Read these numbers with care.">
          {broken.map(({ text }) => text).join('. ')}.
        </Banner>
      )}
      <p className="ph-muted ph-Honesty" aria-label="About these numbers" role="note">
        {[...facts, ...checks.map(({ text }) => text)].join(' · ')}
      </p>
      {warnings.length > 0 && (
        <details className="ph-Details">
          <summary>
            {warnings.length === 1
              ? '1 note on the files'
              : `${warnings.length} notes on the files`}
          </summary>
          <ul>
            {warnings.slice(0, 50).map((warning, index) => (
              <li key={index}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
      <div className="ph-Split">
        <GlobalPane
          explanation={e}
          label={label}
          host={host}
          exportName={exportName}
          selected={e.records > 0 ? record : undefined}
          onSelectRecord={setRecord}
        />
        {e.records > 0 && (
          <LocalPane
            explanation={e}
            label={label}
            host={host}
            exportName={exportName}
            record={record}
            onSelectRecord={setRecord}
          />
        )}
      </div>
    </div>
  );
}
