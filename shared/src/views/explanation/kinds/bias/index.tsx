import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { metricInfo } from '../../../../explain/bias/catalogue';
import {
  beforeAndAfter,
  betweenReports,
  facetGroups,
  matchingGroup,
  type FacetGroup
} from '../../../../explain/bias/pairs';
import { groupName, positiveName, reading, readingWords } from '../../../../explain/bias/reading';
import type { BiasExplanation } from '../../../../explain/model';
import { biasBarsFigure } from '../../../../plots/biasBars';
import { Chart } from '../../../../plots/Chart';
import type { PlotStyle } from '../../../../plots/style';
import { Button, EmptyState, NumberField, SelectField, Tabs, useStored } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';
import { useBiasLimits } from './limits';
import { MetricDetail } from './MetricDetail';
import { MetricTable } from './MetricTable';
import { PairTable } from './PairTable';

type View = 'readings' | 'chart' | 'pair' | 'reports';

const STAGES = {
  'pre-training': 'Before training: the data',
  'post-training': 'After training: the predictions'
} as const;

/** Bias metrics of one group at a time, with what each says; before and after, or two reports. */
export default function BiasView(props: KindProps<BiasExplanation>): ReactElement {
  const { explanation: e } = props;
  const groups = useMemo(() => facetGroups(e), [e]);
  const [chosen, setChosen] = useState(0);
  const index = Math.min(chosen, groups.length - 1);
  const group = groups[index];
  if (!group) {
    return (
      <>
        <EmptyState title="No bias metrics">
          The report holds a bias section but no facet: no column was analysed.
        </EmptyState>
        <FileNotes explanation={e} />
      </>
    );
  }
  const section = group.parts[0]?.section;
  return (
    <div className="ph-Stack">
      <div className="ph-Row">
        <SelectField
          label="Facet and group"
          value={String(index)}
          choices={groups.map((each, i) => ({
            value: String(i),
            label: groupName(each.facet, each.group)
          }))}
          onChange={value => setChosen(Number(value))}
        />
        <span>
          Compared with everyone else. Positive outcome:{' '}
          <strong dir="auto">{section ? positiveName(section) : 'not named'}</strong>
        </span>
      </div>
      <Group key={index} {...props} group={group} />
      <FileNotes
        explanation={e}
        facts={[
          'Group d is the group named above, group a everyone else',
          'Readings follow from the formulas; whether a difference is fair is for people to judge'
        ]}
      />
    </div>
  );
}

function Group({
  host,
  exportName,
  group,
  comparison,
  onPickComparison,
  onEndComparison
}: KindProps<BiasExplanation> & { group: FacetGroup }): ReactElement {
  const [stored, setView] = useStored<View>(host, 'explanation:bias-view', 'readings');
  const [metric, setMetric] = useState<string>();
  const limits = useBiasLimits(host);
  const { locale } = host;
  const words = useMemo(() => {
    const section = group.parts[0]?.section ?? { label: '', positive: '' };
    return readingWords(section, group.facet, group.group, locale);
  }, [group, locale]);
  const pairs = useMemo(() => beforeAndAfter(group), [group]);
  const other = comparison?.explanation;
  const against = useMemo(() => other && matchingGroup(group, facetGroups(other)), [other, group]);
  const reports = useMemo(() => against && betweenReports(group, against), [group, against]);
  const limitOf = limits.of;

  const draw = useCallback(
    (style: PlotStyle) =>
      biasBarsFigure(
        group.parts.flatMap(({ facet }) =>
          facet.metrics.map(each => ({
            code: each.name,
            info: metricInfo(each.name),
            values: [each.value],
            texts: [reading(each, words)],
            limit: limitOf(each.name)
          }))
        ),
        { series: ['Value'], subject: words.group },
        style
      ),
    [group, words, limitOf]
  );
  const compares = onPickComparison !== undefined || other !== undefined;
  const available = stored === 'pair' ? pairs.length > 0 : stored === 'reports' ? compares : true;
  const view = available ? stored : 'readings';
  const detail = metric !== undefined && (
    <MetricDetail code={metric} group={words.group} limits={limits} locale={locale} />
  );
  return (
    <Tabs<View>
      label="Bias metrics as"
      tabs={[
        { id: 'readings', label: 'Readings' },
        { id: 'chart', label: 'Chart' },
        { id: 'pair', label: 'Data and model', disabled: pairs.length === 0 },
        { id: 'reports', label: 'Two reports', disabled: !compares }
      ]}
      selected={view}
      onSelect={setView}
    >
      {view === 'readings' && (
        <div className="ph-Stack">
          <NumberField
            label="Mark metrics farther from parity than"
            hint="Your own limit. Empty: nothing is marked."
            optional
            min={0}
            value={limits.general}
            onChange={limits.setGeneral}
          />
          {group.parts.map(({ section, facet }) => (
            <section key={section.stage} className="ph-Stack" aria-label={STAGES[section.stage]}>
              <h2>{STAGES[section.stage]}</h2>
              <MetricTable
                label={`Metrics, ${section.stage}`}
                metrics={facet.metrics}
                words={words}
                limits={limits}
                selected={metric}
                onSelect={setMetric}
                locale={locale}
              />
              {facet.metrics.some(({ name }) => name === metric) && detail}
            </section>
          ))}
        </div>
      )}
      {view === 'chart' && (
        <div className="ph-Stack">
          <Chart
            label={`Bias metrics of ${words.group}`}
            draw={draw}
            host={host}
            exportName={`${exportName}-bias`}
            onSelect={point => {
              const all = group.parts.flatMap(({ facet }) => facet.metrics);
              setMetric(point.feature === undefined ? undefined : all[point.feature]?.name);
            }}
          />
          {detail}
        </div>
      )}
      {view === 'pair' && (
        <PairTable
          label="Data and model"
          names={['In the data', 'In the predictions']}
          pairs={pairs}
          words={words}
          host={host}
          exportName={`${exportName}-bias-data-model`}
        />
      )}
      {view === 'reports' && (
        <div className="ph-Stack">
          <div className="ph-Row">
            {onPickComparison && (
              <Button icon="file" onClick={onPickComparison}>
                {other ? 'Choose another report' : 'Choose a report'}
              </Button>
            )}
            {comparison && (
              <span dir="auto">
                Compared with <strong>{comparison.name}</strong>
              </span>
            )}
            {comparison && onEndComparison && (
              <Button kind="quiet" icon="close" onClick={onEndComparison}>
                End comparison
              </Button>
            )}
          </div>
          {!other && (
            <EmptyState title="Compare two reports">
              Choose the analysis.json of another model or date. The same group of the same facet is
              looked up in it.
            </EmptyState>
          )}
          {other && !reports && (
            <EmptyState title={`${words.group} is not in the other report`}>
              It has{' '}
              {facetGroups(other)
                .slice(0, 8)
                .map(each => groupName(each.facet, each.group))
                .join(', ') || 'no facet'}
              .
            </EmptyState>
          )}
          {reports && (
            <PairTable
              label="Two reports"
              names={['This report', comparison?.name ?? 'Other report']}
              pairs={reports}
              words={words}
              host={host}
              exportName={`${exportName}-bias-reports`}
            />
          )}
        </div>
      )}
    </Tabs>
  );
}
