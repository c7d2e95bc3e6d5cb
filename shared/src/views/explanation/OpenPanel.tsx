import { useState, type ReactElement } from 'react';
import { AwsError } from '../../aws/errors';
import { parseS3Uri } from '../../aws/s3';
import type { ExplanationFolder } from '../../explain/folder';
import type { Host } from '../../host';
import { Banner, Button, TextField } from '../parts';
import type { ExplanationSource } from '../names';
import { RecentList } from './RecentList';
import { useRecent } from './useRecent';

/** Endings of files that hold explanations. */
const ENDINGS = ['json', 'jsonl', 'csv', 'gz'];

export interface OpenPanelProps {
  host: Host;
  onOpen: (source: ExplanationSource) => void;
  /** Shows a made-up report; absent: none is offered. */
  onSample?: (folder: ExplanationFolder) => void;
  /** Names the group for screen readers. */
  label: string;
}

/** Choose a file, a job or a place in S3, or one of those opened before. */
export function OpenPanel({ host, onOpen, onSample, label }: OpenPanelProps): ReactElement {
  const [uri, setUri] = useState('');
  const [uriError, setUriError] = useState<string>();
  const [jobName, setJobName] = useState('');
  const [failed, setFailed] = useState<string>();
  const { recent } = useRecent(host);

  const pick = async (): Promise<void> => {
    setFailed(undefined);
    try {
      const path = await host.files.pick(ENDINGS);
      if (path !== undefined) {
        onOpen({ kind: 'file', path });
      }
    } catch (error) {
      setFailed(AwsError.from(error).message);
    }
  };
  const openSample = async (show: (folder: ExplanationFolder) => void): Promise<void> => {
    setFailed(undefined);
    try {
      show((await import('../../explain/sample')).sampleFolder());
    } catch (error) {
      setFailed(AwsError.from(error).message);
    }
  };
  const openUri = (): void => {
    const given = uri.trim();
    if (parseS3Uri(given)) {
      onOpen({ kind: 's3', uri: given });
    } else {
      setUriError('Write s3://bucket/path, with the name of a bucket.');
    }
  };
  const openJob = (): void => {
    if (jobName.trim() !== '') {
      onOpen({ kind: 'job', jobName: jobName.trim() });
    }
  };

  return (
    <section className="ph-Stack ph-OpenPanel" aria-label={label}>
      <div className="ph-Row">
        <Button kind="primary" onClick={() => void pick()}>
          Open file…
        </Button>
        {onSample && <Button onClick={() => void openSample(onSample)}>Look at a sample</Button>}
        <span className="ph-muted">
          or drag files or a folder onto this view
          {host.dragKey !== undefined && ` (from the explorer with ${host.dragKey} held)`}
        </span>
      </div>
      <div className="ph-Row">
        <TextField
          label="S3 location"
          value={uri}
          code
          placeholder="s3://bucket/path/analysis.json"
          error={uriError}
          onChange={value => {
            setUri(value);
            setUriError(undefined);
          }}
          onEnter={openUri}
        />
        <Button onClick={openUri}>Open from S3</Button>
      </div>
      <div className="ph-Row">
        <TextField label="AutoML job" value={jobName} onChange={setJobName} onEnter={openJob} />
        <Button onClick={openJob} disabled={jobName.trim() === ''}>
          Open job’s explanation
        </Button>
      </div>
      {failed && (
        <Banner kind="error" title="The file could not be chosen.">
          {failed}
        </Banner>
      )}
      {recent.length > 0 && (
        <div className="ph-Stack">
          <h2 className="ph-Section-title">Recent</h2>
          <RecentList recent={recent} host={host} onOpen={onOpen} />
        </div>
      )}
    </section>
  );
}
