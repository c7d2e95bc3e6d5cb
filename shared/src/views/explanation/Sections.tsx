import { useEffect, useMemo, useState, type ComponentType, type ReactElement } from 'react';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import type { AwsApi } from '../../aws/api';
import type { ExplanationFolder } from '../../explain/folder';
import type { Explanation } from '../../explain/model';
import type { Host } from '../../host';
import { ErrorState, JsonTree, Skeleton, Tabs } from '../parts';
import { Doubts } from './kinds/Doubts';
import { kinds, type Comparison, type KindProps } from './kinds/registry';
import { sectionNames } from './sectionNames';

export interface SectionsProps {
  explanations: Explanation[];
  selected: number;
  onSelect: (index: number) => void;
  folder?: ExplanationFolder;
  api: AwsApi;
  host: Host;
  exportName: string;
  comparison?: Comparison;
  onPickComparison?: () => void;
  onEndComparison?: () => void;
}

/** Switches between the explanations of one source, each drawn by the view of its kind. */
export function Sections({
  explanations,
  selected,
  onSelect,
  comparison,
  ...rest
}: SectionsProps): ReactElement {
  const names = useMemo(() => sectionNames(explanations), [explanations]);
  const explanation = explanations[selected] as Explanation;
  const shown = (
    <KindView
      key={selected}
      explanation={explanation}
      comparison={comparison?.explanation.kind === explanation.kind ? comparison : undefined}
      {...rest}
    />
  );
  return explanations.length === 1 ? (
    shown
  ) : (
    <Tabs
      label="Sections"
      tabs={names.map((label, index) => ({ id: String(index), label }))}
      selected={String(selected)}
      onSelect={id => onSelect(Number(id))}
    >
      {shown}
    </Tabs>
  );
}

type AnyProps = KindProps<Explanation>;

/** The view of one kind, loaded when it is first shown. */
function KindView(props: AnyProps): ReactElement {
  const { explanation, host } = props;
  const { kind } = explanation;
  const [view, setView] = useState<{ component?: ComponentType<AnyProps>; error?: AwsErrorData }>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let ended = false;
    const load = kinds[kind] as (() => Promise<{ default: ComponentType<AnyProps> }>) | undefined;
    if (!load) {
      setView({});
      return;
    }
    load().then(
      module => {
        if (!ended) {
          setView({ component: module.default });
        }
      },
      (reason: unknown) => {
        if (!ended) {
          setView({ error: AwsError.from(reason).toData() });
        }
      }
    );
    return () => {
      ended = true;
    };
  }, [kind, attempt]);

  if (!view) {
    return <Skeleton label="Loading view" layout="chart" rows={8} />;
  }
  if (view.error) {
    return (
      <ErrorState
        error={view.error}
        what="The view could not be loaded."
        host={host}
        onRetry={() => setAttempt(attempt + 1)}
      />
    );
  }
  if (view.component) {
    return (
      <div className="ph-Stack">
        <Doubts explanation={explanation} />
        <view.component {...props} />
      </div>
    );
  }
  const json = explanation.kind === 'raw' ? explanation.json : explanation;
  return <JsonTree label={`Content of ${explanation.meta.source}`} value={json} host={host} />;
}
