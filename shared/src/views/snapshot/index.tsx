import { useMemo, type ReactElement } from 'react';
import type { TabularExplanation } from '../../explain/model';
import type { Host } from '../../host';
import { Doubts } from '../explanation/kinds/Doubts';
import { ExplanationPanel } from '../explanation/kinds/tabular/ExplanationPanel';
import { Banner, Button, KeyValue } from '../parts';
import type { ViewProps } from '../registry';
import type { SnapshotRef } from './format';
import { readContent, type DrawableContent } from './read';
import { SnapshotTableView } from './SnapshotTableView';

/** Characters of the raw data that are shown. */
const RAW_LIMIT = 20_000;

/**
 * A bounded snapshot out of a notebook. Draws from its data alone: it never calls the backend,
 * so a saved notebook shows its charts anywhere.
 */
export default function SnapshotView({ args, host }: ViewProps<'snapshot'>): ReactElement {
  const { data } = args;
  const { title, ref, content, problems } = useMemo(() => readContent(data), [data]);
  return (
    <div className="ph-View ph-Snapshot">
      <header className="ph-View-header">
        <h2 className="ph-View-title">{title}</h2>
        <div className="ph-View-actions">
          {ref && (
            <Button kind="quiet" onClick={() => openLive(host, ref, content.view)}>
              Open live
            </Button>
          )}
        </div>
      </header>
      {problems.length > 0 && (
        <Banner kind="warning" title="Parts of this output could not be read.">
          {problems.join(' ')}
        </Banner>
      )}
      <Content content={content} title={title} host={host} />
      {content.view === 'unknown' && <Raw data={data} />}
    </div>
  );
}

function Content({
  content,
  title,
  host
}: {
  content: DrawableContent;
  title: string;
  host: Host;
}): ReactElement {
  const { locale } = host;
  switch (content.view) {
    case 'job':
      return (
        <>
          <Facts facts={content.facts} />
          <SnapshotTableView
            label="Candidates"
            table={content.candidates}
            locale={locale}
            empty="No candidates."
          />
        </>
      );
    case 'candidates':
      return (
        <>
          {content.objective && <p className="ph-muted">Objective: {content.objective}</p>}
          <SnapshotTableView
            label="Candidates"
            table={content.table}
            locale={locale}
            empty="No candidates."
          />
        </>
      );
    case 'explanation':
      return <Explained explanation={content.explanation} title={title} host={host} />;
    case 'report':
      return (
        <>
          <p className="ph-muted">{content.note}</p>
          {content.table.columns.length > 0 && (
            <SnapshotTableView
              label="Values"
              table={content.table}
              locale={locale}
              empty="No values."
            />
          )}
        </>
      );
    case 'prediction':
      return (
        <>
          <SnapshotTableView
            label="Predictions"
            table={content.table}
            locale={locale}
            empty="No predictions."
          />
          {content.explanation && (
            <Explained explanation={content.explanation} title={title} host={host} />
          )}
        </>
      );
    case 'endpoint':
      return <Facts facts={content.facts} />;
    case 'unknown':
      return (
        <Banner kind="info" title="This output cannot be drawn.">
          {content.problem}
        </Banner>
      );
  }
}

function Explained({
  explanation,
  title,
  host
}: {
  explanation: TabularExplanation;
  title: string;
  host: Host;
}): ReactElement {
  return (
    <div className="ph-Stack">
      <Doubts explanation={explanation} />
      <ExplanationPanel explanation={explanation} host={host} exportName={title} />
    </div>
  );
}

function Facts({ facts }: { facts: [string, string][] }): ReactElement {
  return <KeyValue items={facts.map(([label, value]) => ({ label, value }))} />;
}

function Raw({ data }: { data: unknown }): ReactElement {
  const text = useMemo(() => {
    const json = JSON.stringify(data, undefined, 2) ?? String(data);
    return json.length > RAW_LIMIT ? `${json.slice(0, RAW_LIMIT)}\n…` : json;
  }, [data]);
  return (
    <details className="ph-Details">
      <summary>Raw data</summary>
      <pre className="ph-code" aria-label="Raw data">
        {text}
      </pre>
    </details>
  );
}

function openLive(host: Host, ref: SnapshotRef, view: DrawableContent['view']): void {
  switch (ref.kind) {
    case 'job':
      if (view === 'explanation') {
        host.openView('explanation', { source: { kind: 'job', jobName: ref.jobName } });
      } else {
        host.openView('automl-job', { jobName: ref.jobName });
      }
      break;
    case 'endpoint':
      host.openView('endpoint', { endpointName: ref.endpointName });
      break;
    case 'file':
      host.openView('explanation', { source: { kind: 'file', path: ref.path } });
      break;
    case 's3':
      host.openView('explanation', { source: { kind: 's3', uri: ref.uri } });
      break;
  }
}
