import { nameSome, quoteName } from '../preview/problems';
import type { Rule } from './model';

const ensembleTypes = ['numeric', 'categorical', 'text', 'datetime'];

/** Weights and features: V-10 to V-12. */
export const featureRules: Rule[] = [
  {
    id: 'V-10',
    field: 'weight',
    severity: 'error',
    check: ({ draft, profile }) => {
      const { weight } = draft;
      if (weight === '') {
        return undefined;
      }
      if (weight === draft.target) {
        return 'The target cannot be the weight. Choose another column.';
      }
      if (draft.mode === 'HYPERPARAMETER_TUNING') {
        return 'Weights only work with Ensembling. Choose that mode, or no weights.';
      }
      if (!/^[a-zA-Z0-9_-]{1,256}$/.test(weight)) {
        return (
          `The weight column ${quoteName(weight)} may only have letters, digits, _ and - in its ` +
          'name. Rename it.'
        );
      }
      const column = profile?.columns.find(({ name }) => name === weight);
      if (profile && profile.columns.length > 0 && !column) {
        return `The data have no column ${quoteName(weight)}. Choose one of its columns.`;
      }
      if (column && column.present > 0 && column.numbers < 0.95) {
        return `Weights must be numbers, but ${quoteName(weight)} holds text. Choose another column.`;
      }
      return (column?.min ?? 0) < 0
        ? `Weights must not be negative, but ${quoteName(weight)} goes down to ${column?.min}. ` +
            'Correct the column or choose another.'
        : undefined;
    }
  },
  {
    id: 'V-10',
    field: 'weight',
    severity: 'warning',
    check: ({ draft }) =>
      draft.weight !== '' && draft.mode === 'AUTO'
        ? 'Weights only work with Ensembling, which Auto takes for less than 100 MB. ' +
          'Choose Ensembling to be sure.'
        : undefined
  },
  {
    id: 'V-10',
    field: 'weight',
    severity: 'info',
    check: ({ draft, profile }) => {
      const column = profile?.columns.find(({ name }) => name === draft.weight);
      return column && column.missing > 0
        ? `${Math.max(1, Math.round(column.missing * 100))} % of the rows looked at have no ` +
            `${quoteName(column.name)}: rows without a weight are left out.`
        : undefined;
    }
  },
  {
    id: 'V-11',
    field: 'features',
    severity: 'error',
    check: ({ draft, plan, profile }) => {
      const spec = plan.featureSpec?.content;
      if (!spec) {
        return undefined;
      }
      const names = spec.FeatureAttributeNames ?? Object.keys(spec.FeatureDataTypes ?? {});
      if (names.length === 0) {
        return 'No feature is left. Select at least one column besides the target.';
      }
      if (names.includes(draft.target)) {
        return `The target ${quoteName(draft.target)} cannot be a feature. Deselect it.`;
      }
      if (new Set(names).size < names.length) {
        return 'Two features have the same name. Give every column its own name.';
      }
      const columns = new Set(profile?.columns.map(({ name }) => name));
      const unknown = names.filter(name => !columns.has(name));
      return profile && unknown.length > 0
        ? `The data have no column ${nameSome(unknown.map(quoteName))}. Names are case sensitive.`
        : undefined;
    }
  },
  {
    id: 'V-12',
    field: 'features',
    severity: 'error',
    check: ({ draft, plan }) => {
      const types = Object.entries(plan.featureSpec?.content.FeatureDataTypes ?? {});
      const allowed =
        draft.mode === 'HYPERPARAMETER_TUNING' ? [...ensembleTypes, 'sequence'] : ensembleTypes;
      const wrong = types.find(([, type]) => !allowed.includes(type));
      return wrong
        ? `Column ${quoteName(wrong[0])} cannot have the type ${wrong[1]} in this mode. ` +
            `Choose ${allowed.join(', ')}.`
        : undefined;
    }
  }
];
