import { statusWords } from '@pilothouse/core/aws/statusWords';
import * as vscode from 'vscode';

/**
 * What a list is narrowed by, in words beside the tree's title.
 *
 * @param filter - Fields of the list's request.
 * @returns `undefined` if by nothing.
 */
export function filterText(filter: Readonly<Record<string, string>>): string | undefined {
  const { NameContains: part, StatusEquals: status, CreationTimeAfter: after } = filter;
  const since =
    after === undefined ? undefined : new Date(after).toLocaleString(vscode.env.language);
  const words = [
    part && `“${part}”`,
    status && statusWords(status),
    since && vscode.l10n.t('since {0}', since)
  ];
  return words.filter(Boolean).join(', ') || undefined;
}
