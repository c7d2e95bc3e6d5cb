import { useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import { checkNotebook, notebookName, readArtifact } from '../../automl/artifacts';
import { describeProblem } from '../../environment/backend';
import type { Host } from '../../host';
import { Button } from '../parts';

export interface OpenNotebookButtonProps {
  api: AwsApi;
  host: Host;
  /** Part of the notebook's name in the workspace. */
  jobName: string;
  uri: string;
  /** For screen readers, where several stand together. */
  name?: string;
  /** Default: `Open`. */
  label?: string;
  kind?: 'secondary' | 'quiet';
}

/** Copies a notebook of S3 into the workspace and opens it there. */
export function OpenNotebookButton(props: OpenNotebookButtonProps): ReactElement {
  const { api, host, jobName, uri, name, label, kind = 'quiet' } = props;
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    setBusy(true);
    try {
      const bytes = await readArtifact(api, uri);
      checkNotebook(bytes, uri);
      await host.openNotebook(notebookName(jobName, uri), bytes);
    } catch (thrown) {
      const error = AwsError.from(thrown);
      if (error.code !== 'Cancelled') {
        host.notify('error', `The notebook was not opened. ${describeProblem(error).text}`);
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button kind={kind} busy={busy} onClick={() => void open()}>
      {label ?? 'Open'}
      {name && <span className="ph-hidden"> {name}</span>}
    </Button>
  );
}
