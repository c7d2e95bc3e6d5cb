/** F13: reports made to be read. */
import { baseName } from '../../aws/source';
import type { ReportExplanation } from '../model';
import { metaOf, noValues, type FoundFile } from './format';

export interface ReportPage {
  file: FoundFile;
  type: ReportExplanation['files'][number]['type'];
}

/** Words that a report of Clarify has among its first. */
const OWN = /SageMaker|Clarify|Analysis Report/i;

/** True if a page is such a report and not any page. */
export function isReportPage(path: string, head: string): boolean {
  return /^report\b/i.test(baseName(path)) || OWN.test(head);
}

/** One explanation for each report: the same name with several endings. */
export function reportExplanations(pages: readonly ReportPage[]): ReportExplanation[] {
  const groups = new Map<string, ReportPage[]>();
  for (const page of pages) {
    const stem = page.file.path.replace(/\.[^./]*$/, '');
    groups.set(stem, [...(groups.get(stem) ?? []), page]);
  }
  return [...groups.values()].map(group => ({
    ...noValues(),
    kind: 'report',
    files: group.map(({ file, type }) => ({ uri: file.path, type })),
    meta: metaOf('F13', (group[0] as ReportPage).file.source)
  }));
}
