import { useEffect, useRef, useState, type ReactElement } from 'react';
import { createPortal } from 'react-dom';
import { AwsError } from '../../aws/errors';
import type { ExplanationFolder } from '../../explain/folder';
import { ChartShelf, type ChartGetter } from '../../plots/shelf';
import {
  Banner,
  Button,
  Loaded,
  ProgressBar,
  Skeleton,
  useAsync,
  useBackend,
  usePolling
} from '../parts';
import type { ExplanationSource } from '../names';
import type { ViewProps } from '../registry';
import { Actions } from './Actions';
import { ComparePanel } from './ComparePanel';
import { DropArea } from './DropArea';
import type { Comparison } from './kinds/registry';
import { loadOrigin, type Opened, type Origin } from './load';
import { Missing } from './Missing';
import { OpenPanel } from './OpenPanel';
import { Sections } from './Sections';
import { noteRecent, sourceKey, sourceTitle } from './source';

/** How often a job that has not finished is looked at again, in ms. */
const INTERVAL = 5000;
/** Before this, a skeleton says enough, in ms. */
const SLOW = 700;
const CANCELLED = new AwsError({ code: 'Cancelled', message: 'Cancelled.', retryable: true });

/** Explanations of every kind, from a job, S3, the workspace or files dropped here. */
export default function ExplanationView({
  args,
  api,
  host
}: ViewProps<'explanation'>): ReactElement {
  const { source } = args;
  const [dropped, setDropped] = useState<Extract<Origin, { kind: 'dropped' }> & { id: number }>();
  const [failedDrop, setFailedDrop] = useState<string>();
  const drops = useRef(0);
  const origin: Origin = dropped ?? source;
  const name = origin.kind === 'dropped' ? origin.folder.source : sourceTitle(origin);
  const title = name === '' ? 'Explanation' : `${name} – explanation`;
  useEffect(() => host.setTitle(title), [host, title]);
  const open = (next: ExplanationSource): void => host.openView('explanation', { source: next });
  const show = (folder: ExplanationFolder): void => {
    drops.current += 1;
    setFailedDrop(undefined);
    setDropped({ kind: 'dropped', folder, id: drops.current });
  };

  return (
    <DropArea
      api={api}
      onFiles={show}
      onPath={path => open({ kind: 'file', path })}
      onFailed={setFailedDrop}
    >
      <main className="ph-View">
        {failedDrop && (
          <Banner kind="error" title="Nothing was opened.">
            {failedDrop}
          </Banner>
        )}
        {origin.kind === 'none' ? (
          <>
            <header className="ph-View-header">
              <h1 className="ph-View-title">Explanation</h1>
            </header>
            <p>
              Opens what Clarify, Autopilot and the local engine write: <code>analysis.json</code>,{' '}
              <code>out.csv</code>, <code>out.jsonl</code>, answers of endpoints, or a folder of
              them.
            </p>
            <OpenPanel host={host} onOpen={open} onSample={show} label="Open an explanation" />
          </>
        ) : (
          <Shown
            key={dropped ? String(dropped.id) : sourceKey(source)}
            origin={origin}
            name={name}
            api={api}
            host={host}
            onBack={dropped && (() => setDropped(undefined))}
          />
        )}
      </main>
    </DropArea>
  );
}

interface ShownProps extends Pick<ViewProps<'explanation'>, 'api' | 'host'> {
  origin: Exclude<Origin, { kind: 'none' }>;
  name: string;
  /** From dropped files back to what was here before. */
  onBack?: () => void;
}

function Shown({ origin, name, api, host, onBack }: ShownProps): ReactElement {
  const backend = useBackend(host);
  const chosen = backend.state ? JSON.stringify(backend.state.choice) : backend.error && 'unknown';
  const isRemote = origin.kind === 'job' || origin.kind === 's3';
  // Files need no backend, and are not read again when it changes.
  const place = isRemote ? chosen : 'here';
  const [read, setRead] = useState<[bytes: number, total: number]>();
  const cancel = useRef<() => void>();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const [isCancelled, setCancelled] = useState(false);
  const key = origin.kind === 'dropped' ? 'dropped' : sourceKey(origin);
  const state = useAsync(
    signal => {
      const own = new AbortController();
      cancel.current = () => own.abort();
      signal.addEventListener('abort', () => own.abort());
      setCancelled(false);
      setRead(undefined);
      return loadOrigin(origin, {
        api,
        host,
        signal: own.signal,
        onProgress: (bytes, total) => setRead([bytes, total])
      }).catch((reason: unknown) => {
        // However the place fails once it is left: that was asked for.
        throw own.signal.aborted ? CANCELLED : reason;
      });
    },
    place === undefined ? undefined : `${place}\n${key}`
  );
  const { data } = state;
  const unfinished = data?.state === 'none' && data.reason === 'unfinished';
  usePolling(state.reload, unfinished ? INTERVAL : undefined);
  const isReady = data?.state === 'ready';
  useEffect(() => {
    if (isReady && origin.kind !== 'dropped') {
      // A convenience that may fail alone.
      noteRecent(host, origin).catch(() => undefined);
    }
    // The origin is one for the life of this component.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isReady]);

  return (
    <>
      <header className="ph-View-header">
        <h1 className="ph-View-title">Explanation of {name}</h1>
        <div className="ph-View-actions">
          <span ref={setSlot} className="ph-Row" />
          {onBack && (
            <Button kind="quiet" onClick={onBack}>
              Back
            </Button>
          )}
          {origin.kind === 'job' && (
            <Button
              kind="quiet"
              onClick={() => host.openView('automl-job', { jobName: origin.jobName })}
            >
              Open job
            </Button>
          )}
        </div>
      </header>
      {isCancelled && (
        <Banner
          kind="info"
          title="Reading was cancelled."
          actions={<Button onClick={() => void state.reload()}>Read again</Button>}
        >
          Nothing of it is shown.
        </Banner>
      )}
      {!isCancelled && (
        <Loaded
          // Reading again after the user has ended it is no failure that would hide the progress.
          state={state.error?.code === CANCELLED.code ? { ...state, error: undefined } : state}
          what="The explanation could not be loaded."
          host={host}
          skeleton={
            <>
              <Reading
                read={read}
                onCancel={() => {
                  cancel.current?.();
                  setCancelled(true);
                }}
              />
              <Skeleton label="Loading explanation" layout="chart" rows={8} />
            </>
          }
        >
          {found =>
            found.state === 'ready' ? (
              <Explanations
                opened={found}
                origin={origin}
                name={name}
                api={api}
                host={host}
                onReload={state.reload}
                actionsAt={slot}
              />
            ) : (
              <Missing missing={found} origin={origin} host={host} />
            )
          }
        </Loaded>
      )}
    </>
  );
}

/** How far reading is, with a way out; nothing while it is quick. */
function Reading({
  read,
  onCancel
}: {
  read: [bytes: number, total: number] | undefined;
  onCancel: () => void;
}): ReactElement | null {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW);
    return () => clearTimeout(timer);
  }, []);
  if (!slow) {
    return null;
  }
  const [bytes, total] = read ?? [0, 0];
  return (
    <div className="ph-Row">
      <ProgressBar label="Reading" value={total > 0 ? bytes / total : undefined} />
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}

interface ExplanationsProps extends ShownProps {
  opened: Opened;
  onReload: () => Promise<void>;
  /** In the header. */
  actionsAt: HTMLElement | null;
}

function Explanations({
  opened,
  origin,
  name,
  api,
  host,
  onReload,
  actionsAt
}: ExplanationsProps): ReactElement {
  const { explanations, problems, folder } = opened;
  const [selected, setSelected] = useState(opened.first);
  const [picking, setPicking] = useState(false);
  const [comparison, setComparison] = useState<Comparison>();
  const [changed, setChanged] = useState<string[]>([]);
  const content = useRef<HTMLDivElement>(null);
  const [charts] = useState(() => new Set<ChartGetter>());
  useEffect(() => {
    let ended = false;
    setSelected(opened.first);
    setChanged([]);
    opened.changed?.().then(
      names => {
        if (!ended) {
          setChanged(names);
        }
      },
      () => {
        // The files were read; that they cannot be listed again takes nothing from that.
      }
    );
    return () => {
      ended = true;
    };
  }, [opened]);
  const explanation = explanations[Math.min(selected, explanations.length - 1)];

  return (
    <div className="ph-Stack">
      {changed.length > 0 && (
        <Banner
          kind="warning"
          title="Files changed while they were read."
          actions={<Button onClick={() => void onReload()}>Read again</Button>}
        >
          What is shown may be mixed: {changed.slice(0, 5).join(', ')}.
        </Banner>
      )}
      {problems.length > 0 && (
        <details className="ph-Details">
          <summary>
            {problems.length === 1 ? '1 problem' : `${problems.length} problems`} with the files
          </summary>
          <ul>
            {problems.slice(0, 50).map((problem, index) => (
              <li key={index}>{problem}</li>
            ))}
          </ul>
        </details>
      )}
      {explanation &&
        actionsAt &&
        createPortal(
          <Actions
            explanation={explanation}
            origin={origin}
            name={name}
            host={host}
            content={content}
            charts={charts}
          />,
          actionsAt
        )}
      {picking && explanation && (
        <ComparePanel
          kind={explanation.kind}
          api={api}
          host={host}
          others={explanations.filter(other => other !== explanation)}
          onPicked={found => {
            setComparison(found);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
      <ChartShelf.Provider value={charts}>
        <div ref={content}>
          <Sections
            explanations={explanations}
            selected={Math.min(selected, explanations.length - 1)}
            onSelect={setSelected}
            folder={folder}
            api={api}
            host={host}
            exportName={name}
            comparison={comparison}
            onPickComparison={() => setPicking(true)}
            onEndComparison={() => setComparison(undefined)}
          />
        </div>
      </ChartShelf.Provider>
    </div>
  );
}
