import { useMemo, type ReactElement } from 'react';
import type { PdpCurve, PdpExplanation } from '../../../../explain/model';
import { curveOf, effectOf, sharesOf } from '../../../../explain/pdp/curves';
import { ValueCell } from '../../../../plots/ValueCell';
import { MiddleEllipsis, Spark, Table, TextField, type Column } from '../../../parts';

export interface CurveListProps {
  explanation: PdpExplanation;
  /** Output whose effects are listed. */
  label: string | undefined;
  /** Indices of the curves that the search leaves, strongest first. */
  shown: readonly number[];
  search: string;
  onSearch: (search: string) => void;
  selected: number;
  onSelect: (curve: number) => void;
  locale: string;
}

/** All features with the course of their curve and how far it moves the prediction. */
export function CurveList({
  explanation: e,
  label,
  shown,
  search,
  onSearch,
  selected,
  onSelect,
  locale
}: CurveListProps): ReactElement {
  const columns = useMemo<Column<number>[]>(() => {
    const curve = (i: number): PdpCurve => e.curves[i] as PdpCurve;
    const own = (i: number): number => (label === undefined ? 0 : curve(i).labels.indexOf(label));
    return [
      {
        id: 'feature',
        header: 'Feature',
        rowHeader: true,
        value: i => curve(i).feature,
        cell: i => <MiddleEllipsis text={curve(i).feature} />
      },
      {
        id: 'shape',
        header: 'Course',
        sortable: false,
        value: () => null,
        cell: i => <Course explanation={e} curve={curve(i)} label={own(i)} />
      },
      {
        id: 'effect',
        header: 'Effect',
        description: 'Largest minus least mean prediction',
        numeric: true,
        value: i => effectOf(e, curve(i), own(i)),
        cell: i => <ValueCell value={effectOf(e, curve(i), own(i))} locale={locale} />
      },
      {
        id: 'type',
        header: 'Type',
        value: i => (curve(i).error === undefined ? curve(i).type : 'failed')
      }
    ];
  }, [e, label, locale]);
  return (
    <section className="ph-Stack" aria-label="Features">
      <TextField
        label="Find features"
        type="search"
        value={search}
        onChange={onSearch}
        hint={`${shown.length} of ${e.curves.length} features`}
      />
      <Table<number>
        label="Features with partial dependence"
        columns={columns}
        rows={shown}
        rowKey={String}
        selected={String(selected)}
        onSelect={onSelect}
        empty={
          e.curves.length === 0
            ? 'The file holds no curve of a feature.'
            : `No feature is named like “${search.slice(0, 80)}”.`
        }
        locale={locale}
      />
    </section>
  );
}

/** Points of a word-sized chart. */
const POINTS = 24;

function Course({
  explanation: e,
  curve,
  label
}: {
  explanation: PdpExplanation;
  curve: PdpCurve;
  label: number;
}): ReactElement | null {
  if (curve.error !== undefined || label < 0 || curve.grid.length === 0) {
    return null;
  }
  const line = curveOf(e, curve, label, { order: sharesOf(curve).order, centred: false });
  const step = Math.max(1, Math.ceil(line.length / POINTS));
  const values = [...line]
    .filter((_, i) => i % step === 0)
    .map(value => (Number.isNaN(value) ? null : value));
  return (
    <Spark
      kind={curve.type === 'numerical' ? 'line' : 'bars'}
      values={values}
      label={`Course over ${curve.feature.slice(0, 60)}`}
    />
  );
}
