import { useMemo, useRef, useState, type ReactElement } from 'react';
import type { TextExplanation } from '../../../../explain/model';
import type { TextLevel } from '../../../../explain/text/rollUp';
import {
  missesPrediction,
  otherScore,
  setScale,
  spanScale,
  textSums
} from '../../../../explain/text/scores';
import type { Host } from '../../../../host';
import { short, signed } from '../../../../plots/numbers';
import { LIGHT } from '../../../../plots/style';
import type { MarkMode } from '../../../../plots/textMarks';
import { usePlotStyle } from '../../../../plots/usePlotStyle';
import { Banner, LiveRegion } from '../../../parts';
import { MarkedText } from './MarkedText';
import { ScaleLegend } from './ScaleLegend';
import {
  labelName,
  recordNumber,
  shownParts,
  spanText,
  type ShownPart
} from '../../../../explain/text/shownRecord';
import { SignedBars } from './SignedBars';
import { SpanTable } from './SpanTable';
import { StrongestPane } from './StrongestPane';
import { TextExports } from './TextExports';

export interface RecordPaneProps {
  explanation: TextExplanation;
  host: Host;
  exportName: string;
  record: number;
  label: number;
  level: TextLevel;
  mode: MarkMode;
  /** The strongest mark is that of the strongest token of all records. */
  shared: boolean;
}

/** A span of one of the record's texts. */
interface Focus {
  part: number;
  span: number;
}

/** One record: its texts, marked, and what is strongest in them. */
export function RecordPane({
  explanation: e,
  host,
  exportName,
  record: index,
  label,
  level,
  mode,
  shared
}: RecordPaneProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const style = usePlotStyle(frame, host) ?? LIGHT;
  const record = e.items[index] as TextExplanation['items'][number];
  const { locale } = host;
  const [focus, setFocus] = useState<Focus>();
  const [byKey, setByKey] = useState(false);
  const parts = useMemo(() => shownParts(e, record, label, level), [e, record, label, level]);
  const scale = useMemo(() => {
    const own = Math.max(0, ...parts.map(({ spans }) => spanScale(spans)));
    return shared ? Math.max(own, setScale(e, label)) : own;
  }, [e, parts, label, shared]);
  const number = recordNumber(e, index);
  const name = labelName(e, record, label);
  const focused = focus && parts[focus.part]?.spans[focus.span] ? focus : undefined;
  const readout = focused ? readoutText(parts, focused, name, locale) : '';
  const lost = parts.reduce((sum, part) => sum + part.lost.length, 0);

  return (
    <div className="ph-TextRecord">
      <div className="ph-Stack" ref={frame}>
        <ScaleLegend scale={scale} mode={mode} style={style} label={name} locale={locale} />
        {parts.map((shown, part) => (
          <section key={part} className="ph-Stack" aria-label={`Text ${shown.part.feature}`}>
            {(parts.length > 1 || record.others.length > 0) && (
              <h3 className="ph-MarkedText-title">{shown.part.feature}</h3>
            )}
            {shown.part.text === '' && shown.spans.length === 0 ? (
              <p className="ph-muted">This text is empty.</p>
            ) : (
              <MarkedText
                label={`Text of record ${number}. Arrow keys: next and previous; up and down: strong ones.`}
                text={shown.part.text}
                spans={shown.spans}
                scale={scale}
                mode={mode}
                style={style}
                focused={focused?.part === part ? focused.span : undefined}
                onFocus={(span, key) => {
                  setByKey(key);
                  setFocus(span === undefined ? undefined : { part, span });
                }}
              />
            )}
          </section>
        ))}
        <p className="ph-MarkedText-readout" aria-hidden="true">
          {readout || (
            <span className="ph-muted">Point at the text, or walk through it with the arrows.</span>
          )}
        </p>
        <LiveRegion message={byKey ? readout : ''} />
        {lost > 0 && (
          <Banner kind="info">
            {lost === 1 ? 'One token was' : `${lost.toLocaleString(locale)} tokens were`} not found
            in the text; the table has {lost === 1 ? 'it' : 'them'}.
          </Banner>
        )}
        <SumLine explanation={e} record={index} label={label} locale={locale} />
        <div className="ph-Chart-foot ph-Row">
          <SpanTable parts={parts} label={name} locale={locale} record={number} />
          <TextExports
            explanation={e}
            record={record}
            level={level}
            parts={parts}
            look={{ scale, mode, style }}
            host={host}
            name={`${exportName}-record-${number}`}
            title={`Record ${number}: contributions to ${name}`}
          />
        </div>
      </div>
      <div className="ph-Stack">
        <StrongestPane
          explanation={e}
          parts={parts}
          label={label}
          level={level}
          locale={locale}
          selected={focused && `${focused.part}:${focused.span}`}
          onSelect={key => {
            const [part, span] = key.split(':').map(Number) as [number, number];
            setByKey(true);
            setFocus({ part, span });
          }}
        />
        {record.others.length > 0 && (
          <section className="ph-Stack" aria-label="Other features">
            <h3>Other features</h3>
            <SignedBars
              label="Contributions of other features"
              locale={locale}
              bars={record.others
                .map((other, i) => ({
                  key: String(i),
                  name: other.feature,
                  note: other.type,
                  value: otherScore(e, other, label)
                }))
                .sort((a, b) => (Math.abs(b.value) || 0) - (Math.abs(a.value) || 0))}
            />
          </section>
        )}
      </div>
    </div>
  );
}

function readoutText(parts: ShownPart[], focus: Focus, label: string, locale: string): string {
  const shown = parts[focus.part] as ShownPart;
  const span = shown.spans[focus.span] as ShownPart['spans'][number];
  const text = spanText(shown, span).trim().slice(0, 80);
  const rank = 1 + shown.spans.filter(({ score }) => Math.abs(score) > Math.abs(span.score)).length;
  const pieces = span.units.length > 1 ? ` (${span.units.length} tokens)` : '';
  const way =
    span.score > 0 ? `raises ${label}` : span.score < 0 ? `lowers ${label}` : 'no contribution';
  return `“${text}”${pieces}: ${signed(span.score, locale)}, ${way} · ${rank} of ${shown.spans.length} by size`;
}

/** From the base to the prediction, as far as they are known. */
function SumLine({
  explanation: e,
  record,
  label,
  locale
}: {
  explanation: TextExplanation;
  record: number;
  label: number;
  locale: string;
}): ReactElement {
  const item = e.items[record] as TextExplanation['items'][number];
  const sums = useMemo(() => textSums(e, item, label), [e, item, label]);
  const words = [
    sums.base === null ? 'Base not known' : `Base ${short(sums.base, locale)}`,
    `text ${signed(sums.text, locale)}`,
    ...(item.others.length > 0 ? [`other features ${signed(sums.others, locale)}`] : []),
    ...(sums.base === null ? [] : [`sum ${short(sums.base + sums.text + sums.others, locale)}`]),
    ...(sums.prediction === undefined ? [] : [`prediction ${short(sums.prediction, locale)}`]),
    ...(sums.missing > 0 ? [`${sums.missing} values missing`] : [])
  ];
  return (
    <>
      <p className="ph-number">{words.join(' · ')}</p>
      {missesPrediction(sums) && (
        <Banner kind="warning" title="Read this record with care.">
          Base and contributions miss the prediction by {short(sums.residual, locale)}.
        </Banner>
      )}
    </>
  );
}
