import { useCallback, useMemo, useState, type ReactElement } from 'react';
import type { AwsApi } from '../../../aws/api';
import { formatMetric, metricInfo } from '../../../automl/metrics';
import type { Accuracy, ItemAccuracy, ModelAccuracy } from '../../../automl/report/backtest';
import { loadBacktest, loadForecasts, type Backtest } from '../../../automl/report/backtestFiles';
import type { Host } from '../../../host';
import { backtestFigure } from '../../../plots/backtestForecast';
import { Chart } from '../../../plots/Chart';
import { percentText } from '../../../plots/numbers';
import type { PlotStyle } from '../../../plots/style';
import {
  Banner,
  EmptyState,
  JsonTree,
  Loaded,
  MiddleEllipsis,
  SelectField,
  Skeleton,
  Table,
  TextField,
  useAsync,
  type Column
} from '../../parts';
import { ArtifactList } from '../ArtifactList';
import { metricHeader } from '../boardColumns';

export interface BacktestPanelProps {
  api: AwsApi;
  host: Host;
  jobName: string;
  /** `BacktestResults` of the answer. */
  prefix: string;
}

/** Forecasts of known times: metrics by model, window and item, and the forecasts themselves. */
export function BacktestPanel({ api, host, jobName, prefix }: BacktestPanelProps): ReactElement {
  const state = useAsync(signal => loadBacktest(api, prefix, { signal }), `backtest:${prefix}`);
  return (
    <section className="ph-Stack ph-Panel" aria-label="Back-test">
      <h2 className="ph-Heading">Back-test</h2>
      <Loaded
        state={state}
        what="The back-test cannot be read."
        host={host}
        skeleton={<Skeleton label="Loading the back-test" layout="table" rows={5} columns={5} />}
      >
        {backtest => (
          <>
            {backtest.accuracy && <Models accuracy={backtest.accuracy} host={host} />}
            {backtest.forecasts.length > 0 ? (
              <Forecasts api={api} host={host} jobName={jobName} backtest={backtest} />
            ) : (
              !backtest.accuracy && (
                <EmptyState title="No table of forecasts">
                  {backtest.files.length > 0
                    ? 'The files below have a shape that is not known; they can be saved.'
                    : 'The job wrote no back-test files.'}
                </EmptyState>
              )
            )}
            {backtest.documents.map(({ name, value }) => (
              <details className="ph-Details" key={name}>
                <summary>{name}</summary>
                <JsonTree label={name} value={value} host={host} />
              </details>
            ))}
            <ArtifactList
              api={api}
              host={host}
              jobName={jobName}
              places={[{ label: 'Back-test files', uri: prefix, isPrefix: true }]}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}

const metricText = (name: string, value: number | undefined, locale: string): string =>
  value === undefined ? '–' : formatMetric(value, metricInfo(name), locale);

function metricColumn<R>(
  name: string,
  value: (row: R) => number | undefined,
  locale: string
): Column<R> {
  const info = metricInfo(name);
  return {
    id: `metric:${name}`,
    header: metricHeader(info),
    description: info.description,
    numeric: true,
    firstOrder: info.direction === 'minimize' ? 'ascending' : 'descending',
    value,
    cell: row => metricText(name, value(row), locale)
  };
}

interface WindowLine {
  id: string;
  model: string;
  window: string;
  metrics: ReadonlyMap<string, number>;
}

function Models({ accuracy, host }: { accuracy: Accuracy; host: Host }): ReactElement {
  const { locale } = host;
  const names = [...new Set(accuracy.models.flatMap(({ metrics }) => [...metrics.keys()]))];
  const weighted = accuracy.models.some(({ weight }) => weight !== undefined);
  const covered = accuracy.models.some(({ coverage }) => coverage !== undefined);
  const columns: Column<ModelAccuracy>[] = [
    { id: 'model', header: 'Model', rowHeader: true, value: row => row.model },
    ...names.map(name => metricColumn<ModelAccuracy>(name, row => row.metrics.get(name), locale)),
    ...(covered
      ? [
          {
            id: 'coverage',
            header: 'p10 to p90',
            description: 'Share of actual values between the two quantiles; 80% is right.',
            numeric: true,
            value: (row: ModelAccuracy) => row.coverage,
            cell: (row: ModelAccuracy) =>
              row.coverage === undefined ? '–' : percentText(row.coverage, locale, 1)
          }
        ]
      : []),
    ...(weighted
      ? [
          {
            id: 'weight',
            header: 'Weight',
            description: 'Its part of the blend',
            numeric: true,
            value: (row: ModelAccuracy) => row.weight,
            cell: (row: ModelAccuracy) =>
              row.weight === undefined ? '–' : percentText(row.weight, locale)
          }
        ]
      : [])
  ];
  const lines = accuracy.models.flatMap(model =>
    model.byWindow.map((metrics, index): WindowLine => {
      const span = accuracy.windows[index];
      return {
        id: `${model.model}\n${index}`,
        model: model.model,
        window: span ? `${span.first} to ${span.last}` : String(index + 1),
        metrics
      };
    })
  );
  const facts = [
    accuracy.items !== undefined && `${accuracy.items.toLocaleString(locale)} series`,
    accuracy.horizon !== undefined &&
      `${accuracy.horizon} steps of ${accuracy.frequency ?? 'time'}`,
    `${accuracy.windows.length} ${accuracy.windows.length === 1 ? 'window' : 'windows'}`,
    accuracy.judgedBy
  ].filter(Boolean);
  return (
    <>
      <p className="ph-muted">{facts.join(' · ')}</p>
      <Table
        label="Back-test by model"
        columns={columns}
        rows={accuracy.models}
        rowKey={row => row.model}
        locale={locale}
      />
      {accuracy.windows.length > 1 && lines.length > 0 && (
        <details className="ph-Details">
          <summary>By window</summary>
          <Table
            label="Back-test by window"
            columns={[
              { id: 'model', header: 'Model', rowHeader: true, value: row => row.model },
              { id: 'window', header: 'Window', value: row => row.window },
              ...names.map(name =>
                metricColumn<WindowLine>(name, row => row.metrics.get(name), locale)
              )
            ]}
            rows={lines}
            rowKey={row => row.id}
            locale={locale}
          />
        </details>
      )}
    </>
  );
}

/** An item in the list: its metrics, if they are known. */
interface ItemLine {
  item: string;
  metrics: ReadonlyMap<string, number>;
}

interface ForecastsProps {
  api: AwsApi;
  host: Host;
  jobName: string;
  backtest: Backtest;
}

function Forecasts({ api, host, jobName, backtest }: ForecastsProps): ReactElement {
  const { locale } = host;
  const [fileUri, setFileUri] = useState(backtest.forecasts[0]?.file.uri ?? '');
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string>();
  const source = backtest.forecasts.find(({ file }) => file.uri === fileUri);
  const table = useAsync(
    async signal => (source && (await loadForecasts(api, source.file, { signal }))) ?? null,
    source && `forecasts:${source.file.uri}`
  );
  const model = source?.model ?? '';
  const lines = useMemo((): ItemLine[] => {
    const own = new Map(
      (backtest.items?.rows ?? [])
        .filter((row: ItemAccuracy) => row.model === model)
        .map(row => [row.item, row.metrics])
    );
    const names = table.data ? [...table.data.items.keys()] : [...own.keys()];
    return names.map(item => ({ item, metrics: own.get(item) ?? new Map<string, number>() }));
  }, [backtest.items, model, table.data]);
  const rows = useMemo(() => {
    const words = search.toLowerCase();
    return words === '' ? lines : lines.filter(({ item }) => item.toLowerCase().includes(words));
  }, [lines, search]);
  const item = lines.some(line => line.item === chosen) ? chosen : lines[0]?.item;
  const forecast = item === undefined ? undefined : table.data?.items.get(item);
  const draw = useCallback(
    (style: PlotStyle) =>
      backtestFigure(
        forecast ?? { item: '', timestamps: [], windows: [], actual: [], quantiles: [], mean: [] },
        {
          quantiles: table.data?.quantiles ?? [],
          target: table.data?.target ?? 'value',
          model
        },
        style
      ),
    [forecast, table.data, model]
  );
  return (
    <div className="ph-Stack">
      <div className="ph-Columns">
        {backtest.forecasts.length > 1 && (
          <SelectField
            label="Model"
            value={fileUri}
            choices={backtest.forecasts.map(({ model: name, file }) => ({
              value: file.uri,
              label: name
            }))}
            onChange={setFileUri}
          />
        )}
        <TextField label="Find a series" type="search" value={search} onChange={setSearch} />
      </div>
      <Loaded
        state={table}
        what={`The forecasts of ${model} cannot be read.`}
        host={host}
        skeleton={<Skeleton label="Loading the forecasts" rows={6} />}
      >
        {data =>
          data === null ? (
            <Banner kind="info" title={`${model} has no table of forecasts.`}>
              Its columns are not those of quantiles. The file can be saved below.
            </Banner>
          ) : (
            <>
              {data.cut && (
                <p className="ph-muted">
                  {`The first ${data.rows.toLocaleString(locale)} rows of the file are shown.`}
                </p>
              )}
              {forecast && (
                <Chart
                  label={`Forecast and actual values of ${item}`}
                  draw={draw}
                  host={host}
                  exportName={`${jobName}-backtest`}
                />
              )}
            </>
          )
        }
      </Loaded>
      <Table
        label="Series"
        caption={`Metrics of ${model} by series; choose one to see its forecast.`}
        columns={[
          {
            id: 'item',
            header: 'Series',
            rowHeader: true,
            value: row => row.item,
            cell: row => <MiddleEllipsis text={row.item} />
          },
          ...(backtest.items?.metrics ?? []).map(name =>
            metricColumn<ItemLine>(name, row => row.metrics.get(name), locale)
          )
        ]}
        rows={rows}
        rowKey={row => row.item}
        selected={item}
        onSelect={row => setChosen(row.item)}
        locale={locale}
        empty={table.loading ? 'Loading…' : 'No series fits.'}
      />
    </div>
  );
}
