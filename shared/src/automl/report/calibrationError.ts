import type { Calibration } from './statistics';

/** Mean distance between what was predicted and what came, weighted by rows; `NaN` without rows. */
export function calibrationError({ predictions, shares, counts }: Calibration): number {
  let rows = 0;
  let error = 0;
  counts.forEach((count, i) => {
    const distance = Math.abs((predictions[i] as number) - (shares[i] as number));
    if (count > 0 && Number.isFinite(distance)) {
      rows += count;
      error += count * distance;
    }
  });
  return rows > 0 ? error / rows : NaN;
}
