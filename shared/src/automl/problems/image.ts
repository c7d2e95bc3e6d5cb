import { imageRules } from '../rules/image';
import { imageTypes } from '../types';
import type { ImageConfig } from '../types';
import type { Problem } from './model';
import { limits, readLimits } from './shared';

/** Classes of pictures; the class is the folder's name, or stands in a manifest. */
export const image: Problem = {
  id: 'image',
  member: 'ImageClassificationJobConfig',
  label: 'Image classification',
  summary: 'Sorts pictures into classes. Each class has a folder of its own.',
  data: 'images',
  contentTypes: imageTypes,
  dataTypes: ['S3Prefix', 'ManifestFile', 'AugmentedManifestFile'],
  gzip: false,
  validation: true,
  objectives: () => ['Accuracy'],
  objective: () => '',
  roles: () => new Map(),
  features: false,
  suggest: draft => draft,
  config: (draft): ImageConfig => limits(draft),
  read: (config, draft) => ({ ...draft, ...readLimits(config) }),
  rules: imageRules
};
