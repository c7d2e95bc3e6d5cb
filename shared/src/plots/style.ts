/** Colours and type of charts, read from the tokens in force where the chart stands. */
import type { ThemeKind } from '../host';
import { firstReadable } from './cividis';
import { hexColor } from './valueColors';

export interface PlotStyle {
  raises: string;
  lowers: string;
  missing: string;
  /** Middle of a scale between lowers and raises. */
  neutral: string;
  text: string;
  muted: string;
  grid: string;
  background: string;
  accent: string;
  /** At most eight, for categories. */
  categories: string[];
  font: string;
  /** In px. */
  fontSize: number;
  /** Width of a text in px; absent: it is estimated. */
  measure?: (text: string) => number;
  /** Width of the chart's place in px, in steps of {@link WIDTH_STEP}. */
  width: number;
  /** Where the colours of values begin on cividis: its dark end vanishes on dark ground. */
  scaleFrom: number;
  /** Sign is told by hatching too, and colours are the host's. */
  highContrast: boolean;
  locale?: string;
}

/** Part of the text's colour in lines of the grid under high contrast. */
const GRID = 0.25;
/** A chart is made anew only when its width changes by this many px. */
const WIDTH_STEP = 24;

/** What stands in where no style sheet is loaded, e.g. in tests. */
export const LIGHT: PlotStyle = {
  raises: '#b35806',
  lowers: '#2166ac',
  missing: '#777777',
  neutral: '#f7f7f7',
  text: '#1f1f1f',
  muted: '#616161',
  grid: '#e0e0e0',
  background: '#ffffff',
  accent: '#0a66c2',
  categories: [
    '#2166ac',
    '#b35806',
    '#1b7837',
    '#762a83',
    '#01665e',
    '#8c510a',
    '#c51b7d',
    '#4d4d4d'
  ],
  font: 'sans-serif',
  fontSize: 12,
  width: 480,
  scaleFrom: 0,
  highContrast: false
};

const DARK: Partial<PlotStyle> = {
  raises: '#fdb863',
  lowers: '#6baed6',
  missing: '#a0a0a0',
  neutral: '#3a3a3a',
  text: '#dddddd',
  muted: '#aaaaaa',
  grid: '#3a3a3a',
  background: '#1e1e1e',
  accent: '#4daafc'
};

/** @param element - In the document, below `ph-root`. */
export function readStyle(element: Element, theme: ThemeKind, locale?: string): PlotStyle {
  const computed = getComputedStyle(element);
  const dark = theme === 'dark' || theme === 'high-contrast';
  const usual: PlotStyle = dark ? { ...LIGHT, ...DARK } : LIGHT;
  const token = (name: string, otherwise: string): string =>
    computed.getPropertyValue(`--ph-${name}`).trim() || otherwise;
  const background = token('background', usual.background);
  const text = token('text', usual.text);
  const font = computed.fontFamily || usual.font;
  const fontSize = parseFloat(computed.fontSize) || usual.fontSize;
  const highContrast = theme === 'high-contrast' || theme === 'high-contrast-light';
  return {
    raises: token('raises', usual.raises),
    lowers: token('lowers', usual.lowers),
    missing: token('missing', usual.missing),
    neutral: token('neutral', usual.neutral),
    text,
    muted: token('text-muted', usual.muted),
    // Borders of high contrast are as strong as text; lines behind the marks must not be.
    grid: highContrast ? mixed(text, background, GRID) : token('border', usual.grid),
    background,
    accent: token('focus', usual.accent),
    categories: usual.categories.map((color, i) => token(`category-${i + 1}`, color)),
    font,
    fontSize,
    measure: measurer(`${fontSize}px ${font}`),
    width: Math.floor(element.clientWidth / WIDTH_STEP) * WIDTH_STEP || usual.width,
    scaleFrom: dark ? firstReadable(hexColor(background)) : 0,
    highContrast,
    locale
  };
}

function mixed(text: string, background: string, share: number): string {
  const from = hexColor(background);
  const to = hexColor(text);
  return `rgb(${from.map((part, i) => Math.round(part + ((to[i] as number) - part) * share)).join()})`;
}

const measurers = new Map<string, (text: string) => number>();

/** Measures texts in a font; `undefined` where the page cannot draw. */
function measurer(font: string): PlotStyle['measure'] {
  const known = measurers.get(font);
  if (known || typeof CanvasRenderingContext2D === 'undefined') {
    return known;
  }
  const context = document.createElement('canvas').getContext('2d');
  if (!context) {
    return undefined;
  }
  context.font = font;
  const measure = (text: string): number => context.measureText(text).width;
  measurers.set(font, measure);
  return measure;
}
