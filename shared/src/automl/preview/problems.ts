import type { ColumnLook } from './columns';
import type { DataProblem, Severity } from './model';

/** How many columns of one kind of problem are named one by one. */
const named = 5;

/** A name as it can stand in a sentence: quoted, cut in the middle, control characters shown. */
export function quoteName(name: string): string {
  const plain = Array.from(name.replace(/\s/g, ' '));
  const short =
    plain.length > 60 ? [...plain.slice(0, 40), '…', ...plain.slice(-15)].join('') : plain.join('');
  return `“${short}”`;
}

/** `a, b and 3 more`. */
export function nameSome(names: readonly string[], limit = named): string {
  const shown = names.slice(0, limit);
  const left = names.length - shown.length;
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ');
}

/** Build a problem that concerns the file as a whole. */
export function fileProblem(
  severity: Severity,
  code: string,
  message: string,
  fix: string,
  line?: number
): DataProblem {
  return { severity, code, message, fix, ...(line === undefined ? {} : { line }) };
}

/** Problems with the names of the columns: empty, repeated, padded, unusual. */
export function nameProblems(file: string, names: readonly string[]): DataProblem[] {
  const problems: DataProblem[] = [];
  const empty = names.flatMap((name, index) => (name.trim() === '' ? [String(index + 1)] : []));
  if (empty.length > 0) {
    problems.push(
      fileProblem(
        'error',
        'empty-name',
        `${file}: column ${nameSome(empty)} (counted from 1) has no name.`,
        'Give it a name in the first line, or remove the column ' +
          '(pandas writes one for the index: use to_csv(index=False)).',
        1
      )
    );
  }
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) {
    if (name.trim() !== '' && seen.has(name)) {
      repeated.add(name);
    }
    seen.add(name);
  }
  const repeatedNames = [...repeated];
  if (repeatedNames[0] !== undefined) {
    problems.push({
      severity: 'error',
      code: 'duplicate-name',
      column: repeatedNames[0],
      line: 1,
      message: `${file}: more than one column is called ${nameSome(repeatedNames.map(quoteName))}.`,
      fix: 'Give every column its own name in the first line.'
    });
  }
  const padded = names.filter(name => name.trim() !== '' && name !== name.trim());
  if (padded[0] !== undefined) {
    problems.push({
      severity: 'warning',
      code: 'padded-name',
      column: padded[0],
      message: `Column ${nameSome(padded.map(quoteName))} begins or ends with a space.`,
      fix: 'Remove the space: some readers keep it, others do not.'
    });
  }
  const unusual = names.filter(name => /[",\r\n]/.test(name) || Array.from(name).length > 128);
  if (unusual[0] !== undefined) {
    problems.push({
      severity: 'info',
      code: 'unusual-name',
      column: unusual[0],
      message:
        `Column ${nameSome(unusual.map(quoteName))} has a comma, a quote, a line break or ` +
        'more than 128 characters in its name.',
      fix: 'It works as it is; a shorter, plain name is easier to use in code.'
    });
  }
  return problems;
}

/**
 * Problems with the values of columns, one entry per kind.
 *
 * @param lineOf - Line in the file of a row (from 0); absent if the format has no lines.
 */
export function valueProblems(
  looks: readonly ColumnLook[],
  lineOf?: (row: number) => number
): DataProblem[] {
  const where = (look: ColumnLook): { line?: number; at: string } => {
    const line = look.oddRow === undefined ? undefined : lineOf?.(look.oddRow);
    return line === undefined ? { at: '' } : { line, at: ` (line ${line})` };
  };
  const kinds: {
    code: string;
    severity: Severity;
    applies: (look: ColumnLook) => boolean;
    message: (look: ColumnLook, others: string) => string;
    fix: string;
  }[] = [
    {
      code: 'mixed-types',
      severity: 'warning',
      applies: ({ profile, oddValue }) => oddValue !== undefined && profile.numbers >= 0.05,
      message: (look, others) =>
        `Column ${quoteName(look.profile.name)} mixes numbers with text such as ` +
        `${quoteName(look.oddValue ?? '')}${where(look).at}${others}.`,
      fix: 'Correct these values or leave them empty; or set the type to categorical.'
    },
    {
      code: 'thousands-separators',
      severity: 'warning',
      applies: ({ grouped }) => grouped > 0,
      message: (look, others) =>
        `Column ${quoteName(look.profile.name)} holds numbers with thousands separators` +
        `${where(look).at}${others}. They may be read as text.`,
      fix: 'Write the numbers without separators (1234.5), e.g. pandas.read_csv(…, thousands=",").'
    },
    {
      code: 'infinite-values',
      severity: 'warning',
      applies: ({ infinite }) => infinite > 0,
      message: (look, others) =>
        `Column ${quoteName(look.profile.name)} holds infinite values${where(look).at}${others}.`,
      fix: 'Replace them by a finite number, or leave them empty to count as missing.'
    },
    {
      code: 'empty-column',
      severity: 'warning',
      applies: ({ profile }) => profile.present === 0,
      message: (look, others) =>
        `Column ${quoteName(look.profile.name)} has no values in the rows looked at${others}.`,
      fix: 'Deselect it if it is empty throughout.'
    }
  ];
  const problems: DataProblem[] = [];
  for (const kind of kinds) {
    const found = looks.filter(kind.applies);
    const first = found[0];
    if (!first) {
      continue;
    }
    const names = found.slice(1).map(({ profile }) => quoteName(profile.name));
    const others = names.length > 0 ? `; so do ${nameSome(names, 3)}` : '';
    problems.push({
      severity: kind.severity,
      code: kind.code,
      column: first.profile.name,
      ...(where(first).line === undefined ? {} : { line: where(first).line }),
      message: kind.message(first, others),
      fix: kind.fix
    });
  }
  return problems;
}
