import type { ReactElement } from 'react';
import { metricInfo } from '../../../../explain/bias/catalogue';
import { allowed, rangeText } from '../../../../explain/bias/range';
import { short } from '../../../../plots/numbers';
import { Banner, KeyValue, NumberField, type KeyValueItem } from '../../../parts';
import type { BiasLimits } from './limits';

export interface MetricDetailProps {
  code: string;
  /** How groups d and a are called here. */
  group: string;
  limits: BiasLimits;
  locale: string;
}

/** What one metric is: formula, range, parity, and what its sign says. */
export function MetricDetail({ code, group, limits, locale }: MetricDetailProps): ReactElement {
  const info = metricInfo(code);
  const number = (value: number): string => short(value, locale);
  const items: KeyValueItem[] = info
    ? [
        { label: 'Measures', value: info.definition },
        { label: 'Formula', value: <span className="ph-code">{info.formula}</span> },
        { label: 'Groups', value: `d: ${group}; a: everyone else` },
        {
          label: 'Range',
          value:
            rangeText(info, number) +
            (info.valid
              ? ` (some descriptions: ${rangeText({ min: info.valid[0], max: info.valid[1] }, number)})`
              : '')
        },
        { label: 'Parity', value: number(info.parity) },
        ...(info.above ? [{ label: `Above ${info.parity}`, value: info.above }] : []),
        ...(info.below ? [{ label: `Below ${info.parity}`, value: info.below }] : [])
      ]
    : [{ label: 'Measures', value: 'This metric is not described here.' }];
  return (
    <section className="ph-Stack ph-Panel" aria-label={`About ${code}`}>
      <h3>
        {code}
        {info ? `: ${info.name}` : ''}
      </h3>
      <KeyValue items={items} />
      {info?.disputed && (
        <Banner kind="info" title="Read the formula, not a verdict.">
          {info.disputed}
        </Banner>
      )}
      <NumberField
        label={`Your limit for ${code}`}
        hint={limitHint(info, limits.of(code), number)}
        optional
        min={0}
        value={limits.own(code)}
        onChange={limit => limits.setOwn(code, limit)}
      />
    </section>
  );
}

/** What a limit marks, and that a quotient has one to each side. */
function limitHint(
  info: ReturnType<typeof metricInfo>,
  limit: number | undefined,
  number: (value: number) => string
): string {
  const empty = 'Empty: the limit for all metrics.';
  if (!info?.ratio) {
    return `Marks values farther than this from ${info?.parity ?? 0}. ${empty}`;
  }
  const [low, high] = allowed(info, limit ?? 0.2).map(number);
  return limit === undefined
    ? `Marks quotients below 1 − limit and above 1 / (1 − limit): with 0.2 below ${low} and above ${high}. ${empty}`
    : `Marks quotients below ${low} and above ${high}. ${empty}`;
}
