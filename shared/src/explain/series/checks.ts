/** What is said about the numbers of a series explanation, and how far they can be trusted. */
import type { SeriesExplanation, SeriesItem } from '../model';
import { cancellation, type ForecastSum } from './aggregate';

/** Beyond this many times, cancelling contributions are pointed out. */
const CANCELS = 5;

export interface SeriesNote {
  kind: 'fact' | 'warning';
  text: string;
}

/** @param number - Writes a number as the view does. */
export function seriesNotes(
  e: SeriesExplanation,
  item: SeriesItem,
  sums: ForecastSum,
  number: (value: number) => string
): SeriesNote[] {
  const notes: SeriesNote[] = [];
  const fact = (text: string): void => void notes.push({ kind: 'fact', text });
  const warn = (text: string): void => void notes.push({ kind: 'warning', text });
  if (e.relative) {
    fact('Impact scores from −1 to 1: relative to each other, not in the unit of the forecast');
    const beyond = e.values
      .subarray(item.first, item.first + item.entries.length * item.horizon)
      .reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
    if (beyond > 1 + 1e-9) {
      warn(`An impact score of ${number(beyond)} lies outside −1 to 1`);
    }
  } else {
    fact(e.meta.method ?? 'Asymmetric Shapley values');
    if (e.direction) {
      fact(`Direction: ${e.direction.replaceAll('_', '-')}`);
    }
    if (e.granularity) {
      fact(
        e.granularity === 'timewise'
          ? 'Timewise: one contribution per time step, all columns together'
          : e.granularity === 'fine_grained'
            ? 'Fine-grained: one contribution per column and time step'
            : `Granularity: ${e.granularity}`
      );
    }
    if (item.offset.length === 0) {
      warn('The baseline forecast is not in the file: the forecast cannot be told');
    } else if (item.offset.length !== item.horizon) {
      warn(
        `The baseline forecast has ${item.offset.length} steps, the contributions have ${item.horizon}`
      );
    } else {
      fact(
        'Forecast = baseline forecast + sum of contributions; the file holds no forecast to check it against'
      );
    }
    const times = cancellation(sums);
    if (times > CANCELS) {
      warn(
        Number.isFinite(times)
          ? `Contributions cancel out: their sizes are ${number(times)} times what they come to; single ones say little`
          : 'Contributions cancel out completely: together they come to 0'
      );
    }
  }
  if (sums.missing > 0) {
    warn(
      sums.missing === 1
        ? '1 contribution is missing and counts as 0'
        : `${sums.missing} contributions are missing and count as 0`
    );
  }
  return notes;
}
