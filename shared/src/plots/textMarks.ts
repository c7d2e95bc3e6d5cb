/** How a score is marked on text: tint, contrast and underline. */
import { luminance } from './cividis';
import type { PlotStyle } from './style';
import { hexColor } from './valueColors';

export type MarkMode = 'tint' | 'underline';

/** CSS of a marked piece of text. Nothing here moves text: no padding, no border. */
export interface TextMark {
  background?: string;
  color?: string;
  /** Width in px and style of the line below: solid raises, dashed lowers. */
  line?: { width: number; dashed: boolean; color: string };
  /** A frame, where colours may not be used. */
  frame?: string;
}

/** Weaker than this is not marked. */
const VISIBLE = 0.04;
/** From here on a mark is strong. */
export const STRONG = 0.6;
/** The strongest tint is the sign's own colour; steps keep the number of styles small. */
const STEPS = 32;

/**
 * @param strength - 0 to 1, as `intensity` gives it.
 * @param raises - Sign of the score.
 */
export function textMark(
  strength: number,
  raises: boolean,
  mode: MarkMode,
  style: PlotStyle
): TextMark | undefined {
  if (strength < VISIBLE) {
    return undefined;
  }
  const step = Math.ceil(strength * STEPS) / STEPS;
  const width = 1 + Math.round(step * 3);
  if (style.highContrast) {
    return {
      line: { width, dashed: !raises, color: style.text },
      frame: step >= STRONG ? style.text : undefined
    };
  }
  const pole = raises ? style.raises : style.lowers;
  if (mode === 'underline') {
    return { line: { width, dashed: !raises, color: pole } };
  }
  const background = blend(hexColor(style.background), hexColor(pole), step);
  const color = readableOn(background);
  return {
    background: `rgb(${background.join(' ')})`,
    color,
    line: { width: 1, dashed: !raises, color }
  };
}

function blend(from: readonly number[], to: readonly number[], share: number): number[] {
  return from.map((part, i) => Math.round(part + ((to[i] as number) - part) * share));
}

/** Black or white, whichever stands out more; at least 4.5 : 1 on any colour. */
export function readableOn(background: readonly number[]): '#000000' | '#ffffff' {
  const ground = luminance(background) + 0.05;
  return ground / 0.05 >= 1.05 / ground ? '#000000' : '#ffffff';
}
