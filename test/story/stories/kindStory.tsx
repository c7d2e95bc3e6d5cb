/** What stories of single kinds of explanations have in common. */
import type { ComponentType, ReactElement } from 'react';
import type { AwsApi } from '@pilothouse/core/aws/api';
import type { Explanation } from '@pilothouse/core/explain/model';
import type { Host } from '@pilothouse/core/host';
import type { KindProps } from '@pilothouse/core/views/explanation/kinds/registry';
import type { Story } from '../story';

export const meta = (format: Explanation['meta']['format'], warnings: string[] = []) => ({
  format,
  source: 'report/analysis.json',
  warnings
});

export const nothing = {
  labels: [],
  features: [],
  records: 0,
  values: new Float64Array(),
  base: [],
  unit: 'unknown' as const
};

interface KindStory {
  id: string;
  stored?: Record<string, unknown>;
  clicks?: string[];
}

/** A story that shows one view as the explanation tab does. */
export function story<E extends Explanation>(
  { id, stored, clicks }: KindStory,
  View: ComponentType<KindProps<E>>,
  explanation: E,
  more: Partial<KindProps<E>> = {}
): Story {
  const Page = ({ api, host }: { api: AwsApi; host: Host }): ReactElement => (
    <main className="ph-View">
      <header className="ph-View-header">
        <h1 className="ph-View-title">Explanation of churn-20261122-1402</h1>
      </header>
      <View explanation={explanation} api={api} host={host} exportName="churn" {...more} />
    </main>
  );
  return {
    id,
    width: 1200,
    height: 800,
    clicks,
    host: { stored },
    render: context => <Page {...context} />
  };
}
