/** Which files of a folder belong to the same report. */
import { analysisConfig, isAnalysisConfig, type AnalysisConfig } from './formats/analysisConfig';
import type { FoundFile } from './formats/format';
import { isObject } from './formats/json';
import { documents as documentFormats } from './formats/registry';
import type { JsonDocument, Survey } from './survey';

/** Files of one run of an analysis. */
export interface Report {
  /** Folder of its analysis, relative with a slash at the end; '' is the top. */
  root: string;
  /** Time of its newest analysis. */
  modified: number;
  /** Documents with sections of an analysis. */
  analyses: JsonDocument[];
  config: AnalysisConfig;
  /** File of the configuration, for messages. */
  configSource?: string;
  /** Documents that are neither. */
  others: JsonDocument[];
  lines: FoundFile[];
  tables: Survey['tables'];
  pictures: FoundFile[];
  pages: Survey['pages'];
}

/** Folders that a report has below its own; they never are a report's root. */
const INNER = /(^|\/)(explanations_shap|asymmetric_shapley_value|out\.csv|out\.jsonl)(\/.*)?$/;

/** Group the files of a folder; the order is that of the reports' paths. */
export function reportsOf(found: Survey): Report[] {
  const reports = new Map<string, Report>();
  const rooted: { document: JsonDocument; is: 'analysis' | 'config' }[] = [];
  const others: JsonDocument[] = [];
  for (const document of found.documents) {
    const { value } = document;
    if (isObject(value) && isAnalysisConfig(value)) {
      rooted.push({ document, is: 'config' });
    } else if (isObject(value) && isAnalysis(value)) {
      rooted.push({ document, is: 'analysis' });
    } else {
      others.push(document);
    }
  }
  const roots = [...new Set(rooted.map(({ document }) => rootOf(document.file.path)))].sort(
    (a, b) => b.length - a.length
  );
  const reportAt = (path: string): Report => {
    const root = roots.find(folder => path.startsWith(folder)) ?? rootOf(path);
    const report = reports.get(root) ?? {
      root,
      modified: 0,
      analyses: [],
      config: {},
      others: [],
      lines: [],
      tables: [],
      pictures: [],
      pages: []
    };
    reports.set(root, report);
    return report;
  };
  for (const { document, is } of rooted) {
    const report = reportAt(document.file.path);
    if (is === 'config') {
      report.config = analysisConfig(document.value as Record<string, unknown>);
      report.configSource = document.file.source;
    } else {
      report.analyses.push(document);
      report.modified = Math.max(report.modified, document.file.modified);
    }
  }
  others.forEach(document => reportAt(document.file.path).others.push(document));
  found.lines.forEach(file => reportAt(file.path).lines.push(file));
  found.tables.forEach(table => reportAt(table.file.path).tables.push(table));
  // Pictures may lie in folders of their own below what names them.
  const owners = [...reports.keys()].sort((a, b) => b.length - a.length);
  found.pictures.forEach(file =>
    reportAt(owners.find(folder => file.path.startsWith(folder)) ?? '').pictures.push(file)
  );
  found.pages.forEach(page => reportAt(page.file.path).pages.push(page));
  return [...reports.values()].sort((a, b) => (a.root < b.root ? -1 : 1));
}

/** The report written last; reports without an analysis count only if there is no other. */
export function newestOf(reports: readonly Report[]): Report[] {
  const analysed = reports.filter(({ analyses }) => analyses.length > 0);
  const newest = [...analysed].sort((a, b) => b.modified - a.modified)[0];
  return newest ? [newest] : [...reports];
}

/** True if a document has a section of an analysis, or the violations of a monitor. */
export function isAnalysis(value: Record<string, unknown>): boolean {
  return documentFormats.some(({ sections }) => sections.some(path => hasSection(value, path)));
}

function rootOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1).replace(/\/$/, '');
  const outer = folder.replace(INNER, '');
  return outer === '' ? '' : `${outer}/`;
}

/** True if a document has a member at `a.b`. An answer of an endpoint has a list there. */
function hasSection(document: Record<string, unknown>, path: string): boolean {
  const [first, second] = path.split('.') as [string, string | undefined];
  const value = document[first];
  if (second === undefined) {
    return value !== undefined;
  }
  const inner = isObject(value) ? value[second] : undefined;
  return inner !== undefined && !(second.startsWith('kern') && !isObject(inner));
}
