import { defaultObjective } from './metrics';
import { featureSpecUri, inputUri } from './draft';
import { contentTypes } from './types';
import type { DataProfile } from './preview';
import type { JobDraft } from './draft';
import type { JobRequest, TabularConfig } from './types';

/** Content of the feature specification file. */
export interface FeatureSpec {
  /** Absent: every column but the target. */
  FeatureAttributeNames?: string[];
  FeatureDataTypes?: Record<string, string>;
}

/** Everything that starting a draft comes to. */
export interface JobPlan {
  request: JobRequest;
  /** Workspace file to upload first. */
  upload?: { path: string; uri: string };
  /** Feature specification to write first. */
  featureSpec?: { uri: string; content: FeatureSpec };
}

/**
 * What the button does. Total: an incomplete draft gives an incomplete request, which the
 * rules refuse.
 *
 * @param profile - The data's columns; without it no feature specification can be made.
 */
export function planJob(draft: JobDraft, profile?: DataProfile): JobPlan {
  const content = featureSpec(draft, profile);
  const uri = featureSpecUri(draft);
  const request: JobRequest = {
    AutoMLJobName: draft.name,
    AutoMLJobInputDataConfig: channels(draft),
    OutputDataConfig: {
      S3OutputPath: draft.outputUri,
      ...(draft.kmsKeyId ? { KmsKeyId: draft.kmsKeyId } : {})
    },
    AutoMLProblemTypeConfig: {
      TabularJobConfig: tabularConfig(draft, content ? uri : undefined)
    },
    RoleArn: draft.roleArn
  };
  const objective =
    draft.objective || (draft.problemType === 'auto' ? '' : defaultObjective(draft.problemType));
  if (objective) {
    request.AutoMLJobObjective = {
      MetricName: objective as NonNullable<JobRequest['AutoMLJobObjective']>['MetricName']
    };
  }
  const fraction = parseDecimal(draft.validation.kind === 'split' ? draft.validation.fraction : '');
  if (fraction !== undefined) {
    request.DataSplitConfig = { ValidationFraction: fraction };
  }
  if (draft.deploy.kind === 'generated') {
    request.ModelDeployConfig = { AutoGenerateEndpointName: true };
  } else if (draft.deploy.kind === 'named') {
    request.ModelDeployConfig = {
      AutoGenerateEndpointName: false,
      ...(draft.deploy.name ? { EndpointName: draft.deploy.name } : {})
    };
  }
  if (draft.tags.length > 0) {
    request.Tags = draft.tags.map(({ key, value }) => ({ Key: key, Value: value }));
  }
  return {
    request,
    ...(draft.data?.kind === 'file'
      ? { upload: { path: draft.data.path, uri: inputUri(draft) } }
      : {}),
    ...(content ? { featureSpec: { uri, content } } : {})
  };
}

/** The content of the feature specification, or nothing if the defaults stand. */
export function featureSpec(draft: JobDraft, profile?: DataProfile): FeatureSpec | undefined {
  if (!profile) {
    return undefined;
  }
  const left = new Set([...draft.excluded, draft.target, draft.weight]);
  const names = profile.columns.map(({ name }) => name).filter(name => !left.has(name));
  const used = new Set(names);
  const types = Object.entries(draft.types).filter(([name]) => used.has(name));
  const excluded = draft.excluded.some(name => name !== draft.target && name !== draft.weight);
  if (!excluded && types.length === 0) {
    return undefined;
  }
  return {
    ...(excluded ? { FeatureAttributeNames: names } : {}),
    ...(types.length > 0 ? { FeatureDataTypes: Object.fromEntries(types) } : {})
  };
}

function channels(draft: JobDraft): JobRequest['AutoMLJobInputDataConfig'] {
  const channel = (type: 'training' | 'validation', uri: string) => ({
    ChannelType: type,
    ContentType: contentTypes[draft.format],
    CompressionType: draft.compressed ? ('Gzip' as const) : ('None' as const),
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: uri } }
  });
  const training = channel('training', inputUri(draft));
  return draft.validation.kind === 'channel'
    ? [training, channel('validation', draft.validation.uri)]
    : [training];
}

function tabularConfig(draft: JobDraft, specUri: string | undefined): TabularConfig {
  const criteria = {
    MaxCandidates: parseWhole(draft.maxCandidates),
    MaxRuntimePerTrainingJobInSeconds: parseWhole(draft.maxSecondsPerTrial),
    MaxAutoMLJobRuntimeInSeconds: parseWhole(draft.maxSeconds)
  };
  const limits = Object.entries(criteria).filter(([, value]) => value !== undefined);
  return {
    TargetAttributeName: draft.target,
    ...(draft.problemType === 'auto' ? {} : { ProblemType: draft.problemType }),
    ...(draft.mode === 'AUTO' ? {} : { Mode: draft.mode }),
    ...(draft.algorithms.length > 0
      ? {
          CandidateGenerationConfig: {
            AlgorithmsConfig: [{ AutoMLAlgorithms: [...draft.algorithms] }]
          }
        }
      : {}),
    ...(limits.length > 0 ? { CompletionCriteria: Object.fromEntries(limits) } : {}),
    ...(specUri ? { FeatureSpecificationS3Uri: specUri } : {}),
    ...(draft.weight ? { SampleWeightAttributeName: draft.weight } : {})
  };
}

/** A typed whole number; `undefined` if empty or none. */
export function parseWhole(text: string): number | undefined {
  return /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
}

/** A typed decimal number; `undefined` if empty or none. */
export function parseDecimal(text: string): number | undefined {
  return /^\s*(\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : undefined;
}
