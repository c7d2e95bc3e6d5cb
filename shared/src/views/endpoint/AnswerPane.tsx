import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { modelLogPage } from '../../automl/consolePages';
import { answerTable, type AnswerRow } from '../../endpoints/answerTable';
import { picturesIn } from '../../endpoints/pictures';
import { generatedTexts } from '../../endpoints/prompt/generated';
import type { ExplainedAnswer } from '../../endpoints/explainAnswer';
import { namedChecks } from '../../explain/namedChecks';
import { tabularFacts } from '../../explain/tabularFacts';
import type { Host } from '../../host';
import { Chart } from '../../plots/Chart';
import { short } from '../../plots/numbers';
import type { PlotStyle } from '../../plots/style';
import { ValueCell } from '../../plots/ValueCell';
import { waterfallFigure } from '../../plots/waterfall';
import { Button, ErrorState, KeyValue, SelectField, Table, Tabs, type Column } from '../parts';
import { AnswerPictures, AnswerTree, GeneratedText, RawAnswer, treeOf } from './AnswerForms';
import { AsyncPlaces, asyncPlaces, PartialAnswer, Waiting } from './Waiting';
import type { Call } from './calls';

export interface AnswerPaneProps {
  call: Call;
  /** This answer waited for a serverless endpoint to start. */
  cold: boolean;
  serverless: boolean;
  /** What the probability is of, where that is not what one would think. */
  probabilityNote: string | undefined;
  host: Host;
  onRetry: () => void;
}

type AnswerTab = 'text' | 'picture' | 'table' | 'explanation' | 'tree' | 'raw';
/** What one call brought. */
export function AnswerPane(props: AnswerPaneProps): ReactElement {
  const { call, cold, serverless, probabilityNote, host, onRetry } = props;
  const [chosen, setTab] = useState<AnswerTab>();
  const said = call.prompt === undefined ? undefined : call.answer?.text;
  const texts = useMemo(() => (said === undefined ? [] : generatedTexts(said)), [said]);
  const pictures = useMemo(() => (call.answer ? picturesIn(call.answer) : []), [call.answer]);
  const tree = useMemo(() => call.answer && treeOf(call.answer), [call.answer]);
  if (call.error?.code === 'Cancelled' && call.partial?.text) {
    return (
      <>
        <PartialAnswer partial={call.partial} ended />
        <p role="status">Stopped. What came before stands.</p>
      </>
    );
  }
  if (call.error) {
    const log = modelLogPage(call.error.details?.LogStreamArn);
    return (
      <>
        <ErrorState
          error={call.error}
          what={
            call.partial?.text ? 'The answer is not complete.' : 'The endpoint could not answer.'
          }
          host={host}
          onRetry={onRetry}
        />
        {log && (
          <div className="ph-Row">
            <Button onClick={() => host.openExternal(log)}>Open the model’s log</Button>
          </div>
        )}
        {call.partial?.text && <PartialAnswer partial={call.partial} ended />}
        {call.async && <AsyncPlaces call={call} host={host} />}
      </>
    );
  }
  const { answer, result, explained } = call;
  if (!answer || !result) {
    return <Waiting call={call} serverless={serverless} host={host} />;
  }
  const fallback: AnswerTab =
    texts.length > 0
      ? 'text'
      : pictures.length > 0
        ? 'picture'
        : explained
          ? 'explanation'
          : answer.table
            ? 'table'
            : 'raw';
  const available: Record<AnswerTab, boolean> = {
    text: texts.length > 0,
    picture: pictures.length > 0,
    tree: tree !== undefined,
    table: answer.table !== undefined,
    explanation: explained !== undefined,
    raw: true
  };
  const tab = chosen && available[chosen] ? chosen : fallback;
  return (
    <>
      {answer.table && tab === 'explanation' && <AnswerTableView call={call} host={host} />}
      <Tabs<AnswerTab>
        label="Form of the answer"
        tabs={[
          ...(call.prompt === undefined
            ? []
            : [{ id: 'text' as const, label: 'Text', disabled: !available.text }]),
          ...(pictures.length > 0 ? [{ id: 'picture' as const, label: 'Picture' }] : []),
          { id: 'table', label: 'Table', disabled: !available.table },
          ...(call.prompt === undefined
            ? [
                {
                  id: 'explanation' as const,
                  label: 'Explanation',
                  disabled: !available.explanation
                }
              ]
            : []),
          ...(tree ? [{ id: 'tree' as const, label: 'Tree' }] : []),
          { id: 'raw', label: 'Raw' }
        ]}
        selected={tab}
        onSelect={setTab}
      >
        {tab === 'text' && <GeneratedText texts={texts} host={host} />}
        {tab === 'table' && <AnswerTableView call={call} host={host} />}
        {tab === 'explanation' && explained && (
          <AnswerExplanation explained={explained} host={host} />
        )}
        {tab === 'picture' && <AnswerPictures pictures={pictures} host={host} />}
        {tab === 'tree' && tree && <AnswerTree value={tree} host={host} />}
        {tab === 'raw' && <RawAnswer answer={answer} />}
      </Tabs>
      {call.explain && !explained && (
        <p role="status">
          The answer holds no explanation. {answer.online ? 'No record was explained.' : ''}
        </p>
      )}
      {probabilityNote && answer.table?.columns.includes('probability') && (
        <p className="ph-muted">{probabilityNote}</p>
      )}
      {answer.problems.map(problem => (
        <p key={problem} className="ph-muted">
          {problem}
        </p>
      ))}
      <KeyValue
        host={host}
        items={[
          {
            label: cold ? 'First answer' : 'Duration',
            value:
              `${short(result.duration, host.locale)} ms` +
              (cold ? ', with the start of the endpoint' : '')
          },
          ...(call.partial ? [{ label: 'Parts', value: String(call.partial.parts) }] : []),
          { label: 'Size', value: `${result.bytes.length.toLocaleString(host.locale)} bytes` },
          { label: 'Content type', value: result.contentType },
          ...(result.variant ? [{ label: 'Variant', value: result.variant }] : []),
          { label: 'Inference id', value: result.inferenceId, copy: result.inferenceId },
          ...asyncPlaces(call)
        ]}
      />
    </>
  );
}

function AnswerTableView({ call, host }: { call: Call; host: Host }): ReactElement | null {
  const shown = useMemo(() => call.answer && answerTable(call.answer), [call.answer]);
  const columns = useMemo<Column<AnswerRow>[]>(
    () =>
      (shown?.columns ?? []).map(({ name, numeric }, index) => ({
        id: String(index),
        header: name,
        numeric,
        rowHeader: index === 0,
        value: row => row.cells[index] ?? null,
        cell: row => <ValueCell value={row.cells[index]} locale={host.locale} />
      })),
    [shown, host.locale]
  );
  if (!shown) {
    return null;
  }
  return (
    <Table
      label="Answer"
      columns={columns}
      rows={shown.rows}
      rowKey={row => row.key}
      locale={host.locale}
    />
  );
}

function AnswerExplanation({
  explained,
  host
}: {
  explained: ExplainedAnswer;
  host: Host;
}): ReactElement {
  const { explanation: e, index } = explained;
  const [chosenLabel, setLabel] = useState(0);
  const [chosenRecord, setRecord] = useState(0);
  const label = Math.min(chosenLabel, e.labels.length - 1);
  const record = Math.min(chosenRecord, e.records - 1);
  const draw = useCallback(
    (style: PlotStyle) => waterfallFigure(e, { label, record }, style),
    [e, label, record]
  );
  const facts = tabularFacts(e, label, value => short(value, host.locale));
  const checks = namedChecks(e).filter(({ name }) => name === 'additivity' || name === 'base');
  const number = (index[record] ?? record) + 1;
  return (
    <div className="ph-Stack">
      <div className="ph-Row">
        {e.records > 1 && (
          <SelectField
            label="Explained record"
            value={String(record)}
            choices={index.map((i, r) => ({ value: String(r), label: `Record ${i + 1}` }))}
            onChange={value => setRecord(Number(value))}
          />
        )}
        {e.labels.length > 1 && (
          <SelectField
            label="Explained output"
            value={String(label)}
            choices={e.labels.map((name, l) => ({ value: String(l), label: name }))}
            onChange={value => setLabel(Number(value))}
          />
        )}
      </div>
      <Chart
        label={`Waterfall of record ${number}`}
        draw={draw}
        host={host}
        exportName={`prediction-record-${number}`}
      />
      <p className="ph-muted" role="note" aria-label="About these numbers">
        {[...facts, ...checks.map(({ detail }) => detail.replace(/\.$/, ''))].join(' · ')}
      </p>
    </div>
  );
}
