import type { ReactElement } from 'react';
import type { AwsApi } from '@pilothouse/core/aws/api';
import type { FakeHandler } from '@pilothouse/core/aws/testing/fakeApi';
import type { Host } from '@pilothouse/core/host';
import type { ViewArgs, ViewName } from '@pilothouse/core/views/names';
import type { FakeHostOptions } from '@pilothouse/core/views/testing/fakeHost';

interface Common {
  /** `group-state`, e.g. `sidebar-empty`; names the screenshot. */
  id: string;
  /** Width of the stage in px. Default: 1000. */
  width?: number;
  /** Least height of the stage in px, for views that fill their panel. */
  height?: number;
  direction?: 'rtl';
  host?: FakeHostOptions;
  /** `service.Operation` -> answer. */
  handlers?: Record<string, FakeHandler>;
  /** Selectors to click in order once the view stands, to come into the state of the story. */
  clicks?: string[];
}

interface PartStory extends Common {
  render: (context: { api: AwsApi; host: Host }) => ReactElement;
}

type ViewStory = {
  [V in ViewName]: Common & { view: V; args: ViewArgs[V] };
}[ViewName];

/** One view or part in one state. */
export type Story = PartStory | ViewStory;

/** An answer that never comes: the loading state. */
export const never = (): Promise<never> => new Promise<never>(() => undefined);
