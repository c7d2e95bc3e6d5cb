import { isObject, patched } from '../patch';
import type { Json, JsonObject } from '../patch';
import type { JobPlan } from '../request';
import { pythonLiteral } from './quote';
import { pythonStores } from './stores';

/** A field of the request and the parameter of the SDK's class that carries it. */
type Names = readonly (readonly [path: string, parameter: string])[];

const limitNames: Names = [
  ['CompletionCriteria.MaxCandidates', 'max_candidates'],
  [
    'CompletionCriteria.MaxRuntimePerTrainingJobInSeconds',
    'max_runtime_per_training_job_in_seconds'
  ],
  ['CompletionCriteria.MaxAutoMLJobRuntimeInSeconds', 'max_total_job_runtime_in_seconds']
];

const algorithmNames: Names = [
  ['CandidateGenerationConfig.AlgorithmsConfig.0.AutoMLAlgorithms', 'algorithms_config']
];

/** The SDK's class of each problem type, with its parameters. */
const classes: Record<string, { name: string; parameters: Names }> = {
  TabularJobConfig: {
    name: 'AutoMLTabularConfig',
    parameters: [
      ['TargetAttributeName', 'target_attribute_name'],
      ['ProblemType', 'problem_type'],
      ['Mode', 'mode'],
      ...algorithmNames,
      ['FeatureSpecificationS3Uri', 'feature_specification_s3_uri'],
      ['SampleWeightAttributeName', 'sample_weight_attribute_name'],
      ['GenerateCandidateDefinitionsOnly', 'generate_candidate_definitions_only'],
      ...limitNames
    ]
  },
  ImageClassificationJobConfig: {
    name: 'AutoMLImageClassificationConfig',
    parameters: limitNames
  },
  TextClassificationJobConfig: {
    name: 'AutoMLTextClassificationConfig',
    parameters: [
      ['ContentColumn', 'content_column'],
      ['TargetLabelColumn', 'target_label_column'],
      ...limitNames
    ]
  },
  TimeSeriesForecastingJobConfig: {
    name: 'AutoMLTimeSeriesForecastingConfig',
    parameters: [
      ['ForecastFrequency', 'forecast_frequency'],
      ['ForecastHorizon', 'forecast_horizon'],
      ['TimeSeriesConfig.ItemIdentifierAttributeName', 'item_identifier_attribute_name'],
      ['TimeSeriesConfig.TargetAttributeName', 'target_attribute_name'],
      ['TimeSeriesConfig.TimestampAttributeName', 'timestamp_attribute_name'],
      ['TimeSeriesConfig.GroupingAttributeNames', 'grouping_attribute_names'],
      ['ForecastQuantiles', 'forecast_quantiles'],
      ['FeatureSpecificationS3Uri', 'feature_specification_s3_uri'],
      // The SDK makes a list of this one code itself.
      ['HolidayConfig.0.CountryCode', 'holiday_config'],
      ['Transformations.Aggregation', 'aggregation'],
      ['Transformations.Filling', 'filling'],
      ...limitNames
    ]
  },
  TextGenerationJobConfig: {
    name: 'AutoMLTextGenerationConfig',
    parameters: [
      ['BaseModelName', 'base_model_name'],
      ['ModelAccessConfig.AcceptEula', 'accept_eula'],
      ['TextGenerationHyperParameters', 'text_generation_hyper_params'],
      ...limitNames
    ]
  }
};

const jobNames: Names = [
  ['OutputDataConfig.S3OutputPath', 'output_path'],
  ['OutputDataConfig.KmsKeyId', 'output_kms_key'],
  ['AutoMLJobObjective', 'job_objective'],
  ['DataSplitConfig.ValidationFraction', 'validation_fraction'],
  ['ModelDeployConfig.AutoGenerateEndpointName', 'auto_generate_endpoint_name'],
  ['ModelDeployConfig.EndpointName', 'endpoint_name'],
  ['RoleArn', 'role'],
  ['SecurityConfig.VolumeKmsKeyId', 'volume_kms_key'],
  ['SecurityConfig.EnableInterContainerTrafficEncryption', 'encrypt_inter_container_traffic'],
  ['SecurityConfig.VpcConfig', 'vpc_config'],
  ['Tags', 'tags']
];

const channelNames: Names = [
  ['DataSource.S3DataSource.S3DataType', 's3_data_type'],
  ['DataSource.S3DataSource.S3Uri', 's3_uri'],
  ['ChannelType', 'channel_type'],
  ['CompressionType', 'compression_type'],
  ['ContentType', 'content_type']
];

/** The job with the classes of the SageMaker Python SDK, version 2. */
export function sdkCode(plan: JobPlan): string {
  const { imports, lines } = pythonStores(plan);
  const request = JSON.parse(JSON.stringify(plan.request)) as JsonObject;
  const problem = isObject(request.AutoMLProblemTypeConfig) ? request.AutoMLProblemTypeConfig : {};
  const [member = '', config = {}] = Object.entries(problem)[0] ?? [];
  const known = classes[member];
  if (!known || !isObject(config)) {
    return `# The SageMaker Python SDK has no class for ${JSON.stringify(member)}: use boto3.\n`;
  }
  const beyond = [
    ...leftOver(config, known.parameters, `${member}.`),
    ...leftOver(request, [
      ...jobNames,
      ['AutoMLJobName', ''],
      ['AutoMLJobInputDataConfig', ''],
      ['AutoMLProblemTypeConfig', '']
    ])
  ];
  if (beyond.length > 0) {
    const words = beyond.map(path => JSON.stringify(path)).join(', ');
    return `# The SageMaker Python SDK has no parameter for ${words}: use Python (boto3).\n`;
  }
  const channels = Array.isArray(request.AutoMLJobInputDataConfig)
    ? request.AutoMLJobInputDataConfig
    : [];
  const code = [
    '# pip install "sagemaker<3"',
    ...imports,
    ...(imports.length > 0 ? [''] : []),
    ...(lines.length > 0 ? ['import boto3'] : []),
    'from sagemaker.automl.automlv2 import (',
    '    AutoMLDataChannel,',
    `    ${known.name},`,
    '    AutoMLV2,',
    ')',
    '',
    ...lines,
    'job = AutoMLV2(',
    `    problem_config=${call(known.name, config, known.parameters, 1)},`,
    ...parameters(request, jobNames, 0),
    ')',
    'job.fit(',
    '    inputs=[',
    ...channels.map(channel => `        ${call('AutoMLDataChannel', channel, channelNames, 2)},`),
    '    ],',
    `    job_name=${pythonLiteral(request.AutoMLJobName)},`,
    '    wait=False,',
    ')'
  ];
  return `${code.join('\n')}\n`;
}

function call(name: string, value: Json, names: Names, indent: number): string {
  const given = parameters(value, names, indent);
  const end = '    '.repeat(indent);
  return given.length === 0 ? `${name}()` : `${name}(\n${given.join('\n')}\n${end})`;
}

function parameters(value: Json, names: Names, indent: number): string[] {
  const pad = '    '.repeat(indent + 1);
  return names.flatMap(([path, parameter]) => {
    const found = at(value, path);
    return found === undefined ? [] : [`${pad}${parameter}=${pythonLiteral(found, indent + 1)},`];
  });
}

/** What stands at a path such as `A.0.B`. */
function at(value: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((found, key) => {
    if (Array.isArray(found)) {
      return found[Number(key)];
    }
    return isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }, value);
}

/** Leaves of a value that none of the paths covers. */
function leftOver(value: JsonObject, names: Names, prefix = ''): string[] {
  const covered = names.map(([path]) => path);
  const walk = (inner: Json, path: string): string[] => {
    if (covered.includes(path)) {
      return [];
    }
    const entries = Array.isArray(inner)
      ? inner.map((item, index) => [String(index), item] as const)
      : isObject(inner)
        ? Object.entries(inner)
        : undefined;
    return entries
      ? entries.flatMap(([key, item]) => walk(item, path === '' ? key : `${path}.${key}`))
      : [prefix + path];
  };
  return walk(patched(undefined, value), '');
}
