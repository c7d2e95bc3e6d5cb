/** The cividis scale: one hue path whose lightness grows, the same for all kinds of sight. */
const ANCHORS: readonly (readonly [number, number, number])[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56]
];

/** @param share - 0 to 1; clipped. */
export function cividis(share: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (ANCHORS.length - 1);
  const low = Math.min(Math.floor(at), ANCHORS.length - 2);
  const from = ANCHORS[low] as readonly number[];
  const to = ANCHORS[low + 1] as readonly number[];
  return [0, 1, 2].map(i =>
    Math.round((from[i] as number) + ((to[i] as number) - (from[i] as number)) * (at - low))
  ) as [number, number, number];
}

/** As Plotly takes scales. */
export const CIVIDIS: [number, string][] = ANCHORS.map((color, i) => [
  i / (ANCHORS.length - 1),
  `rgb(${color.join(',')})`
]);
