import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { honesty, type Honesty } from '../../../../explain/honesty';
import type { TabularExplanation } from '../../../../explain/model';
import { short } from '../../../../plots/numbers';
import { Banner } from '../../../parts';

/** More numbers are checked once the picture stands. */
const AT_ONCE = 200_000;

/** A warning where the numbers do not hold together. */
export function Doubts({ checks }: Pick<Honesty, 'checks'>): ReactElement | null {
  const broken = checks.filter(({ check }) => check.state === 'broken');
  return broken.length === 0 ? null : (
    <Banner kind="warning" title="Read these numbers with care.">
      {broken.map(({ text }) => text).join('. ')}.
    </Banner>
  );
}

/** What the numbers are, how they were checked, and what was wrong with the files. */
export function About({
  honesty: { facts, checks },
  warnings
}: {
  honesty: Honesty;
  warnings: readonly string[];
}): ReactElement {
  return (
    <div className="ph-Stack">
      <p className="ph-muted ph-Honesty" aria-label="About these numbers" role="note">
        {[...facts, ...checks.map(({ text }) => text)].join(' · ')}
      </p>
      {warnings.length > 0 && (
        <details className="ph-Details">
          <summary>
            {warnings.length === 1
              ? '1 note on the files'
              : `${warnings.length} notes on the files`}
          </summary>
          <ul>
            {warnings.slice(0, 50).map((warning, index) => (
              <li key={index}>{warning}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Facts and checks; of very many numbers a moment later. */
export function useHonesty(e: TabularExplanation, label: number, locale: string): Honesty {
  const large = e.records * e.features.length > AT_ONCE;
  const number = (value: number): string => short(value, locale);
  const now = useMemo(
    () => (large ? undefined : honesty(e, label, number)),
    // `number` depends on the locale alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [e, label, locale, large]
  );
  const [later, setLater] = useState<{ of: TabularExplanation; label: number; found: Honesty }>();
  useEffect(() => {
    if (!large) {
      return;
    }
    const timer = setTimeout(
      () => setLater({ of: e, label, found: honesty(e, label, value => short(value, locale)) }),
      300
    );
    return () => clearTimeout(timer);
  }, [e, label, locale, large]);
  return (
    now ??
    (later?.of === e && later.label === label
      ? later.found
      : { facts: ['Checking whether the numbers hold together…'], checks: [] })
  );
}
