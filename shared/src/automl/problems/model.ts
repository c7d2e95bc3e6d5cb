import type { JobDraft } from '../draft';
import type { DataProfile } from '../preview';
import type { Rule } from '../rules/model';
import type { DataType, ProblemTypeConfig } from '../types';

export const problemIds = ['tabular', 'image', 'text', 'series', 'llm'] as const;
export type ProblemId = (typeof problemIds)[number];

/** Everything the form, the request and the rules must know about a problem type. */
export interface Problem {
  id: ProblemId;
  /** Its member of `AutoMLProblemTypeConfig`. */
  member: keyof ProblemTypeConfig;
  label: string;
  /** One line: what it learns from what. */
  summary: string;
  /** What a channel holds. */
  data: 'table' | 'images';
  /** Allowed content types; the first is the default. */
  contentTypes: readonly string[];
  /** What an S3 location may stand for; the first is the default. */
  dataTypes: readonly DataType[];
  /** Whether gzip-compressed data may be sent. */
  gzip: boolean;
  /** Whether a validation channel or share may be set. */
  validation: boolean;
  /** Objectives that can be chosen; absent if none can be set. */
  objectives?: (draft: JobDraft) => readonly string[];
  /** Objective of a request that names none; empty: the service's own. */
  objective: (draft: JobDraft) => string;
  /** Columns with a role of their own and its name; they are no features. */
  roles: (draft: JobDraft) => ReadonlyMap<string, string>;
  /** Whether columns can be left out or typed, in a feature specification. */
  features: boolean;
  /** A draft whose empty fields are filled by what the data look like. */
  suggest: (draft: JobDraft, profile: DataProfile) => JobDraft;
  /** The member's value in the request. */
  config: (draft: JobDraft, specUri: string | undefined) => object;
  /** The opposite: fields of a draft from the member's value. What is unknown is left. */
  read: (config: Readonly<Record<string, unknown>>, draft: JobDraft) => JobDraft;
  rules: readonly Rule[];
}
