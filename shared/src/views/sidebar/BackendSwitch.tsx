import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { ErrorAction } from '../../aws/errors';
import { actionLabel, describeProblem, statusText } from '../../environment/backend';
import { REGIONS, regionProblem } from '../../environment/regions';
import type { BackendChoice, BackendState, Host } from '../../host';
import {
  Badge,
  Banner,
  Button,
  RadioGroup,
  SelectField,
  Skeleton,
  TextField,
  useStored,
  type Backend,
  type BadgeTone
} from '../parts';

const tones: Record<BackendState['status'], BadgeTone> = {
  ready: 'success',
  starting: 'running',
  off: 'neutral',
  unavailable: 'error'
};

type AwsChoice = Pick<BackendChoice, 'region' | 'profile'>;

export interface BackendSwitchProps {
  backend: Backend;
  host: Host;
}

/** Where calls go: the local engine, or AWS with a Region and a profile. */
export function BackendSwitch({ backend, host }: BackendSwitchProps): ReactElement {
  const { state, busy } = backend;
  const [lastAws, rememberAws] = useStored<AwsChoice>(host, 'backend-aws', {});
  const choice = state?.choice;
  const [region, setRegion] = useState('');
  const regionBox = useRef<HTMLDivElement>(null);
  useEffect(() => setRegion(choice?.region ?? ''), [choice?.region]);

  if (!state || !choice) {
    return backend.error ? (
      <BackendProblem backend={backend} host={host} focusRegion={() => undefined} />
    ) : (
      <Skeleton label="Loading the backend" layout="form" rows={2} />
    );
  }

  const chooseAws = (next: AwsChoice): void => {
    rememberAws(next);
    void backend.choose({ kind: 'aws', ...next });
  };
  const commitRegion = (): void => {
    const next = region.trim();
    if (regionProblem(next) === undefined && next !== choice.region) {
      chooseAws({ region: next, profile: choice.profile });
    }
  };
  const profiles = [
    ...new Set(choice.profile ? [choice.profile, ...state.profiles] : state.profiles)
  ];

  return (
    <div className="ph-Stack ph-BackendSwitch">
      <RadioGroup
        label="Backend"
        hideLabel
        inline
        value={choice.kind}
        disabled={busy}
        choices={[
          { value: 'local', label: 'Local engine' },
          { value: 'aws', label: 'AWS' }
        ]}
        onChange={kind => (kind === 'local' ? void backend.choose({ kind }) : chooseAws(lastAws))}
      />
      {choice.kind === 'aws' && (
        <div
          className="ph-Columns"
          ref={regionBox}
          onBlur={event => {
            if (event.target instanceof HTMLInputElement) {
              commitRegion();
            }
          }}
        >
          <TextField
            label="Region"
            value={region}
            onChange={setRegion}
            onEnter={commitRegion}
            placeholder="eu-west-1"
            suggestions={REGIONS}
            error={regionProblem(region.trim())}
            code
          />
          <SelectField
            label="Profile"
            value={choice.profile ?? DEFAULT_CHAIN}
            choices={[
              { value: DEFAULT_CHAIN, label: 'Default credentials' },
              ...profiles.map(name => ({ value: name, label: name }))
            ]}
            onChange={profile =>
              chooseAws({
                region: choice.region,
                profile: profile === DEFAULT_CHAIN ? undefined : profile
              })
            }
          />
        </div>
      )}
      <div className="ph-Row ph-BackendSwitch-state">
        <Badge tone={tones[state.status]}>{statusText(state)}</Badge>
        <span className="ph-muted">
          {state.cost === 'free' ? 'Free, on this machine' : 'Billed by AWS'}
        </span>
      </div>
      <BackendProblem
        backend={backend}
        host={host}
        focusRegion={() => regionBox.current?.querySelector('input')?.focus()}
      />
    </div>
  );
}

/** No profile name can hold a line break, so this is never one. */
const DEFAULT_CHAIN = '\n';

interface BackendProblemProps extends BackendSwitchProps {
  focusRegion: () => void;
}

/** What keeps the backend from being used, with a button for the next step. */
function BackendProblem({ backend, host, focusRegion }: BackendProblemProps): ReactElement | null {
  const { state, busy } = backend;
  const error = backend.error ?? state?.problem;
  if (!error) {
    return null;
  }
  const problem = describeProblem(error);
  const choice = state?.choice ?? { kind: 'local' as const };
  const again = (): void => void backend.choose(choice);
  const steps: Record<ErrorAction, { label: string; run: () => void }> = {
    retry: { label: actionLabel('retry'), run: again },
    // The switch above is the choice of profile and Region: after a change there, or outside.
    'sign-in': { label: actionLabel('retry'), run: again },
    'choose-backend':
      choice.kind === 'aws'
        ? { label: 'Use the local engine', run: () => void backend.choose({ kind: 'local' }) }
        : { label: actionLabel('retry'), run: again },
    'choose-region': { label: actionLabel('choose-region'), run: focusRegion },
    'start-engine': {
      label: actionLabel('start-engine'),
      run: () => void backend.startEngine()
    },
    'restart-engine': {
      label: actionLabel('restart-engine'),
      run: () => void backend.startEngine()
    },
    'install-engine': {
      label: actionLabel('install-engine'),
      run: () => void backend.installEngine()
    },
    'show-log': { label: actionLabel('show-log'), run: () => host.showLog() }
  };
  const step = problem.action && steps[problem.action];
  return (
    <Banner
      kind={backend.error ? 'error' : 'warning'}
      title={choice.kind === 'aws' ? 'AWS cannot be used yet' : 'The local engine is not ready'}
      actions={
        <>
          {step && (
            <Button kind="primary" busy={busy} onClick={step.run}>
              {step.label}
            </Button>
          )}
          {problem.action !== 'show-log' && choice.kind === 'local' && (
            <Button kind="quiet" onClick={() => host.showLog()}>
              Show log
            </Button>
          )}
        </>
      }
    >
      {problem.text}
    </Banner>
  );
}
