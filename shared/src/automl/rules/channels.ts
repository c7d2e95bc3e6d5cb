import { parseS3Uri } from '../../aws/s3';
import { dataLabel } from '../draft';
import { contentTypes, dataTypes as allDataTypes } from '../types';
import type { DataProfile } from '../preview';
import { nameSome, quoteName } from '../preview/problems';
import { problems } from '../problems';
import { parseDecimal } from '../typed';
import type { Rule, RuleContext } from './model';
import { allContentTypes, isKnown } from './newer';

const megabyte = 1024 * 1024;

/** Types of the channels; one that names none is for training. */
function types({ plan }: RuleContext): string[] {
  const channels = plan.request.AutoMLJobInputDataConfig ?? [];
  return channels.map(channel => channel.ChannelType ?? 'training');
}

/** S3 buckets of a request by what they are for. */
function bucketProblem(uri: string, what: string, context: RuleContext): string | undefined {
  const bucket = parseS3Uri(uri)?.bucket;
  const found = bucket === undefined ? undefined : context.buckets?.get(bucket);
  if (bucket === undefined || found === undefined) {
    return undefined;
  }
  if (found.state === 'missing' && bucket !== context.defaultBucket) {
    return `The bucket “${bucket}” of the ${what} does not exist. Correct its name or create it.`;
  }
  if (found.state === 'denied') {
    return (
      `The bucket “${bucket}” of the ${what} may not be used with these credentials. ` +
      'Choose another, or ask for s3:ListBucket, s3:GetObject and s3:PutObject.'
    );
  }
  if (
    found.state === 'ready' &&
    found.region &&
    context.region &&
    found.region !== context.region
  ) {
    return (
      `The bucket “${bucket}” of the ${what} is in ${found.region}; the job runs in ` +
      `${context.region}. Choose a bucket in the same Region.`
    );
  }
  return undefined;
}

/** Input, validation and output: V-01 to V-05, V-33 to V-35. */
export const channelRules: Rule[] = [
  {
    id: 'F-01',
    field: 'data',
    severity: 'error',
    check: ({ draft }) => {
      if (!draft.data || dataLabel(draft.data).trim() === '') {
        return problems[draft.problem].data === 'images'
          ? 'No pictures are chosen. Choose a folder with a sub-folder for each class.'
          : 'No data are chosen. Choose a CSV or Parquet file.';
      }
      const uri = draft.data.kind === 's3' ? parseS3Uri(draft.data.uri) : undefined;
      if (draft.data.kind === 's3' && (!uri || draft.data.uri.length > 1024)) {
        return `“${draft.data.uri}” is not an S3 location. Write s3://bucket/path.`;
      }
      return undefined;
    }
  },
  {
    id: 'V-01',
    field: 'validation',
    severity: 'error',
    check: context => {
      const found = types(context);
      return found.length === 1 || [...found].sort().join(' ') === 'training validation'
        ? undefined
        : 'A job takes one training data set and at most one validation data set. Remove the rest.';
    }
  },
  {
    id: 'V-02',
    field: 'data',
    severity: 'error',
    check: context => {
      const found = types(context);
      return found.length === 1 && found[0] !== 'training'
        ? 'A single data set must be the training data. Choose training data first.'
        : undefined;
    }
  },
  {
    id: 'V-03',
    field: 'validation',
    severity: 'error',
    check: ({ plan }) =>
      plan.request.AutoMLJobInputDataConfig?.length === 2 &&
      plan.request.DataSplitConfig?.ValidationFraction !== undefined
        ? 'A validation data set and a validation share exclude each other. Remove one of them.'
        : undefined
  },
  {
    id: 'V-04',
    field: 'validation',
    severity: 'error',
    check: ({ draft, plan, profile, validationProfile: other }) => {
      if (draft.validation.kind !== 'channel') {
        return undefined;
      }
      const { uri, path } = draft.validation;
      if (path === undefined && !parseS3Uri(uri)) {
        return uri === ''
          ? `No validation data are chosen. Choose a ${
              problems[draft.problem].data === 'images' ? 'folder' : 'file'
            }, or write s3://bucket/path.`
          : `“${uri}” is not an S3 location. Write s3://bucket/path.`;
      }
      const place = path ?? uri;
      const kinds = plan.request.AutoMLJobInputDataConfig?.map(channel => channel.ContentType);
      if (problems[draft.problem].data === 'images') {
        return new Set(kinds).size > 1
          ? 'Training and validation pictures need the same content type. Choose image/* for both.'
          : undefined;
      }
      const named = /\.(parquet|pq)$/i.test(place)
        ? contentTypes.parquet
        : /\.csv(\.gz)?$/i.test(place)
          ? contentTypes.csv
          : kinds?.[0];
      if (new Set([...(kinds ?? []), named]).size > 1 || (other && other.format !== draft.format)) {
        return 'Training and validation data must both be CSV or both be Parquet. Convert one.';
      }
      if (profile && other) {
        const missing = (from: DataProfile, to: DataProfile): string[] => {
          const names = new Set(to.columns.map(({ name }) => name));
          return from.columns.map(({ name }) => name).filter(name => !names.has(name));
        };
        const lacking = missing(profile, other);
        const more = missing(other, profile);
        if (lacking.length + more.length > 0) {
          return (
            `The validation data ${lacking.length > 0 ? 'lack' : 'have also'} the column ` +
            `${nameSome((lacking.length > 0 ? lacking : more).map(quoteName))}. ` +
            'Both data sets need the same columns.'
          );
        }
      }
      return undefined;
    }
  },
  {
    id: 'V-05',
    field: 'validation',
    severity: 'error',
    check: ({ draft: { validation } }) => {
      if (validation.kind !== 'split' || validation.fraction.trim() === '') {
        return undefined;
      }
      const fraction = parseDecimal(validation.fraction);
      return fraction === undefined || fraction <= 0 || fraction >= 1
        ? 'The validation share must lie between 0 and 1, e.g. 0.2. Leave it empty for 0.2.'
        : undefined;
    }
  },
  {
    id: 'V-05',
    field: 'validation',
    severity: 'info',
    check: ({ draft: { validation } }) => {
      const fraction = validation.kind === 'split' ? parseDecimal(validation.fraction) : undefined;
      return fraction !== undefined && fraction >= 0.5 && fraction < 1
        ? 'Half or more of the rows are kept for validation. A share below 0.5 is advised.'
        : undefined;
    }
  },
  {
    id: 'F-02',
    field: 'output',
    severity: 'error',
    check: ({ draft }) => {
      if (draft.outputUri.trim() === '') {
        return 'No output location is set. Write s3://bucket/path.';
      }
      if (!parseS3Uri(draft.outputUri)) {
        return `“${draft.outputUri}” is not an S3 location. Write s3://bucket/path.`;
      }
      return draft.outputUri.length > 512
        ? 'The output location is longer than 512 characters. Shorten it.'
        : undefined;
    }
  },
  {
    id: 'V-33',
    field: 'output',
    severity: 'error',
    check: context => bucketProblem(context.draft.outputUri, 'output', context)
  },
  {
    id: 'V-33',
    field: 'data',
    severity: 'error',
    check: context =>
      context.draft.data?.kind === 's3'
        ? bucketProblem(context.draft.data.uri, 'data', context)
        : undefined
  },
  {
    id: 'V-33',
    field: 'validation',
    severity: 'error',
    check: context =>
      // That of a workspace file is the output's.
      context.draft.validation.kind === 'channel' && context.draft.validation.path === undefined
        ? bucketProblem(context.draft.validation.uri, 'validation data', context)
        : undefined
  },
  {
    id: 'V-34',
    field: 'data',
    severity: 'error',
    check: ({ profile }) =>
      profile?.format === 'parquet' && profile.bytes > 2048 * megabyte
        ? `${profile.name} is larger than 2 GB, the most for a single Parquet file. ` +
          'Write the data as several files below one S3 prefix.'
        : undefined
  },
  {
    id: 'V-35',
    field: 'mode',
    severity: 'warning',
    check: ({ draft, profile, cost }) => {
      if (cost === 'free' || draft.problem !== 'tabular' || draft.mode !== 'AUTO') {
        return undefined;
      }
      const objects = profile?.objects;
      const why =
        draft.dataType === 'ManifestFile'
          ? 'Of data in a manifest file the size is not read'
          : objects && (objects.more || objects.count > 1000)
            ? 'There are more than 1,000 objects, so their size is not read'
            : draft.security.subnets.trim() !== ''
              ? 'If the bucket can only be reached from the VPC, the size is not read'
              : draft.data?.kind === 's3' && !profile
                ? 'If the size of the data cannot be read, it is not known'
                : undefined;
      return (
        why &&
        `${why}: Auto then tunes hyperparameters, which takes longer. Choose Ensembling for ` +
          'less than 100 MB.'
      );
    }
  },
  {
    id: 'F-10',
    field: 'dataType',
    severity: 'error',
    check: ({ draft, plan }) => {
      const { dataTypes, label } = problems[draft.problem];
      const wrong = plan.request.AutoMLJobInputDataConfig?.map(
        channel => channel.DataSource?.S3DataSource?.S3DataType
      ).find(type => isKnown(type, allDataTypes) && !dataTypes.some(known => known === type));
      return wrong
        ? `${label} does not take the data type ${wrong}. Choose ${dataTypes.join(', ')}.`
        : undefined;
    }
  },
  {
    id: 'F-10',
    field: 'dataType',
    severity: 'error',
    check: ({ draft }) =>
      draft.dataType !== 'S3Prefix' && draft.data?.kind === 's3' && draft.data.uri.endsWith('/')
        ? 'A manifest is a single file, but this S3 location ends with a slash. Name the file.'
        : undefined
  },
  {
    id: 'F-11',
    field: 'contentType',
    severity: 'error',
    check: ({ draft, plan }) => {
      const { contentTypes: known, label } = problems[draft.problem];
      const wrong = plan.request.AutoMLJobInputDataConfig?.map(channel => channel.ContentType).find(
        type => isKnown(type, allContentTypes) && !known.includes(type)
      );
      return wrong
        ? `${label} does not take the content type ${wrong}. Choose ${known.join(' or ')}.`
        : undefined;
    }
  },
  {
    id: 'F-11',
    field: 'data',
    severity: 'error',
    check: ({ draft }) =>
      draft.compressed && !problems[draft.problem].gzip
        ? `${problems[draft.problem].label} does not read gzip-compressed files. Unpack the file.`
        : undefined
  }
];
