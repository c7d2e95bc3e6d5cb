import { nameSome, quoteName } from '../preview/problems';
import { baseModels, defaultBaseModel, hyperParameters } from '../problems/baseModels';
import type { BaseModel } from '../problems/baseModels';
import type { DataProfile } from '../preview';
import type { Rule, RuleContext } from './model';
import { singleCandidate } from './single';

function modelOf({ plan }: RuleContext): BaseModel | undefined {
  const chosen = plan.request.AutoMLProblemTypeConfig.TextGenerationJobConfig?.BaseModelName;
  return baseModels.find(({ name }) => name === (chosen || defaultBaseModel));
}

/** What is wrong with the columns of one data set. */
export function wrongColumns(profile: DataProfile | undefined, what: string): string | undefined {
  const names = profile?.columns.map(({ name }) => name) ?? [];
  if (names.length === 0) {
    return undefined;
  }
  const lacking = ['input', 'output'].filter(name => !names.includes(name));
  if (lacking.length > 0) {
    return (
      `The ${what} lack the column ${nameSome(lacking.map(quoteName))}. Name the columns of ` +
      'prompts and answers input and output.'
    );
  }
  const other = names.filter(name => name !== 'input' && name !== 'output');
  return other.length > 0
    ? `The ${what} have more columns than input and output: ${nameSome(other.map(quoteName))}. ` +
        'Remove them from the file.'
    : undefined;
}

/** Letters of a token in a usual text. */
export const usualLetters = 4;

/** Share of the rows looked at whose prompt or answer has more tokens than a model reads. */
export function longerThan(
  profile: DataProfile | undefined,
  tokens: number,
  lettersPerToken: number
): number {
  const shares = ['input', 'output'].map(name => {
    const lengths = profile?.columns.find(column => column.name === name)?.lengths ?? [];
    const long = lengths.filter(length => length > tokens * lettersPerToken);
    return lengths.length > 0 ? long.length / lengths.length : 0;
  });
  return Math.max(...shares);
}

/** Share of rows that are surely or probably too long, by letters per token. */
function truncated(context: RuleContext, lettersPerToken: number): number {
  return longerThan(context.profile, modelOf(context)?.context ?? Infinity, lettersPerToken);
}

function count(rows: number): string {
  return rows.toLocaleString('en');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Language models: V-14, V-26 to V-31. */
export const llmRules: Rule[] = [
  singleCandidate,
  {
    id: 'F-16',
    field: 'problem',
    severity: 'error',
    check: ({ cost }) =>
      cost === 'free'
        ? 'Fine-tuning a language model needs Amazon SageMaker; the local engine has no such ' +
          'machines. Choose an AWS backend, or copy the code and run it there.'
        : undefined
  },
  {
    id: 'F-16',
    field: 'problem',
    severity: 'info',
    check: ({ cost, region }) =>
      cost === 'billed'
        ? 'Fine-tuning works in Regions that have SageMaker Canvas, and the role needs ' +
          's3:GetObject, s3:PutObject and s3:ListBucket on ' +
          `arn:aws:s3:::jumpstart-cache-prod-${region || 'REGION'} and what is in it.`
        : undefined
  },
  {
    id: 'F-17',
    field: 'baseModel',
    severity: 'warning',
    check: context => {
      const name =
        context.plan.request.AutoMLProblemTypeConfig.TextGenerationJobConfig?.BaseModelName;
      return name && !modelOf(context)
        ? `${quoteName(name)} is not among the models known here; it is sent as it is.`
        : undefined;
    }
  },
  {
    id: 'V-26',
    field: 'data',
    severity: 'error',
    check: ({ profile, validationProfile }) =>
      wrongColumns(profile, 'data') ?? wrongColumns(validationProfile, 'validation data')
  },
  {
    id: 'V-27',
    field: 'data',
    severity: 'error',
    check: context => {
      const model = modelOf(context);
      const { profile, validationProfile: other } = context;
      const rows =
        (profile?.rows.exact ? profile.rows.count : 0) + (other?.rows.exact ? other.rows.count : 0);
      return model && rows > model.rows
        ? `The data have ${count(rows)} rows; ${model.label} takes at most ` +
            `${count(model.rows)}, training and ` +
            'validation together. Take fewer rows, or another model.'
        : undefined;
    }
  },
  {
    id: 'V-27',
    field: 'data',
    severity: 'warning',
    check: context => {
      const model = modelOf(context);
      const rows = context.profile?.rows;
      return model && rows && !rows.exact && rows.count > model.rows
        ? `The data seem to have about ${count(rows.count)} rows; ${model.label} takes at most ` +
            `${count(model.rows)}. Count them before you start.`
        : undefined;
    }
  },
  {
    id: 'H-27',
    field: 'data',
    severity: 'info',
    check: context => {
      const model = modelOf(context);
      const rows = context.profile?.rows;
      if (!rows?.exact || rows.count === 0 || rows.count >= 1000) {
        return undefined;
      }
      return model?.rows === 1000
        ? `1,000 rows or more are advised, and ${model.label} takes exactly 1,000 at most.`
        : '1,000 rows or more are advised.';
    }
  },
  {
    // Even eight letters a token are too many tokens.
    id: 'V-28',
    field: 'data',
    severity: 'error',
    check: context => {
      const share = truncated(context, 8);
      return share > 0.6
        ? `${percent(share)} of the rows looked at are longer than the ` +
            `${modelOf(context)?.context} tokens of the model; the job fails above 60 %. ` +
            'Shorten them, or choose a model with a longer context.'
        : undefined;
    }
  },
  {
    id: 'V-28',
    field: 'data',
    severity: 'warning',
    check: context => {
      const share = truncated(context, usualLetters);
      return share > 0 && truncated(context, 8) <= 0.6
        ? `About ${percent(share)} of the rows looked at are longer than the ` +
            `${modelOf(context)?.context} tokens of the model and would be cut` +
            `${share > 0.6 ? '; the job fails above 60 %' : ''}. Shorten them.`
        : undefined;
    }
  },
  {
    id: 'V-29',
    field: 'eula',
    severity: 'error',
    check: context => {
      const config = context.plan.request.AutoMLProblemTypeConfig.TextGenerationJobConfig;
      return modelOf(context)?.licence && config?.ModelAccessConfig?.AcceptEula !== true
        ? `${modelOf(context)?.label} has a licence that must be accepted. Read it, then tick the box.`
        : undefined;
    }
  },
  ...hyperParameters.map(({ id, label, min, max, whole }): Rule => ({
    id: 'V-30',
    field: id,
    severity: 'error',
    check: ({ draft }) => {
      const text = draft.llm[id].trim();
      if (text === '') {
        return undefined;
      }
      const value = /^\d*\.?\d+$|^\d+\.$/.test(text) ? Number(text) : NaN;
      return text.length <= 16 &&
        value >= min &&
        value <= max &&
        (!whole || Number.isInteger(value))
        ? undefined
        : `${label} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}` +
            `${whole ? '' : ', with 16 characters at most'}. Leave it empty for the default.`;
    }
  })),
  {
    id: 'V-31',
    field: 'objective',
    severity: 'error',
    check: ({ plan }) =>
      plan.request.AutoMLJobObjective
        ? 'A language model is tuned on its loss; no objective can be set. Remove ' +
          'AutoMLJobObjective from the request.'
        : undefined
  }
];
