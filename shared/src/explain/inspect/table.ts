/** Entries as text for a terminal. Names come from files: nothing in them may steer it. */
import type { InspectEntry } from './entry';

const CONTROL =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const MAX_NAME = 60;
const MAX_NAMES = 5;

/** Text that can be printed: no control characters, none that turn the direction of writing. */
export function printable(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

export function inspectTable(entries: readonly InspectEntry[]): string {
  return entries.map(entryText).join('\n');
}

function entryText(entry: InspectEntry): string {
  const facts = [
    `${entry.format} ${entry.kind}`,
    entry.records === null ? undefined : plural(entry.records, 'record'),
    entry.features > 0 ? plural(entry.features, 'feature') : undefined,
    entry.labels.length > 0
      ? `${word(entry.labels.length, 'label')} ${names(entry.labels)}`
      : undefined,
    baseText(entry.base)
  ].filter(fact => fact !== undefined);
  const width = Math.max(0, ...entry.top.map(({ feature }) => short(feature).length));
  const lines = [
    printable(entry.path),
    `  ${facts.join(', ')}`,
    ...entry.top.map(
      ({ feature, value }) => `    ${short(feature).padEnd(width)}  ${number(value)}`
    ),
    ...entry.checks.map(
      ({ ok, name, detail }) => `  ${ok ? 'ok  ' : 'FAIL'} ${name}: ${printable(detail)}`
    ),
    ...entry.warnings.map(text => `  warning: ${printable(text)}`)
  ];
  return `${lines.join('\n')}\n`;
}

function baseText(base: InspectEntry['base']): string | undefined {
  if (base === null) {
    return undefined;
  }
  if (typeof base === 'number') {
    return `base ${number(base)}`;
  }
  const all = Object.entries(base);
  const shown = all.slice(0, MAX_NAMES).map(([label, value]) => `${short(label)} ${number(value)}`);
  return `base ${shown.join(', ')}${all.length > MAX_NAMES ? ', …' : ''}`;
}

function names(labels: readonly string[]): string {
  const rest = labels.length - MAX_NAMES;
  return labels.slice(0, MAX_NAMES).map(short).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function short(name: string): string {
  const text = name === '' ? '(empty)' : printable(name);
  const half = Math.floor(MAX_NAME / 2) - 1;
  return text.length > MAX_NAME ? `${text.slice(0, half)}…${text.slice(-half)}` : text;
}

function plural(count: number, what: string): string {
  return `${count} ${word(count, what)}`;
}

function word(count: number, what: string): string {
  return count === 1 ? what : `${what}s`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}
