import { image } from './image';
import { llm } from './llm';
import { series } from './series';
import { tabular } from './tabular';
import { text } from './text';
import type { Problem, ProblemId } from './model';

export { problemIds } from './model';
export type { Problem, ProblemId } from './model';

/** Every problem type: one line each. */
export const problems: Record<ProblemId, Problem> = {
  tabular,
  image,
  text,
  series,
  llm
};

/** The problem type of a request or a description, by its member. */
export function problemOf(config: object | undefined): Problem | undefined {
  const members = new Set(Object.keys(config ?? {}));
  return Object.values(problems).find(({ member }) => members.has(member));
}
