import { expect, it } from 'vitest';
import { namedChecks } from './namedChecks';
import { readFolder } from './read';
import { sampleFolder } from './sample';

it('is a report that adds up, with a text explanation beside it', async () => {
  const { explanations, problems } = await readFolder(sampleFolder());
  expect(problems).toEqual([]);
  expect(explanations.map(({ kind, records }) => [kind, records])).toEqual([
    ['tabular', 240],
    ['text', 3]
  ]);
  for (const explanation of explanations) {
    expect(explanation.meta.warnings).toEqual([]);
    const failed = namedChecks(explanation).filter(({ ok }) => !ok);
    expect(failed).toEqual([]);
  }
  const [tabular] = explanations;
  expect(namedChecks(tabular!).map(({ name }) => name)).toContain('additivity');
});
