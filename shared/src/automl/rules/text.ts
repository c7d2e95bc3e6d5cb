import { quoteName } from '../preview/problems';
import type { Field, Rule, RuleContext } from './model';
import { knownObjective, singleCandidate } from './single';

/** A column that must be chosen and be in the data. */
export function columnRule(
  id: string,
  field: Field,
  what: string,
  nameOf: (context: RuleContext) => string
): Rule {
  return {
    id,
    field,
    severity: 'error',
    check: context => {
      const name = nameOf(context);
      if (name === '') {
        return `No ${what} is chosen. Choose one.`;
      }
      if (name.length > 256) {
        return `The name of the ${what} is longer than 256 characters. Rename the column.`;
      }
      const columns = context.profile?.columns ?? [];
      return columns.length > 0 && !columns.some(column => column.name === name)
        ? `The data have no column ${quoteName(name)}. Choose one of its columns; names are ` +
            'case sensitive.'
        : undefined;
    }
  };
}

/** Texts: V-14, V-15. */
export const textRules: Rule[] = [
  singleCandidate,
  knownObjective(['Accuracy']),
  columnRule('F-14', 'content', 'text column', ({ draft }) => draft.content),
  columnRule('F-14', 'target', 'class column', ({ draft }) => draft.target),
  {
    id: 'V-15',
    field: 'target',
    severity: 'error',
    check: ({ draft }) =>
      draft.target !== '' && draft.content === draft.target
        ? 'The texts and their classes need columns of their own. Choose another one.'
        : undefined
  },
  {
    id: 'D-20',
    field: 'target',
    severity: 'error',
    check: ({ draft, profile }) => {
      const column = profile?.columns.find(({ name }) => name === draft.target);
      if (!column || !profile?.rows.exact || column.present === 0 || column.distinct > 1) {
        return undefined;
      }
      return (
        `${quoteName(draft.target)} has the single value ` +
        `${quoteName(column.top[0]?.value ?? '')}; nothing can be learned from it. ` +
        'Choose a column with two or more classes.'
      );
    }
  },
  {
    id: 'D-21',
    field: 'target',
    severity: 'warning',
    check: ({ draft, profile }) => {
      const column = profile?.columns.find(({ name }) => name === draft.target);
      return column && column.distinct > 20 && column.distinct > column.present / 2
        ? `${quoteName(draft.target)} has ${column.distinct} different values in ` +
            `${column.present} rows. Classes should repeat: is this the right column?`
        : undefined;
    }
  }
];
