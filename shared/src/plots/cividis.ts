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

/** The part of the scale from `from` on, as Plotly takes scales. */
export function cividisScale(from: number): [number, string][] {
  const last = ANCHORS.length - 1;
  return ANCHORS.map((_, i) => [
    i / last,
    `rgb(${cividis(from + (1 - from) * (i / last)).join(',')})`
  ]);
}

/** Contrast that graphics need. */
const CONTRAST = 3;

/** The least share whose colour stands out from a dark background; at most a half. */
export function firstReadable(background: readonly number[]): number {
  const ground = luminance(background) + 0.05;
  for (let share = 0; share < 0.5; share += 0.01) {
    if ((luminance(cividis(share)) + 0.05) / ground >= CONTRAST) {
      return share;
    }
  }
  return 0.5;
}

/** Relative luminance as WCAG defines it, 0 to 1. */
export function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
