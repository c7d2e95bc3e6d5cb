import { endpoints } from './stories/endpoint';
import { explanation } from './stories/explanation';
import { images } from './stories/image';
import { jobs } from './stories/job';
import { kindStories } from './stories/kinds';
import { launcher } from './stories/launcher';
import { controls, feedback, hostileParts, tables } from './stories/parts';
import { sidebar } from './stories/sidebar';
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
  ...launcher,
  ...jobs,
  ...explanation,
  ...tabular,
  ...kindStories,
  ...texts,
  ...images,
  ...endpoints,
  ...snapshots
];
