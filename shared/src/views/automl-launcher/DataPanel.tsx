import { useState, type ReactElement } from 'react';
import { dataLabel } from '../../automl/draft';
import type { DataRef, JobDraft } from '../../automl/draft';
import type { DataProfile } from '../../automl/preview';
import type { Host } from '../../host';
import { Button, ErrorState, MiddleEllipsis, Skeleton, TextField } from '../parts';
import type { Async } from '../parts';
import { ColumnTable } from './ColumnTable';
import { sizeText } from './texts';

export interface DataPanelProps {
  host: Host;
  draft: JobDraft;
  profile: Async<DataProfile>;
  error: string | undefined;
  showError: boolean;
  onChoose: (data: DataRef) => void;
  onChange: (change: (draft: JobDraft) => JobDraft) => void;
}

/** Which data, and what is in them. */
export function DataPanel(props: DataPanelProps): ReactElement {
  const { host, draft, onChoose } = props;
  const [typed, setTyped] = useState(draft.data?.kind === 's3' ? draft.data.uri : '');
  const [failed, setFailed] = useState('');
  const pick = (): void => {
    host.files.pick(['csv', 'parquet', 'pq', 'gz']).then(
      path => {
        setFailed('');
        if (path !== undefined) {
          setTyped('');
          onChoose({ kind: 'file', path });
        }
      },
      (reason: unknown) => setFailed(reason instanceof Error ? reason.message : String(reason))
    );
  };
  const load = (): void => {
    const uri = typed.trim();
    if (uri !== '' && !(draft.data?.kind === 's3' && draft.data.uri === uri)) {
      onChoose({ kind: 's3', uri });
    }
  };
  return (
    <section className="ph-Stack ph-DataPanel" aria-label="Data">
      <div className="ph-Columns">
        <div className="ph-Field">
          <div className="ph-Field-label">Data file</div>
          <div className="ph-Row">
            {draft.data?.kind === 'file' ? (
              <span className="ph-code">
                <MiddleEllipsis text={draft.data.path} />
              </span>
            ) : (
              <span className="ph-muted">none</span>
            )}
            <Button onClick={pick}>
              {draft.data?.kind === 'file' ? 'Change file' : 'Choose file'}
            </Button>
          </div>
          {failed && (
            <div className="ph-Field-error" role="alert">
              {failed}
            </div>
          )}
        </div>
        <div onBlur={load}>
          <TextField
            label="or S3 location"
            code
            optional
            value={typed}
            onChange={setTyped}
            onEnter={load}
            placeholder="s3://bucket/path/data.csv"
          />
        </div>
      </div>
      {props.showError && !draft.data && (
        <div className="ph-Field-error" role="alert">
          {props.error}
        </div>
      )}
      <Preview {...props} />
    </section>
  );
}

function Preview({ host, draft, profile, onChange }: DataPanelProps): ReactElement | null {
  const { data, error, loading } = profile;
  if (error) {
    const name = draft.data ? dataLabel(draft.data) : 'The data';
    return (
      <ErrorState
        error={error}
        what={`${name} cannot be read.`}
        host={host}
        onRetry={() => void profile.reload()}
      />
    );
  }
  if (!data) {
    return loading && draft.data ? (
      <Skeleton label="Loading the preview" layout="table" rows={6} columns={5} />
    ) : null;
  }
  return (
    <>
      <div className="ph-Row">
        <span className="ph-muted">{summary(data, host.locale)}</span>
        <Button kind="quiet" onClick={() => void profile.reload()}>
          Read again
        </Button>
      </div>
      {data.columns.length > 0 && (
        <ColumnTable profile={data} draft={draft} locale={host.locale} onChange={onChange} />
      )}
    </>
  );
}

function summary(profile: DataProfile, locale: string): string {
  const rows = profile.rows.count.toLocaleString(locale);
  const parts = [
    `${profile.rows.exact ? '' : 'about '}${rows} rows`,
    `${profile.columns.length.toLocaleString(locale)} columns`,
    sizeText(profile.bytes, locale),
    profile.format === 'parquet'
      ? 'Parquet'
      : `CSV, ${profile.encoding}${profile.compressed ? ', gzip' : ''}`
  ];
  return parts.join(' · ');
}
