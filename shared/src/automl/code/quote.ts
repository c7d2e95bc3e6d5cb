/** Values as source text. Every function is safe for any text: names come from files. */

/** A JSON value as a Python expression; `indent` is the depth of the first line. */
export function pythonLiteral(value: unknown, indent = 0): string {
  const pad = '    '.repeat(indent + 1);
  const end = '    '.repeat(indent);
  if (value === null || value === undefined) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (typeof value === 'object') {
    const items = Array.isArray(value)
      ? value.map(item => pythonLiteral(item, indent + 1))
      : Object.entries(value).map(
          ([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item, indent + 1)}`
        );
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    return items.length === 0
      ? `${open}${close}`
      : `${open}\n${items.map(item => `${pad}${item},\n`).join('')}${end}${close}`;
  }
  // JSON's escapes for text are Python's, too.
  return JSON.stringify(value);
}

/** A word for a POSIX shell, and for `shlex` in Python. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replace(/'/g, `'"'"'`)}'`;
}

/** A path that no program takes for an option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}
