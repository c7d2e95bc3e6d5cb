/** Counts of passed, failed and skipped tests, read from the runners' own reports. */
import { readFile } from 'node:fs/promises';

const none = { passed: 0, failed: 0, skipped: 0 };

/** Vitest's JSON report. A file that cannot be loaded is a failure without a failed test. */
export function countVitest(text) {
  const report = JSON.parse(text);
  const broken = report.testResults.filter(
    file =>
      file.status === 'failed' && file.assertionResults.every(test => test.status !== 'failed')
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0)
  };
}

/** JUnit XML as pytest writes it: the suites carry the counts. */
export function countPytest(text) {
  const total = { ...none };
  for (const [suite] of text.matchAll(/<testsuite\s[^>]*>/g)) {
    const number = name => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
    const failed = number('failures') + number('errors');
    total.failed += failed;
    total.skipped += number('skipped');
    total.passed += number('tests') - failed - number('skipped');
  }
  return total;
}

/** JUnit XML as Node's test runner writes it: the counts stand in comments at its end. */
export function countNode(text) {
  const number = name => Number(new RegExp(`<!-- ${name} (\\d+) -->`).exec(text)?.[1] ?? 0);
  return {
    passed: number('pass'),
    failed: number('fail') + number('cancelled'),
    skipped: number('skipped') + number('todo')
  };
}

/** The counts of a report file; nothing was counted if the runner did not come to write it. */
export async function readReport(file, count) {
  try {
    return count(await readFile(file, 'utf8'));
  } catch {
    return { ...none };
  }
}
