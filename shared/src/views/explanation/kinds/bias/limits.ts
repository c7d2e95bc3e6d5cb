/** Distances from parity beyond which the user wants metrics marked. Nothing is set at first. */
import { useCallback } from 'react';
import type { Host } from '../../../../host';
import { useStored } from '../../../parts';

export interface BiasLimits {
  /** For all metrics without a limit of their own. */
  general: number | undefined;
  /** Limit of one metric. */
  of: (code: string) => number | undefined;
  /** Own limit of a metric. */
  own: (code: string) => number | undefined;
  setGeneral: (limit: number | undefined) => void;
  setOwn: (code: string, limit: number | undefined) => void;
}

/** Key of the limit for all; no metric is called so. */
const GENERAL = '*';
const NONE: Record<string, number> = {};

export function useBiasLimits(host: Host): BiasLimits {
  const [stored, setStored] = useStored<Record<string, number>>(host, 'bias:limits', NONE);
  const own = useCallback(
    (code: string): number | undefined => {
      const limit = Object.hasOwn(stored, code) ? stored[code] : undefined;
      return typeof limit === 'number' && limit >= 0 ? limit : undefined;
    },
    [stored]
  );
  const setOwn = useCallback(
    (code: string, limit: number | undefined) => {
      const rest = Object.entries(stored).filter(([key]) => key !== code);
      setStored(Object.fromEntries(limit === undefined ? rest : [...rest, [code, limit]]));
    },
    [stored, setStored]
  );
  const general = own(GENERAL);
  return {
    general,
    own,
    of: code => own(code) ?? general,
    setGeneral: limit => setOwn(GENERAL, limit),
    setOwn
  };
}
