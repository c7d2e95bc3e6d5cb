import { useEffect, useState } from 'react';
import type { Explanation, NamedCheck } from '../../../explain/model';
import { isChecked, namedChecks } from '../../../explain/namedChecks';

/** More numbers are checked once the picture stands. */
const AT_ONCE = 200_000;
const LATER = 300;

/** Whether the numbers hold together; `undefined` while that is being found out. */
export function useChecks(e: Explanation): NamedCheck[] | undefined {
  const now = e.values.length <= AT_ONCE || isChecked(e);
  const [later, setLater] = useState<{ of: Explanation; checks: NamedCheck[] }>();
  useEffect(() => {
    if (now) {
      return;
    }
    const timer = setTimeout(() => setLater({ of: e, checks: namedChecks(e) }), LATER);
    return () => clearTimeout(timer);
  }, [e, now]);
  return now ? namedChecks(e) : later?.of === e ? later.checks : undefined;
}
