/** Marked texts of an explanation for the HTML export, bounded. */
import type { TextExplanation } from '../model';
import { textPieces } from '../text/pieces';
import { intensity, spanScale } from '../text/scores';
import { labelName, predictedIndex, recordNumber, shownParts } from '../text/shownRecord';

/** A text whose pieces are marked by what they contribute. */
export interface ReportText {
  title: string;
  /** `strength` from -{@link STRENGTHS} to {@link STRENGTHS}; absent or 0: no mark. */
  pieces: { text: string; strength?: number; score?: number }[];
  /** Letters beyond those given. */
  omitted?: number;
}

/** So many marks of different strength for either sign. */
export const STRENGTHS = 6;

const MAX_RECORDS = 100;
/** Letters of all texts together. */
const MAX_LETTERS = 200_000;

/** The words of every record, marked by what they do to the label that was predicted for it. */
export function explanationTexts(e: TextExplanation): ReportText[] {
  const texts: ReportText[] = [];
  let left = MAX_LETTERS;
  e.items.slice(0, MAX_RECORDS).forEach((record, index) => {
    const label = predictedIndex(e, record) ?? 0;
    const parts = shownParts(e, record, label, 'word');
    const scale = Math.max(0, ...parts.map(({ spans }) => spanScale(spans)));
    for (const { part, spans } of parts) {
      const end = Math.min(part.text.length, left);
      left -= end;
      if (end === 0) {
        continue;
      }
      const last = spans.findIndex(({ start }) => start >= end);
      const range = { start: 0, end, first: 0, last: last < 0 ? spans.length : last };
      const column = parts.length > 1 ? `, ${part.feature}` : '';
      texts.push({
        title: `Record ${recordNumber(e, index)}${column}: contributions to ${labelName(e, record, label)}`,
        pieces: textPieces(part.text, spans, range).map(({ text, span }) => {
          const score = span === undefined ? undefined : spans[span]?.score;
          if (score === undefined) {
            return { text };
          }
          const strength = Math.round(intensity(score, scale) * STRENGTHS) * Math.sign(score);
          return { text, score, strength };
        }),
        omitted: part.text.length - end
      });
    }
  });
  return texts;
}
