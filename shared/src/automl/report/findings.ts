/**
 * What a data exploration notebook says: a notebook of static Markdown, read as sections of
 * paragraphs, findings and tables. Sections that are not known by their heading are kept too.
 */
import { isFields, type Fields } from '../fields';

export const findingTopics = [
  'summary',
  'target',
  'sample',
  'power',
  'missing',
  'cardinality',
  'duplicates',
  'anomalies',
  'correlations',
  'statistics',
  'series',
  'definitions'
] as const;
export type FindingTopic = (typeof findingTopics)[number];

export interface FindingTable {
  header: string[];
  rows: string[][];
}

export type Severity = 'high' | 'low';

/** A warning about the data. */
export interface Finding {
  severity?: Severity;
  text: string;
  /** Heading that it stands under. */
  section: string;
}

export interface FindingSection {
  title: string;
  /** Depth of its heading, from 1. */
  level: number;
  topic?: FindingTopic;
  paragraphs: string[];
  tables: FindingTable[];
}

export interface DataFindings {
  findings: Finding[];
  sections: FindingSection[];
  /** Pictures and other outputs that are not shown here. */
  hidden: number;
}

const topics: [RegExp, FindingTopic][] = [
  [/prediction power/i, 'power'],
  [/duplicate/i, 'duplicates'],
  [/anomal/i, 'anomalies'],
  [/correlation/i, 'correlations'],
  [/missing|\bgaps?\b/i, 'missing'],
  [/cardinality|unique/i, 'cardinality'],
  [/descriptive|statistics/i, 'statistics'],
  [/target/i, 'target'],
  [/sample/i, 'sample'],
  [/definition/i, 'definitions'],
  [/\bseries\b|covariate|feature columns/i, 'series'],
  [/summary|insight|overview/i, 'summary']
];

const MOST_CELLS = 2_000;

/**
 * Read a notebook.
 *
 * @returns `undefined` if the text is no notebook.
 */
export function parseFindings(text: string): DataFindings | undefined {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(notebook) || !Array.isArray(notebook.cells)) {
    return undefined;
  }
  const found: DataFindings = { findings: [], sections: [], hidden: 0 };
  const reader = new MarkdownReader(found);
  for (const cell of notebook.cells.slice(0, MOST_CELLS).filter(isFields)) {
    if (cell.cell_type === 'markdown' || cell.cell_type === 'raw') {
      reader.read(sourceOf(cell.source));
    }
    for (const output of Array.isArray(cell.outputs) ? cell.outputs.filter(isFields) : []) {
      found.hidden += reader.output(output) ? 0 : 1;
    }
  }
  found.sections = found.sections.filter(
    section => section.paragraphs.length + section.tables.length > 0
  );
  const rank = (finding: Finding): number =>
    finding.severity === 'high' ? 0 : finding.severity === 'low' ? 1 : 2;
  found.findings.sort((a, b) => rank(a) - rank(b));
  return found;
}

function sourceOf(source: unknown): string {
  return Array.isArray(source) ? source.map(String).join('') : String(source ?? '');
}

class MarkdownReader {
  private section: FindingSection | undefined;

  constructor(private readonly found: DataFindings) {}

  read(markdown: string): void {
    const lines = markdown.split(/\r?\n/);
    for (let at = 0; at < lines.length; at += 1) {
      const line = (lines[at] as string).trim();
      const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
      const bullet = /^(?:[-*+]|\d+\.)\s+(.*)$/.exec(line);
      if (heading) {
        this.open(plainText(heading[2] as string), (heading[1] as string).length);
      } else if (isRow(line) && isRule(lines[at + 1])) {
        const table: FindingTable = { header: rowCells(line), rows: [] };
        at += 2;
        while (at < lines.length && isRow((lines[at] as string).trim())) {
          table.rows.push(rowCells((lines[at] as string).trim()));
          at += 1;
        }
        at -= 1;
        this.current().tables.push(table);
      } else if (bullet) {
        this.bullet(bullet[1] as string);
      } else if (line !== '' && !/^([-*_]\s*){3,}$/.test(line) && !/^<[^>]+>$/.test(line)) {
        this.paragraph(line);
      }
    }
  }

  /** @returns whether something of the output is shown. */
  output(output: Fields): boolean {
    const data = isFields(output.data) ? output.data : {};
    const markdown = data['text/markdown'];
    if (markdown !== undefined) {
      this.read(sourceOf(markdown));
      return true;
    }
    const text = output.text ?? data['text/plain'];
    if (text !== undefined && !('image/png' in data) && !('text/html' in data)) {
      this.paragraph(sourceOf(text).slice(0, 2_000));
      return true;
    }
    return false;
  }

  private open(title: string, level: number): void {
    const topic = topics.find(([pattern]) => pattern.test(title))?.[1];
    this.section = { title, level, ...(topic ? { topic } : {}), paragraphs: [], tables: [] };
    this.found.sections.push(this.section);
  }

  private current(): FindingSection {
    if (!this.section) {
      this.open('', 1);
    }
    return this.section as FindingSection;
  }

  private paragraph(line: string): void {
    const text = plainText(line);
    if (text !== '') {
      this.current().paragraphs.push(text);
    }
  }

  private bullet(line: string): void {
    const severity = /^\W*(high|low)\b\W*(?:severity)?\W*/i.exec(line);
    const text = plainText(severity ? line.slice(severity[0].length) : line);
    if (severity) {
      this.found.findings.push({
        severity: (severity[1] as string).toLowerCase() as Severity,
        text,
        section: this.current().title
      });
    } else if (text !== '') {
      this.current().paragraphs.push(`• ${text}`);
    }
  }
}

const isRow = (line: string): boolean => line.startsWith('|') && line.length > 1;
const isRule = (line: string | undefined): boolean =>
  line !== undefined && /^\|?(\s*:?-{2,}:?\s*\|)+\s*(:?-{2,}:?)?\s*$/.test(line.trim());

/** Cells of a row of a Markdown table; a bar behind a backslash is a letter. */
function rowCells(line: string): string[] {
  const inner = line.replace(/^\|/, '').replace(/\|\s*$/, '');
  return inner.split(/(?<!\\)\|/).map(cell => plainText(cell.replaceAll('\\|', '|')));
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' '
};

/** Markdown as the text that a reader sees. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)(.+?)\1/g, '$2')
    .replace(/(^|[\s(])[*_](?=\S)([^*_]+?)[*_](?=$|[\s.,:;)])/g, '$1$2')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) {
        return Object.hasOwn(entities, name) ? (entities[name] as string) : whole;
      }
      const code = decimal !== undefined ? Number(decimal) : parseInt(hex as string, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .trim();
}
