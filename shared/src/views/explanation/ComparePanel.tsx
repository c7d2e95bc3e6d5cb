import { useRef, useState, type ReactElement } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import type { AwsApi } from '../../aws/api';
import type { Explanation, ExplanationKind } from '../../explain/model';
import type { Host } from '../../host';
import { Banner, Button, ErrorState, ProgressBar } from '../parts';
import type { ExplanationSource } from '../names';
import type { Comparison } from './kinds/registry';
import { loadOrigin } from './load';
import { OpenPanel } from './OpenPanel';
import { sectionNames } from './sectionNames';
import { sourceTitle } from './source';

export interface ComparePanelProps {
  /** Only explanations of this kind can be compared. */
  kind: ExplanationKind;
  api: AwsApi;
  host: Host;
  /** Other explanations of the same source. */
  others: readonly Explanation[];
  onPicked: (comparison: Comparison) => void;
  onClose: () => void;
}

/** Choose a second explanation. */
export function ComparePanel({
  kind,
  api,
  host,
  others,
  onPicked,
  onClose
}: ComparePanelProps): ReactElement {
  const running = useRef<AbortController>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AwsErrorData>();
  const [problem, setProblem] = useState<string>();
  const names = sectionNames(others);

  const load = async (source: ExplanationSource): Promise<void> => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    setError(undefined);
    setProblem(undefined);
    try {
      const { signal } = controller;
      const found = await loadOrigin(source, { api, host, signal, onProgress: () => undefined });
      if (signal.aborted) {
        return;
      }
      const explanation =
        found.state === 'ready' ? found.explanations.find(e => e.kind === kind) : undefined;
      if (explanation) {
        onPicked({ explanation, name: sourceTitle(source) });
      } else {
        setProblem(`${sourceTitle(source)} holds no explanation of the same kind.`);
      }
    } catch (reason) {
      if (!controller.signal.aborted) {
        setError(AwsError.from(reason).toData());
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="ph-Panel ph-Stack" aria-label="Compare with">
      <div className="ph-Row">
        <h2 className="ph-Section-title">Compare with</h2>
        <Button
          kind="quiet"
          onClick={() => {
            running.current?.abort();
            onClose();
          }}
        >
          Cancel
        </Button>
      </div>
      {others.map((other, index) =>
        other.kind === kind ? (
          <div key={index}>
            <Button onClick={() => onPicked({ explanation: other, name: names[index] as string })}>
              {names[index]}
            </Button>
          </div>
        ) : null
      )}
      {busy && <ProgressBar label="Reading the explanation to compare with" />}
      {error && (
        <ErrorState error={error} what="The explanation could not be loaded." host={host} />
      )}
      {problem && (
        <Banner kind="warning" title="Nothing to compare.">
          {problem}
        </Banner>
      )}
      <OpenPanel host={host} onOpen={source => void load(source)} label="Source to compare with" />
    </section>
  );
}
