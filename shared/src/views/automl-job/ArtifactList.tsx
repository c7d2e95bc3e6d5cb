import { useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import {
  listArtifacts,
  readArtifact,
  isNotebook,
  savedAs,
  type ArtifactFile,
  type ArtifactPlace
} from '../../automl/artifacts';
import type { Host } from '../../host';
import { OpenNotebookButton } from './OpenNotebookButton';
import { Button, Loaded, Skeleton, Table, useAsync, type Column } from '../parts';
import { sizeText } from '../parts/sizeText';

export interface ArtifactListProps {
  api: AwsApi;
  host: Host;
  /** Notebooks are opened under its name. */
  jobName: string;
  places: readonly ArtifactPlace[];
}

/** Files that a job wrote, to be saved here. */
export function ArtifactList({ api, host, jobName, places }: ArtifactListProps): ReactElement {
  return (
    <ul className="ph-Plain ph-Stack">
      {places.map(place => (
        <li key={place.label + place.uri} className="ph-Stack">
          <div className="ph-Row">
            <strong>{place.label}</strong>
            <span className="ph-code">{place.uri}</span>
            {!place.isPrefix && <SaveButton api={api} host={host} uri={place.uri} />}
          </div>
          {place.isPrefix && <Folder api={api} host={host} jobName={jobName} place={place} />}
        </li>
      ))}
    </ul>
  );
}

/** The files below a prefix, listed when they are asked for. */
function Folder({
  api,
  host,
  jobName,
  place
}: {
  api: AwsApi;
  host: Host;
  jobName: string;
  place: ArtifactPlace;
}): ReactElement {
  const [open, setOpen] = useState(false);
  const listing = useAsync(
    signal => listArtifacts(api, place.uri, { signal }),
    open ? `artifacts:${place.uri}` : undefined
  );
  const columns: Column<ArtifactFile>[] = [
    { id: 'name', header: 'File', rowHeader: true, value: file => file.name },
    {
      id: 'size',
      header: 'Size',
      numeric: true,
      value: file => file.size,
      cell: file => sizeText(file.size, host.locale)
    },
    {
      id: 'save',
      header: 'Save',
      sortable: false,
      value: () => '',
      cell: file => (
        <span className="ph-Row">
          <SaveButton api={api} host={host} uri={file.uri} name={file.name} />
          {isNotebook(file.name) && (
            <OpenNotebookButton
              api={api}
              host={host}
              jobName={jobName}
              uri={file.uri}
              name={file.name}
            />
          )}
        </span>
      )
    }
  ];
  return (
    <details className="ph-Details" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>Files</summary>
      {open && (
        <Loaded
          state={listing}
          what={`The files of ${place.label} cannot be listed.`}
          host={host}
          skeleton={<Skeleton label="Loading the files" layout="table" rows={3} columns={2} />}
        >
          {({ files, more }) => (
            <>
              <Table
                label={`Files of ${place.label}`}
                columns={columns}
                rows={files}
                rowKey={file => file.uri}
                rowControls
                locale={host.locale}
                empty="There are no files."
              />
              {more && <p className="ph-muted">The first {files.length} files are listed.</p>}
            </>
          )}
        </Loaded>
      )}
    </details>
  );
}

export interface SaveButtonProps {
  api: AwsApi;
  host: Host;
  uri: string;
  /** For screen readers, where several stand together. */
  name?: string;
  /** Default: `Save`. */
  label?: string;
}

/** Copies an object of S3 to where the user chooses. */
export function SaveButton({ api, host, uri, name, label }: SaveButtonProps): ReactElement {
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const bytes = await readArtifact(api, uri);
      const as = savedAs(uri);
      await host.save(as.name, bytes, as.mimeType);
    } catch (thrown) {
      const { code, message } = AwsError.from(thrown);
      if (code !== 'Cancelled') {
        host.notify('error', `The file was not saved: ${message}`);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button kind="quiet" busy={busy} onClick={() => void save()}>
      {label ?? 'Save'}
      {name && <span className="ph-hidden"> {name}</span>}
    </Button>
  );
}
