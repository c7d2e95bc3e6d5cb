import { useState, type ReactElement } from 'react';
import type { TextExplanation, TextRecord } from '../../../../explain/model';
import { TEXT_LEVELS, type TextLevel } from '../../../../explain/text/rollUp';
import { percentText } from '../../../../plots/numbers';
import type { MarkMode } from '../../../../plots/textMarks';
import {
  Checkbox,
  EmptyState,
  IconButton,
  NumberField,
  SelectField,
  useStored
} from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';
import { RecordList } from './RecordList';
import { RecordPane } from './RecordPane';
import { predictedIndex, recordNumber } from '../../../../explain/text/shownRecord';

/** Explain the label that was predicted for each record. */
const PREDICTED = 'predicted';

/** Contributions of pieces of text: the texts marked, one record at a time. */
export default function TextView({
  explanation: e,
  host,
  exportName,
  firstRecord = 0
}: KindProps<TextExplanation>): ReactElement {
  const [chosen, setRecord] = useState(firstRecord);
  const [label, setLabel] = useState<string>(PREDICTED);
  const [level, setLevel] = useStored<TextLevel>(host, 'explanation:text-level', 'word');
  const [mode, setMode] = useStored<MarkMode>(host, 'explanation:text-marks', 'tint');
  const [shared, setShared] = useStored(host, 'explanation:text-shared', false);
  const count = e.items.length;
  if (count === 0) {
    return (
      <>
        <EmptyState title="No explained records">
          {e.meta.source} holds no record with scores.
        </EmptyState>
        <FileNotes explanation={e} />
      </>
    );
  }
  const index = Math.max(0, Math.min(chosen, count - 1));
  const record = e.items[index] as TextRecord;
  const predicted = predictedIndex(e, record);
  const shownLabel = Math.min(
    label === PREDICTED ? (predicted ?? 0) : Number(label),
    Math.max(0, e.labels.length - 1)
  );
  return (
    <div className="ph-Stack">
      {count > 1 && <RecordList explanation={e} host={host} record={index} onSelect={setRecord} />}
      <div className="ph-Row ph-mod-fields">
        {count > 1 && <RecordStepper explanation={e} record={index} onSelect={setRecord} />}
        {e.labels.length > 1 && (
          <SelectField
            label="Explained label"
            value={label}
            choices={[
              {
                value: PREDICTED,
                label: predicted === undefined ? 'Predicted (unknown)' : 'The predicted one'
              },
              ...e.labels.map((name, i) => ({ value: String(i), label: name }))
            ]}
            onChange={setLabel}
          />
        )}
        <SelectField
          label="Pieces"
          value={level}
          choices={TEXT_LEVELS}
          onChange={value => setLevel(value)}
        />
        <Checkbox
          label="Underline only"
          checked={mode === 'underline'}
          onChange={on => setMode(on ? 'underline' : 'tint')}
        />
        {count > 1 && (
          <Checkbox
            label="Same scale for all records"
            checked={shared}
            onChange={on => setShared(on)}
          />
        )}
      </div>
      <Outcome record={record} locale={host.locale} />
      <RecordPane
        // Another record, label or level is another text: nothing is pointed at in it yet.
        key={`${index}:${shownLabel}:${level}`}
        explanation={e}
        host={host}
        exportName={exportName}
        record={index}
        label={shownLabel}
        level={level}
        mode={mode}
        shared={shared && count > 1}
      />
      <FileNotes explanation={e} facts={facts(e)} />
    </div>
  );
}

function RecordStepper({
  explanation: e,
  record,
  onSelect
}: {
  explanation: TextExplanation;
  record: number;
  onSelect: (record: number) => void;
}): ReactElement {
  return (
    <span className="ph-Row ph-mod-fields">
      <NumberField
        label="Record"
        value={recordNumber(e, record)}
        integer
        min={1}
        onChange={value => {
          const index = e.items.findIndex((_, i) => recordNumber(e, i) === value);
          if (index >= 0) {
            onSelect(index);
          }
        }}
      />
      <IconButton
        icon="arrowUp"
        label="Previous record"
        disabled={record <= 0}
        onClick={() => onSelect(record - 1)}
      />
      <IconButton
        icon="arrowDown"
        label="Next record"
        disabled={record >= e.items.length - 1}
        onClick={() => onSelect(record + 1)}
      />
    </span>
  );
}

function Outcome({ record, locale }: { record: TextRecord; locale: string }): ReactElement | null {
  const { predictedLabel, probability } = record;
  if (predictedLabel === undefined) {
    return null;
  }
  return (
    <p>
      Predicted <strong dir="auto">{predictedLabel.slice(0, 200)}</strong>
      {probability !== undefined && (
        <>
          {' '}
          with <span className="ph-number">{percentText(probability, locale, 1)}</span> probability
        </>
      )}
    </p>
  );
}

const UNITS: Record<TextExplanation['unit'], string> = {
  'log-odds': 'Unit: log-odds',
  probability: 'Unit: probability',
  target: 'Unit: that of the target',
  unknown: 'Unit not stated'
};

function facts(e: TextExplanation): string[] {
  // Autopilot's text reports hold integrated gradients; Clarify's files hold SHAP values.
  const usual =
    e.meta.format === 'F10'
      ? 'Integrated gradients; + supports the predicted label; scores may be normalised'
      : 'SHAP values of text units; an absent unit is replaced by the baseline';
  return [
    e.meta.method ?? usual,
    UNITS[e.unit],
    e.base.some(base => base !== null) ? 'Base known' : 'Base value unknown',
    e.items.length === 1 ? '1 record' : `${e.items.length} records`
  ];
}
