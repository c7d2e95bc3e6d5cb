import { useCallback, useMemo, useState } from 'react';
import { inDialect, readPrompt, writePrompt, type PromptDraft } from '../../endpoints/prompt/body';
import type { DialectId, SettingId, SettingValue } from '../../endpoints/prompt/dialects';

/** A prompt as fields and as the body that is sent: a change of one changes the other. */
export interface PromptState {
  /** What the fields show: the last body that they can show. */
  draft: PromptDraft;
  /** The body. */
  text: string;
  /** Why the fields cannot show the body. */
  problem: string | undefined;
  /** The body is no JSON, so no container could read it. */
  invalid: boolean;
  change(part: Partial<PromptDraft>): void;
  /** @param value - `undefined`: it is not sent, and the container takes its own default. */
  set(id: SettingId, value: SettingValue | undefined): void;
  setDialect(id: DialectId): void;
  setText(text: string): void;
}

/**
 * @param given - `undefined`: the endpoint is no language model, and so is the result.
 * @param mayStream - Answers can come in parts.
 */
export function usePrompt(
  given: PromptDraft | undefined,
  mayStream: boolean
): PromptState | undefined {
  const [state, setState] = useState(() => {
    const draft = given && { ...given, stream: given.stream && mayStream };
    return draft && { draft, text: writePrompt(draft) };
  });
  const read = useMemo(() => state && readPrompt(state.text, state.draft.dialect), [state]);
  const update = useCallback((next: (draft: PromptDraft) => PromptDraft): void => {
    setState(old => {
      if (!old) {
        return old;
      }
      const draft = next(old.draft);
      return { draft, text: writePrompt(draft) };
    });
  }, []);
  const setText = useCallback((text: string): void => {
    setState(old => {
      if (!old) {
        return old;
      }
      const found = readPrompt(text, old.draft.dialect);
      return { draft: 'draft' in found ? found.draft : old.draft, text };
    });
  }, []);
  const set = useCallback<PromptState['set']>(
    (id, value) =>
      update(draft => {
        const settings = { ...draft.settings, [id]: value };
        if (value === undefined) {
          delete settings[id];
        }
        return { ...draft, settings };
      }),
    [update]
  );
  return (
    state && {
      ...state,
      problem: read && 'problem' in read ? read.problem : undefined,
      invalid: read !== undefined && 'invalid' in read && read.invalid,
      change: part => update(draft => ({ ...draft, ...part })),
      set,
      setDialect: id => update(draft => inDialect(draft, id)),
      setText
    }
  );
}
