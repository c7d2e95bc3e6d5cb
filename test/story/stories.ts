import { endpoints } from './stories/endpoint';
import { explanation } from './stories/explanation';
import { jobs } from './stories/job';
import { launcher } from './stories/launcher';
import { controls, feedback, hostileParts, tables } from './stories/parts';
import { sidebar } from './stories/sidebar';
import { snapshots } from './stories/snapshot';
import type { Story } from './story';

/** Every story, in the order of the index. */
export const stories: Story[] = [
  ...controls,
  ...tables,
  ...feedback,
  ...hostileParts,
  ...sidebar,
  ...launcher,
  ...jobs,
  ...explanation,
  ...endpoints,
  ...snapshots
];
