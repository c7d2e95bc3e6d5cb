import { quoteName } from '../preview/problems';
import type { Rule, RuleContext } from './model';

const positions = ['frontfill', 'middlefill', 'backfill', 'futurefill'];
const logicNames = ['zero', 'value', 'nan', 'mean', 'median', 'min', 'max', 'none'];

type Place = [column: string, position: string, logic: string, places: Record<string, string>];

/** Every filled place of a request. */
function places({ plan }: RuleContext): Place[] {
  const filling =
    plan.request.AutoMLProblemTypeConfig.TimeSeriesForecastingJobConfig?.Transformations?.Filling;
  return Object.entries(filling ?? {}).flatMap(([column, all]) =>
    Object.entries(all)
      .filter(([position]) => !position.endsWith('_value'))
      .map(([position, logic]): Place => [column, position, logic, all])
  );
}

/** How gaps are filled: V-22, V-23. */
export const fillingRules: Rule[] = [
  {
    id: 'V-22',
    field: 'filling',
    severity: 'error',
    check: context => {
      const { target, series } = context.draft;
      for (const [column, position, logic] of places(context)) {
        const name = quoteName(column);
        if ([series.timestamp, series.item, ...series.grouping].includes(column)) {
          return `${name} says when or what, so it cannot be filled. Remove its filling.`;
        }
        if (!positions.includes(position) || !logicNames.includes(logic)) {
          return `${name} cannot be filled by ${position}: ${logic}. Choose one of the offered ways.`;
        }
        if (column === target && position === 'futurefill' && logic !== 'none') {
          return `The target ${name} cannot be filled in the future: that is the forecast. Remove it.`;
        }
        if (position === 'frontfill' && logic !== 'none') {
          return `${name} cannot be filled before its first point. Remove frontfill.`;
        }
        if (column !== target && logic === 'nan') {
          return `Only the target can be left unknown (nan), not ${name}. Choose another way.`;
        }
      }
      return undefined;
    }
  },
  {
    id: 'V-23',
    field: 'filling',
    severity: 'error',
    check: context => {
      for (const [column, position, logic, all] of places(context)) {
        const value = all[`${position}_value`];
        if (logic === 'value' && (value === undefined || value === '')) {
          return `${quoteName(column)} is filled with a value, but none is given. Enter it.`;
        }
        if (logic === 'value' && value !== undefined && !/^[a-zA-Z0-9_-]+$/.test(value)) {
          return (
            `${quoteName(column)} cannot be filled with “${value.slice(0, 20)}”: the service takes ` +
            'letters, digits, _ and - alone, so no decimal point. Enter a whole number.'
          );
        }
      }
      return undefined;
    }
  },
  {
    id: 'H-22',
    field: 'filling',
    severity: 'info',
    check: context =>
      places(context).some(
        ([column, , logic]) => column === context.draft.target && logic === 'nan'
      )
        ? 'Leaving gaps of the target unknown (nan) tends to draw forecasts up. The service’s ' +
          'documents disagree on whether it takes nan.'
        : undefined
  }
];
