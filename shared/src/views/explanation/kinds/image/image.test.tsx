// @vitest-environment jsdom
/*
 * Roles and labels that other tests rely on:
 *   searchbox "Find pictures"; combobox "Predicted label", "Prediction", "Order"
 *   textbox "Probability from", "to"; listbox "Explained pictures" with options
 *   region "Selected picture"; radio "Overlay", "Side by side", "Swipe"; button "Zoom in"
 *   slider "Opacity", "From importance"; combobox "Colours", "Heat map"; checkbox "Invert"
 *   groups "Actions of the picture" (button "CSV", "PNG"), "Actions of the list" (button "CSV")
 *   summary "Table", "Table of pictures"
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeApi } from '../../../../aws/testing/fakeApi';
import { memorySource } from '../../../../aws/source';
import type { ExplanationFolder } from '../../../../explain/folder';
import type { ImageExplanation, ImageItem } from '../../../../explain/model';
import { fakeHost, type FakeHost } from '../../../testing/fakeHost';
import {
  click,
  control,
  fill,
  press,
  render,
  settle,
  type Rendered
} from '../../../testing/render';
import { moved, valueAt, WHOLE, zoomed } from './compose';
import ImageView from './index';
import { mapRows } from './PictureExports';
import { PictureStore } from './pictures';

function fixture(name: string): Uint8Array {
  const here = dirname(fileURLToPath(import.meta.url));
  return new Uint8Array(readFileSync(join(here, '../../../../../../test/fixtures/images', name)));
}

const FILES: Record<string, Uint8Array> = {
  'china.jpg': fixture('china.jpg'),
  'china_activations.npy': fixture('china_activations.npy'),
  'china_heatmap.jpg': fixture('china_heatmap.jpg'),
  'none.jpg': new TextEncoder().encode('Not a picture, although its name says so. Nothing at all.')
};

const opened: string[] = [];
const folder: ExplanationFolder = {
  source: 'folder',
  list: () =>
    Promise.resolve({
      entries: Object.keys(FILES).map(path => ({ path, size: 1, modified: 0 })),
      truncated: false
    }),
  open: path => {
    opened.push(path);
    return memorySource(path, FILES[path.split('#')[0] as string] ?? new Uint8Array(0));
  },
  resolve: () => undefined
};

const items: ImageItem[] = Array.from({ length: 500 }, (_, i) => ({
  name: `picture ${i + 1}`,
  input: i === 1 ? 'none.jpg' : i === 0 ? 's3://bucket/job/china.jpg' : `china.jpg#${i}`,
  maps: [{ uri: `china_heatmap.jpg#${i}` }],
  predictedLabel: i % 2 ? 'dog' : 'cat',
  probability: i / 500
}));

const explanation: ImageExplanation = {
  kind: 'image',
  labels: [],
  features: [],
  records: items.length,
  values: new Float64Array(0),
  base: [],
  unit: 'unknown',
  convention: 'eigen-cam',
  items,
  meta: { format: 'F9', source: 'report.json', warnings: [] }
};

let shown: Rendered | undefined;
beforeEach(() => {
  opened.length = 0;
  vi.stubGlobal('createImageBitmap', async () => ({ width: 192, height: 128 }));
  // This page draws nothing; the stories look at what is drawn.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation((() => ({
    drawImage: () => undefined,
    clearRect: () => undefined,
    save: () => undefined,
    restore: () => undefined,
    beginPath: () => undefined,
    rect: () => undefined,
    clip: () => undefined,
    putImageData: () => undefined,
    createImageData: (w: number, h: number) => ({ data: new Uint8ClampedArray(w * h * 4) }),
    getImageData: (_x: number, _y: number, w: number, h: number) => ({
      // Mid-JET: green with some red and blue.
      data: Uint8ClampedArray.from({ length: w * h * 4 }, (_, i) => [128, 255, 128, 255][i % 4]!)
    })
  })) as never);
});
afterEach(async () => {
  await shown?.unmount();
  shown = undefined;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function show(
  change: Partial<ImageExplanation> = {},
  host: FakeHost = fakeHost()
): Promise<HTMLElement> {
  shown = await render(
    <ImageView
      explanation={{ ...explanation, ...change }}
      folder={folder}
      api={new FakeApi()}
      host={host}
      exportName="report"
    />
  );
  await settle(30);
  return shown.element;
}

const options = (element: Element): HTMLElement[] => [
  ...element.querySelectorAll<HTMLElement>('[role="option"]')
];

describe('the view of pictures', () => {
  it('opens only the pictures in sight', async () => {
    const element = await show();
    expect(options(element).length).toBeLessThan(30);
    expect(options(element)[0]?.getAttribute('aria-setsize')).toBe('500');
    expect(new Set(opened).size).toBeLessThan(60);
  });

  it('finds pictures of a moved report by their name', async () => {
    const element = await show();
    expect(opened).toContain('china.jpg');
    expect(element.textContent).not.toContain('cannot be shown');
  });

  it('names a file that is no picture and still shows its map', async () => {
    const element = await show();
    await click(options(element)[1] as HTMLElement);
    await settle(30);
    expect(element.textContent).toContain('none.jpg is not a picture');
    expect(element.querySelector('canvas[role="img"]')?.getAttribute('aria-label')).toMatch(
      /picture 2/
    );
  });

  it('filters by label, probability and name, and says how many are left', async () => {
    const element = await show();
    await fill(control(element, 'Predicted label'), 'dog');
    await fill(control(element, 'Probability from'), '90');
    expect(element.querySelector('[role="status"]')?.textContent).toBe('25 of 500 pictures');
    await fill(control(element, 'Find pictures'), 'no such');
    expect(element.textContent).toContain('No picture fits');
    await click(control(element, 'Show all'));
    expect(element.textContent).toContain('500 pictures');
  });

  it('walks through the pictures by keyboard', async () => {
    const element = await show();
    const list = element.querySelector<HTMLElement>('[role="listbox"]') as HTMLElement;
    await press(list, 'ArrowRight');
    expect(options(element)[1]?.getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(options(element)[1]);
    await press(list, 'Home');
    expect(options(element)[0]?.getAttribute('aria-selected')).toBe('true');
  });

  it('says that Eigen-CAM has no class and no sign, and Clarify other colours', async () => {
    expect((await show()).textContent).toContain('no class, no sign');
    await shown?.unmount();
    const clarify = await show({ convention: 'clarify', items: items.slice(0, 1) });
    expect(clarify.textContent).toContain('Blue raises the score of the class');
    expect(clarify.textContent).not.toContain('Invert');
  });

  it('computes Eigen-CAM from activations beside the report', async () => {
    const element = await show({ items: [{ name: 'china.jpg', input: 'china.jpg', maps: [] }] });
    expect(element.textContent).toContain('Computed here from 6 x 7 x 7 activations');
    const alt = element.querySelector('canvas[role="img"]')?.getAttribute('aria-label');
    expect(alt).toMatch(/strongest upper right \(3\d% of the importance\)/);
    await click(control(element, 'Invert'));
    const other = element.querySelector('canvas[role="img"]')?.getAttribute('aria-label');
    expect(other).not.toBe(alt);
  });

  it('exports the list as shown', async () => {
    const host = fakeHost();
    const element = await show({}, host);
    const button = (group: string): HTMLElement =>
      element.querySelector(`[aria-label="${group}"] button`) as HTMLElement;
    await click(button('Actions of the list'));
    expect(host.asked).toContain('save report.csv');
    await click(button('Actions of the picture'));
    expect(host.asked).toContain('save report-picture-1.csv');
  });
});

describe('PictureStore', () => {
  it('refuses what would fill the memory, before it is decoded', async () => {
    const huge = Uint8Array.from(FILES['china.jpg'] as Uint8Array);
    const at = huge.findIndex((byte, i) => byte === 0xff && huge[i + 1] === 0xc0);
    huge.set([0xff, 0xff, 0xff, 0xff], at + 5);
    const store = new PictureStore({ ...folder, open: () => memorySource('huge.jpg', huge) });
    await expect(store.picture('huge.jpg')).rejects.toThrow(/too large to be shown: 65535 x 65535/);
    const large = {
      ...memorySource('a.jpg', huge),
      stat: async () => ({ size: 2e9, modified: 0 })
    };
    const other = new PictureStore({ ...folder, open: () => large });
    await expect(other.picture('a.jpg')).rejects.toThrow(/1907 MB/);
  });

  it('tries again after a failure', async () => {
    let fails = true;
    const store = new PictureStore({
      ...folder,
      open: name => (fails ? memorySource(name, new Uint8Array(0)) : folder.open('china.jpg'))
    });
    await expect(store.picture('x.jpg')).rejects.toThrow(/x\.jpg is not a picture/);
    fails = false;
    await expect(store.picture('x.jpg')).resolves.toMatchObject({ width: 192, height: 128 });
  });
});

describe('zoom', () => {
  it('stays within the picture', () => {
    const close = zoomed(WHOLE, 4, { x: 1, y: 0 });
    expect(close).toEqual({ x: 0.75, y: 0, width: 0.25, height: 0.25 });
    expect(moved(close, 9, 9)).toEqual({ x: 0.75, y: 0.75, width: 0.25, height: 0.25 });
    expect(zoomed(close, 0.01)).toEqual(WHOLE);
    expect(zoomed(WHOLE, 1e6).width).toBe(1 / 16);
  });

  it('reads the map where the pointer is', () => {
    const map = {
      width: 2,
      height: 1,
      scalar: { width: 2, height: 1, values: Float32Array.from([0.25, 1]) },
      notes: []
    };
    expect(valueAt(map, WHOLE, false, 0.1, 0.5)).toBe(0.25);
    expect(valueAt(map, WHOLE, true, 0.1, 0.5)).toBe(0.75);
    const centre = { x: 0.25, y: 0, width: 0.5, height: 1 };
    expect(valueAt(map, centre, false, 0.1, 0.5)).toBeUndefined();
    expect(valueAt(map, centre, false, 0.7, 0.5)).toBe(1);
  });
});

describe('mapRows', () => {
  it('holds the map row by row, inverted if it is shown so', () => {
    const map = {
      width: 3,
      height: 2,
      notes: [],
      scalar: { width: 3, height: 2, values: Float32Array.from([0, 0.1, 0.2, 0.3, 0.4, 1]) }
    };
    expect(mapRows(map, false)).toEqual([
      [0, 0.1, 0.2],
      [0.3, 0.4, 1]
    ]);
    expect(mapRows(map, true)[1]).toEqual([0.7, 0.6, 0]);
    expect(mapRows({ ...map, scalar: undefined }, false)).toEqual([]);
  });
});
