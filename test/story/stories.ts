import { endpoints } from './stories/endpoint';
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
  ...endpoints,
  ...snapshots
];
