/**
 * What a classifier's answer holds: set by environment variables of its containers before
 * `CreateModel`, since a model cannot be changed afterwards.
 */

export type ResponseKey = 'predicted_label' | 'probability' | 'probabilities' | 'labels';

/** Everything a container can be asked for, in the order of the answer's columns. */
export const RESPONSE_KEYS: readonly ResponseKey[] = [
  'predicted_label',
  'probability',
  'probabilities',
  'labels'
];

/** One of a candidate's `InferenceContainers`. */
export interface InferenceContainer {
  Image: string;
  ModelDataUrl: string;
  Environment?: Record<string, string>;
}

/**
 * The containers with `SAGEMAKER_INFERENCE_OUTPUT` (and `…_INPUT` where one reads another's
 * answer) set to the wanted keys that each supports. Containers that do not say what they
 * support (regression, feature transforms) stay as they are.
 */
export function withResponseKeys(
  containers: readonly InferenceContainer[],
  wanted: readonly ResponseKey[] = RESPONSE_KEYS
): InferenceContainer[] {
  let previous: string | undefined;
  return containers.map(container => {
    const environment = container.Environment ?? {};
    const supported = environment.SAGEMAKER_INFERENCE_SUPPORTED?.split(',').map(k => k.trim());
    if (!supported) {
      return container;
    }
    const reads = environment.SAGEMAKER_INFERENCE_INPUT !== undefined && previous !== undefined;
    // Only the labels are made by a container that reads another's answer.
    const given = reads ? [...(previous as string).split(','), 'labels'] : RESPONSE_KEYS;
    const keys = RESPONSE_KEYS.filter(
      key => wanted.includes(key) && supported.includes(key) && given.includes(key)
    );
    const output = (keys.length > 0 ? keys : ['predicted_label']).join(',');
    const next = {
      ...environment,
      SAGEMAKER_INFERENCE_OUTPUT: output,
      ...(reads ? { SAGEMAKER_INFERENCE_INPUT: previous as string } : {})
    };
    previous = output;
    return { ...container, Environment: next };
  });
}

/** What the last of these containers can be asked for; empty if they do not say. */
export function supportedKeys(containers: readonly InferenceContainer[]): ResponseKey[] {
  const last = withResponseKeys(containers).at(-1);
  const output = last?.Environment?.SAGEMAKER_INFERENCE_SUPPORTED
    ? last.Environment.SAGEMAKER_INFERENCE_OUTPUT
    : undefined;
  return RESPONSE_KEYS.filter(key => output?.split(',').includes(key));
}
