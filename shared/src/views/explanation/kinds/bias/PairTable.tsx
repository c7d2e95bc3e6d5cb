import { useCallback, useMemo, type ReactElement } from 'react';
import { metricInfo, type ReadingWords } from '../../../../explain/bias/catalogue';
import { changeText, type MetricPair } from '../../../../explain/bias/pairs';
import { reading } from '../../../../explain/bias/reading';
import type { BiasMetric } from '../../../../explain/model';
import type { Host } from '../../../../host';
import { biasBarsFigure } from '../../../../plots/biasBars';
import { Chart } from '../../../../plots/Chart';
import { short, signed } from '../../../../plots/numbers';
import type { PlotStyle } from '../../../../plots/style';
import { Table, type Column } from '../../../parts';

export interface PairTableProps {
  label: string;
  /** What is compared, e.g. two reports. */
  names: readonly [string, string];
  pairs: readonly MetricPair[];
  words: ReadingWords;
  host: Host;
  exportName: string;
}

/** The same metrics twice: bars, values, change and what became of the distance from parity. */
export function PairTable({
  label,
  names,
  pairs,
  words,
  host,
  exportName
}: PairTableProps): ReactElement {
  const [first, second] = names;
  const { locale } = host;
  const draw = useCallback(
    (style: PlotStyle) =>
      biasBarsFigure(
        pairs.map(pair => ({
          code: pair.name,
          info: infoOf(pair),
          values: [pair.before?.value, pair.after?.value],
          texts: [
            ...(pair.before ? [`${first}: ${reading(pair.before, words)}`] : []),
            ...(pair.after ? [`${second}: ${reading(pair.after, words)}`] : [])
          ]
        })),
        { series: [first, second], subject: words.group },
        style
      ),
    [pairs, first, second, words]
  );
  const columns = useMemo<Column<MetricPair>[]>(() => {
    const value = (id: 'before' | 'after', header: string): Column<MetricPair> => ({
      id,
      header,
      numeric: true,
      value: pair => pair[id]?.value ?? null,
      cell: pair => <Value metric={pair[id]} words={words} locale={locale} />
    });
    return [
      { id: 'metric', header: 'Metric', rowHeader: true, value: pair => pair.name },
      value('before', first),
      value('after', second),
      {
        id: 'change',
        header: 'Change',
        numeric: true,
        value: pair => pair.change,
        cell: pair => (pair.change === null ? '–' : signed(pair.change, locale))
      },
      {
        id: 'distance',
        header: 'Distance from parity',
        value: pair => changeText(pair, infoOf(pair))
      }
    ];
  }, [first, second, words, locale]);
  return (
    <div className="ph-Stack">
      <Chart label={label} draw={draw} host={host} exportName={exportName} />
      <Table<MetricPair>
        label={`${label}, values`}
        columns={columns}
        rows={pairs}
        rowKey={pair => `${pair.stage ?? ''}/${pair.name}`}
        locale={locale}
      />
    </div>
  );
}

const infoOf = (pair: MetricPair): ReturnType<typeof metricInfo> =>
  metricInfo((pair.after ?? pair.before)?.name ?? '');

function Value({
  metric,
  words,
  locale
}: {
  metric: BiasMetric | undefined;
  words: ReadingWords;
  locale: string;
}): ReactElement {
  if (!metric) {
    return <>–</>;
  }
  return (
    <span title={reading(metric, words)}>
      {metric.value === null ? 'n/a' : short(metric.value, locale)}
    </span>
  );
}
