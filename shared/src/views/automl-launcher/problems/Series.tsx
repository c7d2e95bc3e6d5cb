import type { ReactElement } from 'react';
import { stepsInData } from '../../../automl/rules/series';
import {
  frequencySeconds,
  numbered,
  offeredFrequencies,
  seriesAlgorithms
} from '../../../automl/problems/seriesFields';
import type { SeriesDraft } from '../../../automl/problems/seriesFields';
import { parseWhole } from '../../../automl/typed';
import { Checkbox, TextField } from '../../parts';
import { AlgorithmFields } from '../AlgorithmFields';
import { LimitFields } from '../LimitFields';
import { ObjectiveField } from '../ObjectiveField';
import type { FormProps } from '../form';
import { ColumnField } from './columns';

/** Most columns that are offered for grouping one by one. */
const offered = 20;

/** What is forecast: columns, frequency, steps. */
export function SeriesPanel(props: FormProps): ReactElement {
  const { draft, profile, errorOf, showErrors, onChange } = props;
  const { series } = draft;
  const set = (part: Partial<SeriesDraft>): void =>
    onChange(now => ({ ...now, series: { ...now.series, ...part } }));
  const steps = stepsInData({ draft, profile });
  const most = steps === undefined ? 500 : Math.min(500, Math.floor(steps / 4));
  const grouping = (profile?.columns ?? [])
    .filter(
      ({ name, type, integers, distinct, present }) =>
        series.grouping.includes(name) ||
        // Shops and sensors are often numbered.
        ((type === 'categorical' ||
          draft.types[name] === 'categorical' ||
          (integers === 1 && distinct < present / 4)) &&
          ![draft.target, series.timestamp, series.item].includes(name) &&
          name.trim() !== '')
    )
    .slice(0, offered);
  const recorded = profile?.columns.find(({ name }) => name === series.timestamp)?.times?.step;
  const nameFrequency = (): void => {
    if (numbered(series.frequency) !== series.frequency) {
      set({ frequency: numbered(series.frequency) });
    }
  };
  const groupingError = errorOf('grouping');
  const featuresError = errorOf('features');
  return (
    <div className="ph-Stack">
      <div className="ph-Columns">
        <ColumnField
          {...props}
          field="target"
          label="Target"
          hint="Numbers to forecast."
          value={draft.target}
          change={(now, target) => ({ ...now, target })}
        />
        <ColumnField
          {...props}
          field="timestamp"
          label="Timestamp"
          hint="When a value was recorded."
          value={series.timestamp}
          change={(now, timestamp) => ({ ...now, series: { ...now.series, timestamp } })}
        />
        <ColumnField
          {...props}
          field="item"
          label="Item"
          hint="Which series a row belongs to."
          value={series.item}
          change={(now, item) => ({ ...now, series: { ...now.series, item } })}
        />
      </div>
      {grouping.length > 0 && (
        <fieldset className="ph-RadioGroup ph-mod-inline">
          <legend className="ph-Field-label">Grouping columns (optional, up to 5)</legend>
          <div className="ph-RadioGroup-choices">
            {grouping.map(({ name }) => (
              <Checkbox
                key={name}
                label={name}
                checked={series.grouping.includes(name)}
                onChange={use =>
                  set({
                    grouping: use
                      ? [...series.grouping, name]
                      : series.grouping.filter(other => other !== name)
                  })
                }
              />
            ))}
          </div>
        </fieldset>
      )}
      {groupingError && <div className="ph-Field-error">{groupingError}</div>}
      <div className="ph-Columns">
        <div onBlur={nameFrequency}>
          <TextField
            label="Frequency"
            code
            hint="Step of the forecast: 1-59min, 1-23H, 1-6D, 1-4W, 1-11M, 1Y."
            suggestions={offeredFrequencies(recorded)}
            error={errorOf('frequency')}
            showError={showErrors}
            value={series.frequency}
            onChange={frequency => set({ frequency: frequency.trim() })}
          />
        </div>
        <TextField
          label="Horizon"
          hint={
            steps === undefined
              ? 'Steps to forecast: at most 500, and a quarter of the steps in the data.'
              : `Steps to forecast: at most ${most}; the data span ${steps} steps.`
          }
          error={errorOf('horizon')}
          showError={showErrors}
          value={series.horizon}
          onChange={horizon => set({ horizon })}
        />
      </div>
      {featuresError && (
        <div className="ph-Field-error" role="alert">
          {featuresError}
        </div>
      )}
      {span(series) && <p className="ph-muted">{span(series)}</p>}
    </div>
  );
}

/** How long the forecast is, in words, and the history it wants. */
function span({ frequency, horizon }: SeriesDraft): string | undefined {
  const seconds = frequencySeconds(frequency);
  const steps = parseWhole(horizon);
  if (!seconds || !steps) {
    return undefined;
  }
  const days = (seconds * steps) / 86_400;
  const long =
    days >= 730
      ? `${Math.round(days / 365.25)} years`
      : days >= 60
        ? `${Math.round(days / 30.4)} months`
        : days >= 2
          ? `${Math.round(days)} days`
          : `${Math.round(days * 24)} hours`;
  return (
    `A forecast of ${long}. Three to five past points for each future point are advised: ` +
    `${3 * steps} to ${5 * steps} steps.`
  );
}

/** Quantiles, objective, algorithms, limits. */
export function SeriesTraining(props: FormProps): ReactElement {
  const { draft, errorOf, showErrors, onChange } = props;
  return (
    <div className="ph-Stack">
      <TextField
        label="Quantiles"
        code
        optional
        hint="Up to five, p1 to p99. p10, p50 and p90 if left empty."
        placeholder="p10, p50, p90"
        error={errorOf('quantiles')}
        showError={showErrors}
        value={draft.series.quantiles}
        onChange={quantiles => onChange(now => ({ ...now, series: { ...now.series, quantiles } }))}
      />
      <ObjectiveField {...props} byDefault="AverageWeightedQuantileLoss" />
      <AlgorithmFields {...props} known={seriesAlgorithms} />
      <LimitFields {...props} />
    </div>
  );
}
