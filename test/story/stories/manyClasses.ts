import { random } from './data';

/** A matrix of many classes with a band beside its diagonal. */
export function manyClasses(size: number): object {
  const next = random(7);
  const names = Array.from({ length: size }, (_, i) => `breed-${String(i + 1).padStart(2, '0')}`);
  const confusion_matrix = Object.fromEntries(
    names.map((actual, i) => [
      actual,
      Object.fromEntries(
        names.map((predicted, j) => {
          const near = Math.abs(i - j) <= 2 ? 6 * next() : next() < 0.02 ? 2 : 0;
          return [predicted, i === j ? 30 + Math.round(20 * next()) : Math.round(near)];
        })
      )
    ])
  );
  return { multiclass_classification_metrics: { accuracy: { value: 0.83 }, confusion_matrix } };
}
