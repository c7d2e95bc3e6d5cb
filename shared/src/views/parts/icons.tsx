import type { ReactElement } from 'react';

/** Outlines on a 16 x 16 grid, drawn with the text's own colour. */
const outlines = {
  add: 'M8 3v10M3 8h10',
  arrowDown: 'M8 3v10M4 9l4 4 4-4',
  arrowUp: 'M8 13V3M4 7l4-4 4 4',
  chart: 'M2.5 2.5v11h11M5.5 11V8M8.5 11V5M11.5 11V7',
  check: 'M3 8.5l3.2 3.2L13 5',
  chevronDown: 'M4 6l4 4 4-4',
  chevronRight: 'M6 4l4 4-4 4',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.3 1.6',
  close: 'M4 4l8 8M12 4l-8 8',
  cloud: 'M4.6 12.5a2.8 2.8 0 0 1-.3-5.6 4 4 0 0 1 7.6.9 2.4 2.4 0 0 1 0 4.7z',
  copy: 'M6 5.5h7v8H6zM4 10.5H3v-8h7v1',
  download: 'M8 2.5v7.5M5 7.2L8 10l3-2.8M3 13h10',
  engine: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
  error: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM6 6l4 4M10 6l-4 4',
  external: 'M9 3h4v4M13 3L7.5 8.5M7 4H3v9h9V9',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  folder: 'M2.5 4h4l1.5 1.5h5.5v7h-11z',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.3V11M8 5h.01',
  insert: 'M3 3v4.5a2 2 0 0 0 2 2h8M10 6.5l3 3-3 3',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  neutral: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.5 8h5',
  play: 'M5 3.2v9.6L12.5 8z',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  running: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5v3h3',
  save: 'M3 3h8l2 2v8H3zM5.5 3v3.5h4.5V3M5.5 13v-3.5h5V13',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L13.5 13.5',
  star: 'M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z',
  stop: 'M4 4h8v8H4z',
  subtract: 'M3 8h10',
  success: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.3 8.3l2 2 3.5-4',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 3v10',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  warning: 'M8 2.5l6 11H2zM8 6.5V10M8 11.8h.01'
} as const;

export type IconName = keyof typeof outlines;

export interface IconProps {
  name: IconName;
  /** Text for screen readers; absent: the icon is decoration beside text. */
  label?: string;
}

/** A line icon in the colour of the text around it. */
export function Icon({ name, label }: IconProps): ReactElement {
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <svg
      className={`ph-Icon ph-mod-${name}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      focusable="false"
      {...named}
    >
      <path d={outlines[name]} />
    </svg>
  );
}
