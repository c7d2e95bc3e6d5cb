import { useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { dataLabel } from '../../automl/draft';
import type { DataRef, JobDraft } from '../../automl/draft';
import type { DataProfile } from '../../automl/preview';
import type { ImageProfile } from '../../automl/preview/images';
import { problems } from '../../automl/problems';
import type { Host } from '../../host';
import { Button, ErrorState, MiddleEllipsis, Skeleton, TextField } from '../parts';
import type { Async } from '../parts';
import { ColumnTable } from './ColumnTable';
import { ImagePreview } from './ImagePreview';
import { S3Field } from './S3Field';
import { dataExtensions } from './form';
import { sizeText } from '../parts/sizeText';

export interface DataPanelProps {
  api: AwsApi;
  host: Host;
  draft: JobDraft;
  profile: Async<DataProfile>;
  images: Async<ImageProfile>;
  error: string | undefined;
  showError: boolean;
  onChoose: (data: DataRef) => void;
  onChange: (change: (draft: JobDraft) => JobDraft) => void;
}

/** Which data, and what is in them. */
export function DataPanel(props: DataPanelProps): ReactElement {
  const { api, host, draft, onChoose } = props;
  const uri = draft.data?.kind === 's3' ? draft.data.uri : '';
  const [typed, setTyped] = useState(uri);
  // The data can also change by a request, a saved draft or another job.
  const [shown, setShown] = useState(uri);
  if (shown !== uri) {
    setShown(uri);
    setTyped(uri);
  }
  const pictures = problems[draft.problem].data === 'images';
  const load = (): void => {
    const uri = typed.trim();
    if (uri !== '' && !(draft.data?.kind === 's3' && draft.data.uri === uri)) {
      onChoose({ kind: 's3', uri });
    }
  };
  return (
    <section className="ph-Stack ph-DataPanel" aria-label="Data">
      <div className="ph-Places">
        {pictures ? <FolderField {...props} /> : <FileField {...props} />}
        <S3Field
          api={api}
          host={host}
          label="or S3 location"
          optional
          placeholder={pictures ? 's3://bucket/path/' : 's3://bucket/path/data.csv'}
          value={typed}
          choose={draft.dataType === 'S3Prefix' ? 'any' : 'object'}
          onChange={setTyped}
          onChoose={chosen => {
            setTyped(chosen);
            onChoose({ kind: 's3', uri: chosen });
          }}
          onEnter={load}
          onLeave={load}
        />
      </div>
      <Preview {...props} />
      {props.showError && props.error && (
        <div className="ph-Field-error" role="alert">
          {props.error}
        </div>
      )}
    </section>
  );
}

/** A file of the workspace. */
function FileField({ host, draft, onChoose }: DataPanelProps): ReactElement {
  const [failed, setFailed] = useState('');
  const pick = (): void => {
    host.files.pick(dataExtensions).then(
      path => {
        setFailed('');
        if (path !== undefined) {
          onChoose({ kind: 'file', path });
        }
      },
      (reason: unknown) => setFailed(reason instanceof Error ? reason.message : String(reason))
    );
  };
  return (
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
  );
}

/** A folder of the workspace with pictures. */
function FolderField({ host, draft, onChoose }: DataPanelProps): ReactElement {
  const path = draft.data?.kind === 'folder' ? draft.data.path : '';
  const [typed, setTyped] = useState(path);
  const [failed, setFailed] = useState<string>();
  const [shown, setShown] = useState(path);
  if (shown !== path) {
    setShown(path);
    setTyped(path);
  }
  const load = (): void => {
    const folder = typed.trim().replace(/(.)\/+$/, '$1');
    if (folder !== '' && folder !== path) {
      onChoose({ kind: 'folder', path: folder });
    }
  };
  const pick = (): void => {
    host.files.pick('folder').then(
      chosen => {
        setFailed(undefined);
        if (chosen !== undefined) {
          onChoose({ kind: 'folder', path: chosen });
        }
      },
      (reason: unknown) => setFailed(reason instanceof Error ? reason.message : String(reason))
    );
  };
  return (
    <div className="ph-FieldRow" onBlur={load}>
      <TextField
        label="Folder of pictures"
        code
        hint="In the workspace, with a sub-folder for each class. It is uploaded to S3."
        placeholder="data/pets"
        error={failed}
        showError
        value={typed}
        onChange={setTyped}
        onEnter={load}
      />
      <Button onClick={pick}>Choose folder</Button>
    </div>
  );
}

function Preview(props: DataPanelProps): ReactElement | null {
  const { api, host, draft, images, onChange } = props;
  const pictures = problems[draft.problem].data === 'images';
  const { error, loading, reload } = pictures ? images : props.profile;
  const data = props.profile.data;
  if (error) {
    const name = draft.data ? dataLabel(draft.data) : 'The data';
    return (
      <ErrorState
        error={error}
        what={`${name} cannot be read.`}
        host={host}
        onRetry={() => void reload()}
      />
    );
  }
  if (pictures) {
    return images.data && draft.data ? (
      <ImagePreview api={api} host={host} data={draft.data} images={images.data} />
    ) : loading && draft.data ? (
      <Skeleton label="Loading the preview" layout="table" rows={4} columns={3} />
    ) : null;
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
        <Button kind="quiet" onClick={() => void reload()}>
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
      : `CSV, ${profile.encoding}${profile.compressed ? ', gzip' : ''}`,
    ...(profile.objects && (profile.objects.more || profile.objects.count > 1)
      ? [
          `first of ${profile.objects.more ? 'more than ' : ''}` +
            `${profile.objects.count.toLocaleString(locale)} objects`
        ]
      : [])
  ];
  return parts.join(' · ');
}
