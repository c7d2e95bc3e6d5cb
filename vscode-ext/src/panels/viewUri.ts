/**
 * Addresses of views. A view is an editor on `pilothouse:/<title>?<view and arguments>`, so the
 * IDE itself shows the same arguments in the same tab and brings tabs back after a reload.
 */
import type { ExplanationSource, ViewArgs } from '@pilothouse/core/views/names';
import { sourceTitle } from '@pilothouse/core/views/explanation/source';
import * as vscode from 'vscode';

export const SCHEME = 'pilothouse';

/** Views that open as editors. */
export type PanelView =
  | 'automl-launcher'
  | 'automl-job'
  | 'explanation'
  | 'deploy'
  | 'endpoint'
  | 'transform-job'
  | 'storage';

export type PanelSubject = { [V in PanelView]: { view: V; args: ViewArgs[V] } }[PanelView];

const MAX_TEXT = 2_048;

const problemIds = ['tabular', 'image', 'text', 'series', 'llm'] as const;

/** The address of a view; the tab's title comes from its path. */
export function viewUri(subject: PanelSubject): vscode.Uri {
  // A slash of the title would end it; this one only looks like it.
  const title = titleOf(subject).replace(/\//g, '\u2215');
  return vscode.Uri.from({
    scheme: SCHEME,
    path: `/${title}`,
    query: JSON.stringify([subject.view, subject.args])
  });
}

/**
 * The view behind an address.
 *
 * @returns `undefined` if it is none: addresses can be typed and linked to.
 */
export function parseViewUri(uri: vscode.Uri): PanelSubject | undefined {
  if (uri.scheme !== SCHEME) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(uri.query);
    return Array.isArray(value) ? panelSubject(value[0], value[1]) : undefined;
  } catch {
    return undefined;
  }
}

/** A view and its arguments out of untrusted values; nothing else is kept of them. */
export function panelSubject(view: unknown, args: unknown): PanelSubject | undefined {
  if (args === null || typeof args !== 'object') {
    return undefined;
  }
  const { path, cloneOf, problem, jobName, candidateName, role, endpointName, source } =
    args as Record<string, unknown>;
  switch (view) {
    case 'automl-launcher': {
      const known = problemIds.find(id => id === problem);
      const right = [path, cloneOf].every(one => one === undefined || isText(one));
      return right && (problem === undefined || known)
        ? {
            view,
            args: {
              ...(isText(path) ? { path } : {}),
              ...(isText(cloneOf) ? { cloneOf } : {}),
              ...(known ? { problem: known } : {})
            }
          }
        : undefined;
    }
    case 'automl-job':
      return isText(jobName) ? { view, args: { jobName } } : undefined;
    case 'deploy':
      return jobName === '' || isText(jobName)
        ? {
            view,
            args: {
              jobName,
              ...(isText(candidateName) ? { candidateName } : {}),
              ...(isText(role) ? { role } : {})
            }
          }
        : undefined;
    case 'endpoint':
      return isText(endpointName) ? { view, args: { endpointName } } : undefined;
    case 'transform-job': {
      const { transformJobName } = args as Record<string, unknown>;
      return isText(transformJobName) ? { view, args: { transformJobName } } : undefined;
    }
    case 'explanation': {
      const known = explanationSource(source);
      return known && { view, args: { source: known } };
    }
    case 'storage':
      return { view, args: {} };
    default:
      return undefined;
  }
}

function explanationSource(value: unknown): ExplanationSource | undefined {
  if (value === null || typeof value !== 'object') {
    return undefined;
  }
  const { kind, jobName, candidateName, uri, path, cell } = value as Record<string, unknown>;
  if (kind === 'job' && isText(jobName)) {
    return isText(candidateName) ? { kind, jobName, candidateName } : { kind, jobName };
  }
  if (kind === 's3' && isText(uri)) {
    return { kind, uri };
  }
  if (kind === 'file' && isText(path)) {
    const known = typeof cell === 'number' && Number.isInteger(cell) && cell > 0;
    return known ? { kind, path, cell } : { kind, path };
  }
  return kind === 'none' ? { kind } : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT;
}

function titleOf(subject: PanelSubject): string {
  switch (subject.view) {
    case 'automl-launcher': {
      if (subject.args.cloneOf !== undefined) {
        return vscode.l10n.t('Clone of {0}', subject.args.cloneOf);
      }
      const name = subject.args.path?.split(/[\\/]/).filter(Boolean).pop();
      return name ? vscode.l10n.t('New job: {0}', name) : vscode.l10n.t('New AutoML job');
    }
    case 'automl-job':
      return subject.args.jobName;
    case 'deploy':
      return subject.args.jobName === ''
        ? vscode.l10n.t('Deploy from another account')
        : vscode.l10n.t('Deploy {0}', subject.args.candidateName ?? subject.args.jobName);
    case 'endpoint':
      return subject.args.endpointName;
    case 'transform-job':
      return subject.args.transformJobName;
    case 'storage':
      return vscode.l10n.t('Local engine storage');
    case 'explanation': {
      const name = sourceTitle(subject.args.source);
      return name ? vscode.l10n.t('{0} – explanation', name) : vscode.l10n.t('Explanation');
    }
  }
}
