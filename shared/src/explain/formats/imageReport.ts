/** F9: Autopilot's report on pictures. */
import { counted } from '../counted';
import { baseName } from '../../aws/source';
import type { ImageExplanation, ImageItem } from '../model';
import { metaOf, noValues, type SampleFormat } from './format';
import { isObject } from './json';
import { sampleFacts } from './textReport';

/** Samples beyond this are left out; the explanation says so. */
const MAX_ITEMS = 1_000_000;

export const imageReport: SampleFormat = {
  name: 'F9',
  accepts: sample =>
    isObject(sample) &&
    (typeof sample.heatmap_image_uri === 'string' || typeof sample.input_image_uri === 'string'),
  start({ source }) {
    const items: ImageItem[] = [];
    let omitted = 0;
    return {
      get full() {
        return items.length >= MAX_ITEMS;
      },
      take(sample) {
        const object = sample as Record<string, unknown>;
        if (items.length >= MAX_ITEMS) {
          omitted += 1;
          return undefined;
        }
        const input = textAt(object, 'input_image_uri');
        const map = textAt(object, 'heatmap_image_uri');
        const activations = textAt(object, 'activations_uri');
        const actual = object.label ?? object.ground_truth_label ?? object.actual_label;
        const facts = sampleFacts(object);
        items.push({
          name: baseName(input ?? map ?? ''),
          ...(input === undefined ? {} : { input }),
          maps: map === undefined ? [] : [{ uri: map }],
          ...(activations === undefined ? {} : { activations }),
          ...facts,
          ...(typeof actual === 'string' || typeof actual === 'number'
            ? { actual: String(actual) }
            : {})
        });
        return undefined;
      },
      end(warnings) {
        const without = items.filter(({ maps }) => maps.length === 0).length;
        const labels = [...new Set(items.flatMap(item => item.predictedLabel ?? []))];
        const explanation: ImageExplanation = {
          ...noValues(),
          kind: 'image',
          labels,
          base: labels.map(() => null),
          records: items.length,
          items,
          convention: 'eigen-cam',
          meta: {
            ...metaOf('F9', source, [
              ...warnings,
              ...(without > 0
                ? [`${source}: ${counted(without, 'sample names', 'samples name')} no heat map.`]
                : []),
              ...(omitted > 0 ? [`${source}: at least ${omitted} samples were left out.`] : [])
            ]),
            method: 'Eigen-CAM'
          }
        };
        return [explanation];
      }
    };
  }
};

function textAt(object: Record<string, unknown>, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
