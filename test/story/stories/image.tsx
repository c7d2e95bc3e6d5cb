import type { AwsApi } from '@pilothouse/core/aws/api';
import { memorySource } from '@pilothouse/core/aws/source';
import type { ExplanationFolder } from '@pilothouse/core/explain/folder';
import type { ImageExplanation, ImageItem } from '@pilothouse/core/explain/model';
import type { Host } from '@pilothouse/core/host';
import ImageView from '@pilothouse/core/views/explanation/kinds/image';
import china from '../../fixtures/images/china.jpg';
import chinaActivations from '../../fixtures/images/china_activations.npy';
import chinaMap from '../../fixtures/images/china_heatmap.jpg';
import chinaObjects from '../../fixtures/images/china_objects.jpeg';
import flower from '../../fixtures/images/flower.jpg';
import flowerMap from '../../fixtures/images/flower_heatmap.jpg';
import chinaShap from '../../fixtures/images/shap_china_box0_object.jpeg';
import { never, type Story } from '../story';
import { HOSTILE, HUGE, RTL } from './hostile';

const FILES: Record<string, Uint8Array> = {
  'china.jpg': china,
  'china_activations.npy': chinaActivations,
  'china_heatmap.jpg': chinaMap,
  'china_objects.jpeg': chinaObjects,
  'flower.jpg': flower,
  'flower_heatmap.jpg': flowerMap,
  'shap_china_box0_object.jpeg': chinaShap,
  'text.jpg': new TextEncoder().encode('This is no picture at all, whatever its name says.'),
  'cut.jpg': flower.slice(0, 1200)
};

function folderOf(files = FILES): ExplanationFolder {
  return {
    source: 's3://bucket/explainability',
    list: () =>
      Promise.resolve({
        entries: Object.entries(files).map(([path, { length }]) => ({
          path,
          size: length,
          modified: 0
        })),
        truncated: false
      }),
    open: path => {
      const bytes = files[path.split('#')[0] as string];
      return bytes
        ? memorySource(path, bytes)
        : {
            name: path,
            stat: () => Promise.reject(new Error(`There is no file ${path.slice(0, 200)}.`)),
            read: never
          };
    },
    resolve: () => undefined
  };
}

const slow: ExplanationFolder = {
  ...folderOf(),
  open: name => ({ name, stat: never, read: never })
};

const LABELS = ['pagoda', 'flower', 'bridge'];

/** A report as Autopilot's; `#n` makes every name another one. */
function items(count: number): ImageItem[] {
  return Array.from({ length: count }, (_, i) => {
    const name = i % 2 ? 'flower' : 'china';
    const label = i % 7 === 5 ? 'bridge' : (LABELS[i % 2] as string);
    return {
      name: `${name}-${i + 1}.jpg`,
      input: i < 2 ? `${name}.jpg` : `${name}.jpg#${i}`,
      maps: [{ uri: `${name}_heatmap.jpg#${i}` }],
      predictedLabel: label,
      probability: 0.98 - ((i * 37) % 50) / 100,
      actual: LABELS[i % 2]
    };
  });
}

const explanationOf = (
  list: ImageItem[],
  change: Partial<ImageExplanation> = {}
): ImageExplanation => ({
  kind: 'image',
  labels: [],
  features: [],
  records: list.length,
  values: new Float64Array(0),
  base: [],
  unit: 'unknown',
  convention: 'eigen-cam',
  items: list,
  meta: { format: 'F9', source: 'report.json', warnings: [] },
  ...change
});

const show =
  (explanation: ImageExplanation, folder: ExplanationFolder | undefined = folderOf()) =>
  ({ api, host }: { api: AwsApi; host: Host }) => (
    <main className="ph-View">
      <h1 className="ph-View-title">Explanation of pictures</h1>
      <ImageView
        explanation={explanation}
        folder={folder}
        api={api}
        host={host}
        exportName="pictures"
      />
    </main>
  );

const base = { width: 1200, height: 900, clicks: ['.ph-Stage canvas'] };
const look = { opacity: 0.6, threshold: 0, scale: 'inferno', invert: false };

const clarify: ImageItem = {
  name: 'china.jpg',
  input: 'china.jpg',
  maps: [
    { uri: 'shap_china_box0_object.jpeg', label: 'pagoda', box: 0 },
    { uri: 'china_objects.jpeg', label: 'objects' }
  ]
};

export const images: Story[] = [
  { ...base, id: 'image-report', render: show(explanationOf(items(240))) },
  {
    ...base,
    id: 'image-side',
    host: { stored: { 'explanation:image-eigen-cam': 'side' } },
    render: show(explanationOf(items(6)))
  },
  {
    ...base,
    id: 'image-swipe',
    host: {
      stored: {
        'explanation:image-eigen-cam': 'swipe',
        'explanation:image-look': { ...look, scale: 'cividis', opacity: 0.8 }
      }
    },
    clicks: ['.ph-Stage canvas', '[aria-label="Zoom in"]'],
    render: show(explanationOf(items(1)))
  },
  {
    ...base,
    id: 'image-threshold',
    host: { stored: { 'explanation:image-look': { ...look, threshold: 0.5, opacity: 0.8 } } },
    clicks: ['.ph-Stage canvas', '.ph-Chart-table > summary'],
    render: show(explanationOf(items(1)))
  },
  {
    ...base,
    id: 'image-own-eigencam',
    render: show(explanationOf([{ name: 'china.jpg', input: 'china.jpg', maps: [] }]))
  },
  {
    ...base,
    id: 'image-as-is',
    render: show(
      explanationOf([{ name: 'flower.jpg', input: 'flower.jpg', maps: [{ uri: 'china.jpg' }] }])
    )
  },
  {
    ...base,
    id: 'image-clarify',
    render: show(
      explanationOf([clarify], {
        convention: 'clarify',
        meta: { format: 'F11', source: 'explanations_shap', warnings: [] }
      })
    )
  },
  {
    ...base,
    id: 'image-damaged',
    clicks: [],
    render: show(
      explanationOf([
        { ...(items(1)[0] as ImageItem), input: 'text.jpg', name: 'text.jpg' },
        { ...(items(2)[1] as ImageItem), input: 'cut.jpg', name: 'cut.jpg' },
        { name: 'gone.jpg', input: 's3://elsewhere/gone.jpg', maps: [{ uri: 'gone_map.jpg' }] }
      ])
    )
  },
  { ...base, id: 'image-loading', clicks: [], render: show(explanationOf(items(5)), slow) },
  { ...base, id: 'image-empty', clicks: [], render: show(explanationOf([])) },
  {
    ...base,
    id: 'image-hostile',
    render: show(
      explanationOf(
        [...HOSTILE, RTL, HUGE].map((name, i) => ({
          name,
          input: i % 2 ? 'flower.jpg' : `china.jpg#${i}`,
          maps: [{ uri: 'flower_heatmap.jpg' }],
          predictedLabel: HOSTILE[i % HOSTILE.length],
          probability: 0.5
        }))
      )
    )
  }
];
