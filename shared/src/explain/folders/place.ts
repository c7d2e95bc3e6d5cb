/** Where the files of a report are, told by their names alone. Paths may have either slash. */

/** Files and folders directly in a report's folder. */
export const REPORT_NAMES: readonly string[] = [
  ...[
    ...['analysis.json', 'analysis_config.json', 'dataset.csv', 'predictions.csv'],
    ...['baseline.csv', 'out.csv', 'out.jsonl']
  ].flatMap(name => [name, `${name}.gz`]),
  ...['report.ipynb', 'report.html', 'report.pdf'],
  ...['explanations_shap', 'asymmetric_shapley_value']
];

/** Folders of a report that hold files of single records. */
const INNER = /^(explanations_shap|out\.csv|out\.jsonl)$/;

/** What a packed file is called without its ending; any other name is as it was. */
export function unpackedName(path: string): string {
  return path.replace(/(?<=[^\\/])\.gz$/i, '');
}

/** A path cut into its folder and its name; the folder of a bare name is empty. */
export function splitPath(path: string): { folder: string; name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return { folder: path.slice(0, Math.max(at, 0)), name: path.slice(at + 1) };
}

/**
 * The folder of the report that a file belongs to: `…/explanations_shap/out.csv` and
 * `…/asymmetric_shapley_value/timewise_chronological/out.jsonl` lie deeper than `analysis.json`.
 */
export function reportFolder(file: string): string {
  let { folder } = splitPath(file);
  for (let { name } = splitPath(folder); INNER.test(name); { name } = splitPath(folder)) {
    ({ folder } = splitPath(folder));
  }
  const parent = splitPath(folder).folder;
  return splitPath(parent).name === 'asymmetric_shapley_value' ? splitPath(parent).folder : folder;
}

/** Whether a name in a report's folder is one that a report has. */
export function belongsToReport(name: string): boolean {
  return REPORT_NAMES.includes(name);
}

/** A path below a folder; the folder of all has the empty path. */
export function pathBelow(folder: string, below: string): string {
  return folder === '' || /[\\/]$/.test(folder) ? folder + below : `${folder}/${below}`;
}
