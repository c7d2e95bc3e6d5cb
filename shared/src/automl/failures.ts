/** A failure in plain words, with what to do next. */
export interface FailureAdvice {
  /** What happened; the service's own words are shown beside it. */
  text: string;
  /** The next step. */
  step: string;
}

const advice: { pattern: RegExp; text: string; step: string }[] = [
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
