import { useMemo, type ReactElement } from 'react';
import {
  aggregations,
  countries,
  countryCodes,
  logics,
  positionWords,
  positions
} from '../../../automl/problems/seriesFields';
import type { Fill, Position, SeriesDraft } from '../../../automl/problems/seriesFields';
import { SelectField, TextField } from '../../parts';
import type { FormProps } from '../form';

/** Columns that can be filled one by one; the request takes 50. */
const most = 20;

/** How finer data are rolled up, gaps filled, and whose holidays count. */
export function SeriesChanges(props: FormProps): ReactElement {
  const { host, draft, profile, errorOf, showErrors, onChange } = props;
  const { series, target } = draft;
  const names = useMemo(() => countries(host.locale), [host.locale]);
  const set = (part: Partial<SeriesDraft>): void =>
    onChange(now => ({ ...now, series: { ...now.series, ...part } }));
  const taken = [series.timestamp, series.item, ...series.grouping];
  const others = (profile?.columns ?? []).filter(
    ({ name, type }) =>
      type === 'numeric' &&
      name !== target &&
      !taken.includes(name) &&
      !draft.excluded.includes(name)
  );
  const columns = [...(target ? [target] : []), ...others.map(({ name }) => name)];
  const fillingError = errorOf('filling');
  return (
    <div className="ph-Stack">
      <div className="ph-Columns">
        <SelectField
          label="Roll up by"
          hint="When the data are finer than the frequency; of the target alone."
          value={series.aggregation || 'auto'}
          choices={[
            { value: 'auto', label: 'Default (sum)' },
            ...aggregations.map(how => ({ value: how, label: how })),
            ...(series.aggregation && !aggregations.some(how => how === series.aggregation)
              ? [{ value: series.aggregation, label: series.aggregation }]
              : [])
          ]}
          onChange={how => set({ aggregation: how === 'auto' ? '' : how })}
        />
        <SelectField
          label="Holidays"
          hint="One country’s, for every item."
          error={errorOf('country')}
          showError={showErrors}
          value={series.country || 'none'}
          choices={[
            { value: 'none', label: 'None' },
            ...names.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
            ...(series.country && !countryCodes.includes(series.country)
              ? [{ value: series.country, label: series.country }]
              : [])
          ]}
          onChange={code => set({ country: code === 'none' ? '' : code })}
        />
      </div>
      {columns.slice(0, most).map(column => (
        <fieldset className="ph-RadioGroup" key={column}>
          <legend className="ph-Field-label">{`Gaps of ${column}`}</legend>
          <div className="ph-Columns">
            {positions
              .filter(position => column !== target || position !== 'futurefill')
              .map(position => (
                <FillField
                  key={position}
                  column={column}
                  position={position}
                  isTarget={column === target}
                  fill={series.filling[column]?.[position]}
                  onFill={fill =>
                    onChange(now => {
                      const before = now.series.filling[column] ?? {};
                      const filling = Object.entries(now.series.filling).filter(
                        ([name]) => name !== column
                      );
                      return {
                        ...now,
                        series: {
                          ...now.series,
                          filling: Object.fromEntries([
                            ...filling,
                            [column, { ...before, [position]: fill }]
                          ])
                        }
                      };
                    })
                  }
                />
              ))}
          </div>
        </fieldset>
      ))}
      {columns.length > most && (
        <p className="ph-muted">
          {`${columns.length - most} more columns can be filled in the request (JSON).`}
        </p>
      )}
      {fillingError && (
        <div className="ph-Field-error" role="alert">
          {fillingError}
        </div>
      )}
    </div>
  );
}

interface FillFieldProps {
  column: string;
  position: Position;
  isTarget: boolean;
  fill: Fill | undefined;
  onFill: (fill: Fill | undefined) => void;
}

function FillField({ column, position, isTarget, fill, onFill }: FillFieldProps): ReactElement {
  const ways = Object.keys(logics).filter(logic => isTarget || logic !== 'nan');
  const known = fill && !ways.includes(fill.logic) ? [fill.logic] : [];
  return (
    <div>
      <SelectField
        label={positionWords[position]}
        hint={
          fill?.logic
            ? logics[fill.logic]
            : isTarget
              ? 'Filled with zero by default.'
              : 'Not filled by default.'
        }
        value={fill?.logic || 'auto'}
        choices={[
          { value: 'auto', label: 'Default' },
          ...[...ways, ...known].map(logic => ({ value: logic, label: logic }))
        ]}
        onChange={logic =>
          onFill(logic === 'auto' ? undefined : { logic, value: fill?.value ?? '' })
        }
      />
      {fill?.logic === 'value' && (
        <TextField
          label={`Value for ${column}, ${position}`}
          hint="A whole number: the service takes no decimal point."
          value={fill.value}
          onChange={value => onFill({ logic: 'value', value })}
        />
      )}
    </div>
  );
}
