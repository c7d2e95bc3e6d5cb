/** A failure in plain words, with what to do next. */
export interface FailureAdvice {
  /** What happened; the service's own words are shown beside it. */
  text: string;
  /** The next step. */
  step: string;
}

const advice: { pattern: RegExp; text: string; step: string }[] = [
  {
    pattern: /truncat|context (length|limit|window)/i,
    text: 'Too many rows are longer than the model can read.',
    step: 'Shorten the inputs and outputs, or choose a base model with a longer context.'
  },
  {
    pattern: /(eula|licen[cs]e|end.user)/i,
    text: 'The licence of the base model was not accepted.',
    step: 'Read it in the model’s card, accept it in the form and start again.'
  },
  {
    pattern: /jumpstart-cache|jumpstart.*bucket/i,
    text: 'The job’s role may not read the bucket of base models.',
    step: 'Give the role s3:GetObject and s3:ListBucket on jumpstart-cache-prod-REGION.'
  },
  {
    pattern: /internal server ?error|InternalServerError|CUDA|batch ?size/i,
    text: 'The training machine gave up, most often for lack of memory.',
    step: 'Lower batchSize, and read the logs of the training job for the cause.'
  },
  {
    pattern: /(horizon|histor(y|ical)).*(long|short|few|least|more)|not enough history/i,
    text: 'The series are too short for this horizon.',
    step: 'Add history, or forecast fewer steps: at most a quarter of the steps in the data.'
  },
  {
    pattern: /timestamp|date format|frequency/i,
    text: 'The times in the data do not fit the frequency asked for.',
    step: 'Check the timestamp column and its format, and choose the frequency of the data or a coarser one.'
  },
  {
    pattern: /(image|picture|png|jpe?g).*(read|decod|corrupt|unsupported|none|no )/i,
    text: 'The pictures cannot be used.',
    step: 'Keep PNG and JPEG files in one folder per class, and remove damaged ones.'
  },
  {
    pattern: /KMS|kms:|encryption key/i,
    text: 'The encryption key cannot be used.',
    step: 'Give the role kms:Decrypt and kms:GenerateDataKey on the key, then start again.'
  },
  {
    pattern: /subnet|security group|VPC|network interface/i,
    text: 'The private network does not let the job work.',
    step: 'Choose subnets that reach the input and output buckets, for instance by an S3 gateway endpoint.'
  },
  {
    pattern: /header|column.*(not found|missing|mismatch|does not exist)|schema/i,
    text: 'The columns of the data are not those that the job was told.',
    step: 'Compare the header of each file with the target and the features of the job.'
  },
  {
    pattern: /MaxAutoMLJobRuntime|(time|runtime) (limit|ran out)|timed? ?out/i,
    text: 'The time ended before a model was built.',
    step: 'Give the job more time, or fewer candidates.'
  },
  {
    pattern: /AccessDenied|not authorized|access denied|forbidden/i,
    text: 'The job’s role may not read the data or write the results.',
    step: 'Give the role s3:GetObject, s3:PutObject and s3:ListBucket on both buckets, then start again.'
  },
  {
    pattern: /ResourceLimitExceeded|quota|limit exceeded/i,
    text: 'The account’s quota for this kind of machine or job is used up.',
    step: 'Stop other jobs, or ask for a higher quota in Service Quotas, then start again.'
  },
  {
    pattern: /No space left|disk (is )?full|ENOSPC/i,
    text: 'The disk is full.',
    step: 'Free some space, then start the job again; finished jobs are not touched.'
  },
  {
    pattern: /out of memory|MemoryError|OOM|killed by signal 9|memory limit/i,
    text: 'The memory did not suffice for this data set.',
    step: 'Deselect columns, sample the rows, or run the job on AWS.'
  },
  {
    pattern: /engine (was |has )?(stopped|restarted|killed|ended)|interrupted/i,
    text: 'The engine ended while the job ran.',
    step: 'Start the job again; candidates that had finished are kept.'
  },
  {
    pattern: /NoSuchBucket|bucket .*does not exist/i,
    text: 'The bucket does not exist.',
    step: 'Correct the location of the data or the output.'
  },
  {
    pattern: /NoSuchKey|no (data )?(file|object)s? (was |were )?found|vanished/i,
    text: 'The data were not found.',
    step: 'Check the location; S3 keys are case sensitive.'
  },
  {
    pattern: /confidence|problem ?type.*(infer|determin)|infer.*problem ?type/i,
    text: 'The kind of problem could not be told from the target.',
    step: 'Start again and choose binary, multiclass or regression.'
  },
  {
    pattern: /500 rows|too few rows|not enough (rows|data)|single (data )?row/i,
    text: 'The data have too few rows.',
    step: 'Add rows: 500 or more are advised.'
  },
  {
    pattern: /(one|single|only 1) (class|value)|constant target/i,
    text: 'The target has a single value, so there is nothing to learn.',
    step: 'Choose another target, or add rows of other classes.'
  }
];

/**
 * Plain words for a `FailureReason`.
 *
 * @returns `undefined` if there is nothing to add to the service's own words.
 */
export function failureAdvice(reason: string): FailureAdvice | undefined {
  const found = advice.find(({ pattern }) => pattern.test(reason));
  return found && { text: found.text, step: found.step };
}

/** What became of one part of a job, from a `PartialFailureMessage` or a secondary status. */
export interface PartialFailure extends Partial<FailureAdvice> {
  /** The service's own words. */
  message: string;
  /** Which part, in plain words; absent if it cannot be told. */
  part?: string;
}

const parts: { pattern: RegExp; part: string; text: string; step: string }[] = [
  {
    pattern: /explainab|shap|clarify/i,
    part: 'Explanation',
    text: 'The best candidate has no explanation.',
    step: 'The models can be used. Run the job again for an explanation, or deploy with online explanations.'
  },
  {
    pattern: /model ?insights|quality report|performance report/i,
    part: 'Quality report',
    text: 'The best candidate has no quality report.',
    step: 'The metrics in the leaderboard still hold.'
  },
  {
    pattern: /deploy|endpoint/i,
    part: 'Deployment',
    text: 'The best candidate was not deployed.',
    step: 'The model is there: deploy it below, on a machine that the account has quota for.'
  },
  {
    pattern: /notebook|data exploration/i,
    part: 'Notebooks',
    text: 'A notebook was not written.',
    step: 'The models can be used.'
  },
  {
    pattern: /candidate|training job|trial|algorithm/i,
    part: 'Candidates',
    text: 'Some candidates failed.',
    step: 'The others can be used; the reasons stand beside the candidates.'
  }
];

/** Plain words for a partial failure. */
export function partialFailure(message: string): PartialFailure {
  const found = parts.find(({ pattern }) => pattern.test(message));
  // Why it failed is told by the same words as for whole jobs.
  const cause = failureAdvice(message);
  return {
    message,
    ...(found ? { part: found.part, text: found.text, step: cause?.step ?? found.step } : {}),
    ...(!found && cause ? cause : {})
  };
}

/** Parts that a secondary status says have failed, when no message does. */
export function statusFailure(secondary: string | undefined): PartialFailure | undefined {
  const messages: Record<string, string> = {
    ExplainabilityError: 'The explainability report failed.',
    ModelInsightsError: 'The model insights report failed.',
    ModelDeploymentError: 'The deployment failed.'
  };
  return secondary !== undefined && Object.hasOwn(messages, secondary)
    ? partialFailure(messages[secondary] as string)
    : undefined;
}
