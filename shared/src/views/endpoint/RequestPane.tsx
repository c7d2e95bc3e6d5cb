import { useState, type ReactElement } from 'react';
import type { ModelContext } from '../../endpoints/context';
import { MAX_BODY } from '../../endpoints/payload';
import type { EndpointKind } from '../../endpoints/service';
import { MAX_ASYNC_BODY } from '../../endpoints/asyncInvoke';
import type { Host } from '../../host';
import { Button, Checkbox, Tabs, TextField, type TabItem } from '../parts';
import { FileBody } from './FileBody';
import { PromptPane } from './PromptPane';
import type { PromptState } from './usePrompt';
import type { RequestDraft, RequestTab } from './useRequest';

export interface RequestPaneProps {
  host: Host;
  kind: EndpointKind;
  context: ModelContext;
  request: RequestDraft;
  /** Of a language model. */
  prompt: PromptState | undefined;
  /** The endpoint has an explainer. */
  canExplain: boolean;
  explain: boolean;
  onExplain: (explain: boolean) => void;
  /** Absent: answers do not come in parts. */
  inParts?: { checked: boolean; onChange: (inParts: boolean) => void };
  /** Why no request can be sent now; absent: it can. */
  blocked?: string;
  busy: boolean;
  onInvoke: () => void;
  onCancel: () => void;
}

/** Bytes that a body may have. */
const LIMITS: Record<EndpointKind, number> = {
  'real-time': MAX_BODY,
  serverless: 4 * 1024 * 1024,
  asynchronous: MAX_ASYNC_BODY
};

/** Language models take prompts, or a body of any kind out of a file. */
const PROMPT_TABS: TabItem<RequestTab>[] = [
  { id: 'prompt', label: 'Prompt' },
  { id: 'file', label: 'File' }
];

/** More fields than this are not drawn at once; the search narrows them. */
const MAX_FIELDS = 100;

/** One request: as a form, as CSV or as JSON, prefilled with a sample row. */
export function RequestPane({
  host,
  kind,
  context,
  request,
  prompt,
  canExplain,
  explain,
  onExplain,
  inParts,
  blocked,
  busy,
  onInvoke,
  onCancel
}: RequestPaneProps): ReactElement {
  const [sample, setSample] = useState(0);
  const { columns, samples, payload } = context;
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
        tabs={
          prompt
            ? PROMPT_TABS
            : [
                { id: 'form', label: 'Form', disabled: columns.length === 0 },
                { id: 'csv', label: 'CSV' },
                { id: 'json', label: 'JSON' },
                { id: 'jsonlines', label: 'JSON Lines' },
                { id: 'file', label: 'File' }
              ]
        }
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
        {request.tab === 'prompt' && prompt ? (
          <PromptPane host={host} prompt={prompt} />
        ) : request.tab === 'form' ? (
          <RecordForm columns={columns} request={request} />
        ) : request.tab === 'file' ? (
          <FileBody host={host} request={request} limit={LIMITS[kind]} />
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
                : (payload?.hint ?? 'The columns of this model are not known here.')
            }
          />
        )}
      </Tabs>
      {request.tab === 'file' && payload && <p className="ph-muted">{payload.hint}</p>}
      {kind === 'real-time' && !prompt && (
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
      )}
      {inParts && (
        <Checkbox
          label="Show the answer as it comes"
          checked={inParts.checked}
          onChange={inParts.onChange}
          hint="For models that answer word by word; others answer in one part."
        />
      )}
      {kind === 'asynchronous' && (
        <p className="ph-muted">The request is stored in S3 first. Its answer follows there.</p>
      )}
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
        {busy && <Button onClick={onCancel}>{prompt ? 'Stop' : 'Cancel'}</Button>}
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
