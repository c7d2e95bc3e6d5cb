import { useState, type ReactElement } from 'react';
import type { ModelContext } from '../../endpoints/context';
import { Button, Checkbox, Tabs, TextField } from '../parts';
import type { RequestDraft, RequestTab } from './useRequest';

export interface RequestPaneProps {
  context: ModelContext;
  request: RequestDraft;
  /** The endpoint has an explainer. */
  canExplain: boolean;
  explain: boolean;
  onExplain: (explain: boolean) => void;
  /** Why no request can be sent now; absent: it can. */
  blocked?: string;
  busy: boolean;
  onInvoke: () => void;
  onCancel: () => void;
}

/** More fields than this are not drawn at once; the search narrows them. */
const MAX_FIELDS = 100;

/** One request: as a form, as CSV or as JSON, prefilled with a sample row. */
export function RequestPane({
  context,
  request,
  canExplain,
  explain,
  onExplain,
  blocked,
  busy,
  onInvoke,
  onCancel
}: RequestPaneProps): ReactElement {
  const [sample, setSample] = useState(0);
  const { columns, samples } = context;
  const nextSample = (): void => {
    const next = (sample + 1) % samples.length;
    setSample(next);
    request.setRows([samples[next] as string[]]);
  };
  return (
    <section className="ph-Stack" aria-labelledby="ph-request-title">
      <h2 id="ph-request-title" className="ph-Section-title">
        Request
      </h2>
      <Tabs<RequestTab>
        label="Form of the request"
        tabs={[
          { id: 'form', label: 'Form', disabled: columns.length === 0 },
          { id: 'csv', label: 'CSV' },
          { id: 'json', label: 'JSON' },
          { id: 'jsonlines', label: 'JSON Lines' }
        ]}
        selected={request.tab}
        onSelect={request.setTab}
        actions={
          samples.length > 1 && (
            <Button kind="quiet" onClick={nextSample}>
              Next sample row
            </Button>
          )
        }
      >
        {request.tab === 'form' ? (
          <RecordForm columns={columns} request={request} />
        ) : (
          <TextField
            label={`Body (${request.contentType})`}
            value={request.text}
            onChange={request.setText}
            lines={12}
            code
            error={request.problem}
            showError
            hint={
              columns.length > 0
                ? `One record per ${request.tab === 'json' ? 'item' : 'line'}, ` +
                  `${columns.length} values each, in this order: ` +
                  `${columns.slice(0, 8).join(', ')}${columns.length > 8 ? ', …' : ''}`
                : 'The columns of this model are not known here.'
            }
          />
        )}
      </Tabs>
      <Checkbox
        label="Explain this prediction"
        checked={canExplain && explain}
        disabled={!canExplain}
        onChange={onExplain}
        hint={
          canExplain
            ? 'Takes longer than the prediction alone.'
            : 'This endpoint was deployed without an explainer.'
        }
      />
      <div className="ph-Actions">
        <Button
          kind="primary"
          disabled={blocked !== undefined}
          busy={busy}
          onClick={onInvoke}
          title={blocked ?? 'Ctrl+Enter or ⌘Enter'}
        >
          Invoke
        </Button>
        {busy && <Button onClick={onCancel}>Cancel</Button>}
        {blocked && <span className="ph-muted">{blocked}</span>}
      </div>
    </section>
  );
}

function RecordForm({
  columns,
  request
}: {
  columns: readonly string[];
  request: RequestDraft;
}): ReactElement {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = columns.flatMap((name, index) =>
    name.toLowerCase().includes(wanted) ? [{ name, index }] : []
  );
  return (
    <div className="ph-Stack">
      {columns.length > MAX_FIELDS && (
        <TextField
          label="Find fields"
          type="search"
          value={search}
          onChange={setSearch}
          hint={`${Math.min(found.length, MAX_FIELDS)} of ${columns.length} fields are shown; all are sent.`}
        />
      )}
      <div className="ph-Columns">
        {found.slice(0, MAX_FIELDS).map(({ name, index }) => (
          <TextField
            key={index}
            label={name}
            value={request.cells[index] ?? ''}
            placeholder="missing"
            onChange={value => request.setCell(index, value)}
          />
        ))}
      </div>
    </div>
  );
}
