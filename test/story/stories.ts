import { deployments } from './stories/deploy';
import { endpoints } from './stories/endpoint';
import { endpointKinds } from './stories/endpointKinds';
import { explanation } from './stories/explanation';
import { images } from './stories/image';
import { jobs } from './stories/job';
import { jobKinds } from './stories/jobKinds';
import { kindStories } from './stories/kinds';
import { launcher } from './stories/launcher';
import { launcherProblems } from './stories/launcherProblems';
import { controls, feedback, hostileParts, tables } from './stories/parts';
import { sidebar } from './stories/sidebar';
import { storage } from './stories/storage';
import { snapshots } from './stories/snapshot';
import { tabular } from './stories/tabular';
import { texts } from './stories/text';
import { transformJobs } from './stories/transform';
import type { Story } from './story';

/** Every story, in the order of the index. */
export const stories: Story[] = [
  ...controls,
  ...tables,
  ...feedback,
  ...hostileParts,
  ...sidebar,
  ...storage,
  ...launcher,
  ...launcherProblems,
  ...jobs,
  ...jobKinds,
  ...explanation,
  ...tabular,
  ...kindStories,
  ...texts,
  ...images,
  ...deployments,
  ...endpoints,
  ...endpointKinds,
  ...transformJobs,
  ...snapshots
];
