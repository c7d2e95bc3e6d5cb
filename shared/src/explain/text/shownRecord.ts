/** One record of a text explanation as people see it. */
import type { TextExplanation, TextPart, TextRecord } from '../model';
import { placePart } from './place';
import { rollUp, type TextLevel, type TextSpan } from './rollUp';
import { otherScore, unitScore } from './scores';

/** One text of a record at one level. */
export interface ShownPart {
  part: TextPart;
  spans: TextSpan[];
  /** Indices of spans that were not found in the text. */
  lost: number[];
}

/** Texts of a record with their spans, for one label. */
export function shownParts(
  e: TextExplanation,
  record: TextRecord,
  label: number,
  level: TextLevel
): ShownPart[] {
  return record.parts.map(raw => {
    const part = placePart(raw);
    const spans = rollUp(part, unit => unitScore(e, part, label, unit), level);
    const lost = spans.flatMap((span, index) => (span.start < span.end ? [] : [index]));
    return { part, spans, lost };
  });
}

/** The text of a span; of one without a place, as the file gives its units. */
export function spanText({ part }: ShownPart, { start, end, units }: TextSpan): string {
  return start < end
    ? part.text.slice(start, end)
    : units.map(unit => part.units[unit]?.text ?? '').join('');
}

/** Number of labels with numbers; a file may name none. */
export function labelCount(e: TextExplanation): number {
  return Math.max(1, e.labels.length);
}

/** Index of the label that was predicted for a record, if it is among those explained. */
export function predictedIndex(e: TextExplanation, record: TextRecord): number | undefined {
  const named = record.predictedLabel === undefined ? -1 : e.labels.indexOf(record.predictedLabel);
  if (named >= 0) {
    return named;
  }
  const { predictions = [] } = record;
  return predictions.length > 1 && predictions.length === e.labels.length
    ? predictions.indexOf(Math.max(...predictions))
    : undefined;
}

/** What a contribution is to, in words. */
export function labelName(e: TextExplanation, record: TextRecord, label: number): string {
  // Autopilot explains the label that it predicted for each record: its name is the record's.
  const own = e.meta.format === 'F10' ? record.predictedLabel : undefined;
  return own ?? e.labels[label] ?? record.predictedLabel ?? 'the predicted label';
}

/** Number of a record for people; from 1, as in the request. */
export function recordNumber(e: TextExplanation, record: number): number {
  return (e.items[record]?.index ?? record) + 1;
}

/** Rows for the CSV file: every span and other feature of a record with its score per label. */
export function recordRows(
  e: TextExplanation,
  record: TextRecord,
  level: TextLevel
): (string | number | null)[][] {
  const labels = Array.from({ length: labelCount(e) }, (_, label) => label);
  const header = ['feature', 'text', 'start', 'end'];
  const rows: (string | number | null)[][] = [
    [...header, ...labels.map(label => labelName(e, record, label))]
  ];
  const number = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const byLabel = labels.map(label => shownParts(e, record, label, level));
  byLabel[0]?.forEach((shown, p) => {
    shown.spans.forEach((span, s) => {
      const placed = span.start < span.end;
      rows.push([
        shown.part.feature,
        spanText(shown, span),
        placed ? span.start : null,
        placed ? span.end : null,
        ...labels.map(label => number(byLabel[label]?.[p]?.spans[s]?.score ?? NaN))
      ]);
    });
  });
  for (const other of record.others) {
    const scores = labels.map(label => number(otherScore(e, other, label)));
    rows.push([other.feature, null, null, null, ...scores]);
  }
  return rows;
}
