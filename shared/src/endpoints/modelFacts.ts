/** What a model says about itself, and about the job it came from. */
import { JOB_VARIABLE } from './deploy';

interface ContainerDescription {
  Image?: string;
  ModelDataUrl?: string;
  Environment?: Record<string, string>;
}

/** Answer of `DescribeModel`, as far as it is used. */
export interface ModelDescription {
  ModelName?: string;
  PrimaryContainer?: ContainerDescription;
  Containers?: ContainerDescription[];
}

/** What a model says about itself. */
export interface ModelFacts {
  /** Columns of a CSV answer. */
  outputKeys?: string[];
  /** The model is several containers, one behind the other. */
  pipeline?: boolean;
  /** AutoML job the model came from. */
  jobName?: string;
  /** Model archive and image of the first container. */
  modelDataUrl?: string;
  image?: string;
}

/** @param model - Absent if it could not be read. */
export function modelFacts(model: ModelDescription | undefined): ModelFacts {
  const containers = model?.Containers ?? (model?.PrimaryContainer ? [model.PrimaryContainer] : []);
  const last = containers[containers.length - 1]?.Environment;
  return {
    outputKeys: last?.SAGEMAKER_INFERENCE_OUTPUT?.split(',').map(key => key.trim()),
    ...(containers.length > 1 ? { pipeline: true } : {}),
    jobName: containers[0]?.Environment?.[JOB_VARIABLE],
    modelDataUrl: containers[0]?.ModelDataUrl,
    image: containers[0]?.Image
  };
}
