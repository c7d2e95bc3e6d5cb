import { useMemo, useState, type ReactElement } from 'react';
import { codeNote, jobCode } from '../../automl/code';
import { regionQuotaPage } from '../../automl/consolePages';
import type { JobDraft } from '../../automl/draft';
import type { DataProfile } from '../../automl/preview';
import type { JobPlan } from '../../automl/request';
import type { Violation } from '../../automl/rules';
import { startAdvice } from '../../automl/startFailures';
import { isQuota } from '../../endpoints/failures';
import { jobCost } from '../../environment/backend';
import type { BackendState, Host } from '../../host';
import { Banner, Button, CodeBlock, ErrorState, ProgressBar } from '../parts';
import { RequestEditor } from './RequestEditor';
import { sizeText } from '../parts/sizeText';
import type { StartState } from './useStart';

export interface StartBarProps {
  host: Host;
  backend: BackendState | undefined;
  draft: JobDraft;
  plan: JobPlan;
  profile: DataProfile | undefined;
  /** A request that was edited, as a draft. */
  onApply: (draft: JobDraft) => void;
  defaultOutput: string;
  violations: readonly Violation[];
  starting: StartState;
  onStart: () => void;
}

/** What the rules say, the button, its cost, the upload's progress, and the code. */
export function StartBar(props: StartBarProps): ReactElement {
  const { host, backend, violations, starting, onStart } = props;
  const [code, setCode] = useState(false);
  const [editing, setEditing] = useState(false);
  const { progress, error } = starting;
  const advice = error && startAdvice(error);
  const quota =
    error && isQuota(error.code) && backend?.choice.kind === 'aws'
      ? regionQuotaPage(backend.region)
      : undefined;
  return (
    <section className="ph-Stack" aria-label="Start">
      <Violations violations={violations} />
      {error && (
        <>
          <ErrorState error={error} what="The job was not started." host={host} onRetry={onStart} />
          {advice && <p>{`${advice.text} ${advice.step}`}</p>}
          {quota && (
            <div className="ph-Row">
              <Button onClick={() => host.openExternal(quota)}>Open Service Quotas</Button>
            </div>
          )}
        </>
      )}
      {progress?.step === 'upload' && (
        <div className="ph-Row">
          <ProgressBar
            label="Uploading the data"
            value={progress.total > 0 ? progress.sent / progress.total : undefined}
          />
          <span className="ph-number">
            {`${sizeText(progress.sent, host.locale)} of ${sizeText(progress.total, host.locale)}`}
          </span>
        </div>
      )}
      <div className="ph-Actions">
        <Button kind="primary" busy={progress !== undefined} onClick={onStart}>
          Start job
        </Button>
        {progress && <Button onClick={starting.cancel}>Cancel</Button>}
        <span className="ph-muted">{backend ? jobCost(backend.cost) : ''}</span>
        <Button kind="quiet" expanded={code} onClick={() => setCode(!code)}>
          Show code
        </Button>
        <Button kind="quiet" expanded={editing} onClick={() => setEditing(!editing)}>
          Edit request
        </Button>
      </div>
      {editing && <RequestEditor {...props} />}
      {code && <Code {...props} />}
    </section>
  );
}

const titles = { error: 'Before the job can start', warning: 'Look at this', info: 'Hints' };

function Violations({ violations }: { violations: readonly Violation[] }): ReactElement {
  return (
    <>
      {(['error', 'warning', 'info'] as const).map(severity => {
        const these = violations.filter(violation => violation.severity === severity);
        return these.length === 0 ? null : (
          <Banner key={severity} kind={severity} title={titles[severity]}>
            <ul className="ph-Violations">
              {these.map((violation, index) => (
                <li key={`${violation.id}:${index}`}>{violation.message}</li>
              ))}
            </ul>
          </Banner>
        );
      })}
    </>
  );
}

function Code({ host, plan, draft, defaultOutput }: StartBarProps): ReactElement {
  const variants = useMemo(() => {
    try {
      return jobCode(plan, draft, defaultOutput);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }, [plan, draft, defaultOutput]);
  return typeof variants === 'string' ? (
    <Banner kind="info" title="The code cannot be shown yet.">
      {variants}
    </Banner>
  ) : (
    <CodeBlock label="Code of this job" variants={variants} host={host} note={codeNote} />
  );
}
