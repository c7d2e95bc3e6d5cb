import { useMemo, useState, type ReactElement } from 'react';
import type { TextExplanation } from '../../../../explain/model';
import type { TextLevel } from '../../../../explain/text/rollUp';
import { strongestTokens } from '../../../../explain/text/scores';
import { Tabs } from '../../../parts';
import { shownParts, spanText, type ShownPart } from '../../../../explain/text/shownRecord';
import { SignedBars } from './SignedBars';

export interface StrongestPaneProps {
  explanation: TextExplanation;
  parts: readonly ShownPart[];
  label: number;
  level: TextLevel;
  locale: string;
  /** Key of the span that is pointed at: `part:span`. */
  selected: string | undefined;
  onSelect: (key: string) => void;
}

const SHOWN = 15;
/** Pieces of all records that are added up at once; more would be waited for. */
const ADDED_UP = 200_000;

/** The strongest pieces of this record, and the strongest tokens of all records. */
export function StrongestPane(props: StrongestPaneProps): ReactElement {
  const { explanation: e, parts, level, locale, selected, onSelect } = props;
  const [tab, setTab] = useState<'record' | 'all'>('record');
  const several = e.items.length > 1;
  const here = useMemo(() => strongestSpans(parts), [parts]);
  const list =
    here.length === 0 ? (
      <p className="ph-muted">Nothing contributes.</p>
    ) : (
      <SignedBars
        label="Strongest in this record"
        bars={here}
        locale={locale}
        selected={selected}
        onSelect={onSelect}
      />
    );
  if (!several) {
    return (
      <section className="ph-Stack" aria-label="Strongest">
        <h3>Strongest</h3>
        {list}
      </section>
    );
  }
  return (
    <Tabs
      label="Strongest pieces of text"
      tabs={[
        { id: 'record', label: 'This record' },
        { id: 'all', label: 'All records' }
      ]}
      selected={tab}
      onSelect={setTab}
    >
      {tab === 'record' ? (
        list
      ) : (
        <AllRecords explanation={e} label={props.label} level={level} locale={locale} />
      )}
    </Tabs>
  );
}

function strongestSpans(
  parts: readonly ShownPart[]
): { key: string; name: string; value: number }[] {
  const all = parts.flatMap((shown, p) =>
    shown.spans.map((span, s) => ({ key: `${p}:${s}`, shown, span, size: Math.abs(span.score) }))
  );
  return all
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size)
    .slice(0, SHOWN)
    .map(({ key, shown, span }) => ({
      key,
      name: spanText(shown, span).trim().slice(0, 200) || '(space)',
      value: span.score
    }));
}

/** Tokens or words over all records; larger pieces hardly ever come twice. */
function AllRecords({
  explanation: e,
  label,
  level,
  locale
}: Pick<StrongestPaneProps, 'explanation' | 'label' | 'level' | 'locale'>): ReactElement {
  const given = e.globalTokens?.[label];
  const unit = level === 'token' ? 'token' : 'word';
  const records = useMemo(() => recordsWithin(e, ADDED_UP), [e]);
  const totals = useMemo(() => {
    if (given) {
      return given
        .slice(0, SHOWN)
        .map(({ token, value, feature }) => ({ name: token, value, note: feature }));
    }
    const pieces = function* (): Iterable<{ text: string; score: number }> {
      for (const record of e.items.slice(0, records)) {
        for (const shown of shownParts(e, record, label, unit)) {
          for (const span of shown.spans) {
            yield { text: spanText(shown, span), score: span.score };
          }
        }
      }
    };
    return strongestTokens(pieces())
      .slice(0, SHOWN)
      .map(({ token, mean, count }) => ({
        name: token.slice(0, 200),
        value: mean,
        note: `${count.toLocaleString(locale)} ×`
      }));
  }, [e, given, label, unit, locale, records]);
  return (
    <>
      <p className="ph-muted">
        {given
          ? 'As the report gives them.'
          : `Mean contribution of each ${unit} over ${
              records < e.items.length
                ? `the first ${records.toLocaleString(locale)} of ${e.items.length.toLocaleString(locale)}`
                : 'all'
            } records, ordered by mean size.`}
      </p>
      <SignedBars
        label="Strongest in all records"
        locale={locale}
        bars={totals.map((total, index) => ({ key: String(index), ...total }))}
      />
    </>
  );
}

/** How many records, from the first, have no more pieces than that; at least one. */
export function recordsWithin({ items }: TextExplanation, limit: number): number {
  let left = limit;
  const end = items.findIndex(({ parts }) => {
    left -= parts.reduce((sum, { units }) => sum + units.length, 0);
    return left < 0;
  });
  return end < 0 ? items.length : Math.max(1, end);
}
