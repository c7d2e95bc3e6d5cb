/** The JSON body of a prompt, and a body read back into prompt and settings. Lossless both ways. */
import { isObject } from '../../explain/formats/json';
import {
  DIALECTS,
  type Dialect,
  type DialectId,
  type PromptSetting,
  type Settings,
  type SettingValue
} from './dialects';

type Members = Record<string, unknown>;

/** A request to a language model. */
export interface PromptDraft {
  dialect: DialectId;
  prompt: string;
  /** Instruction before a chat; empty: none. */
  system: string;
  settings: Settings;
  /** Ask for the answer in parts; only where the dialect says so in the body. */
  stream: boolean;
  /** Everything of the body that has no field. */
  rest: {
    members: Members;
    /** Unknown settings; absent: the body has no group of settings. */
    group?: Members;
    /** Messages of a chat before the prompt, without the instruction. */
    messages: unknown[];
  };
}

export function newPrompt(
  dialect: DialectId,
  prompt: string,
  settings: Settings,
  stream: boolean
): PromptDraft {
  return {
    dialect,
    prompt,
    system: '',
    settings,
    stream: stream && DIALECTS[dialect].streams,
    rest: { members: {}, messages: [] }
  };
}

/** The same prompt for another container; settings that it does not know are left out. */
export function inDialect(draft: PromptDraft, id: DialectId): PromptDraft {
  const known = DIALECTS[id].settings.map(setting => setting.id);
  const settings = Object.fromEntries(
    Object.entries(draft.settings).filter(([key]) => (known as string[]).includes(key))
  );
  const system = DIALECTS[id].prompt === undefined ? draft.system : '';
  return { ...newPrompt(id, draft.prompt, settings, draft.stream), system };
}

/** What is sent, as a value for JSON. */
export function promptBody(draft: PromptDraft): Members {
  const dialect = DIALECTS[draft.dialect];
  const { members, group, messages } = draft.rest;
  const settings = Object.fromEntries(
    dialect.settings.flatMap(({ id, name }): [string, unknown][] => {
      const value = draft.settings[id];
      return value === undefined ? [] : [[name, value]];
    })
  );
  const stream = draft.stream && dialect.streams ? { stream: true } : {};
  const asked =
    dialect.prompt === undefined
      ? { messages: [...system(draft), ...messages, { role: 'user', content: draft.prompt }] }
      : { [dialect.prompt]: draft.prompt };
  if (dialect.group === undefined) {
    return { ...asked, ...members, ...settings, ...stream };
  }
  const grouped =
    group !== undefined || Object.keys(settings).length > 0
      ? { [dialect.group]: { ...group, ...settings } }
      : {};
  return { ...asked, ...members, ...grouped, ...stream };
}

function system({ system: content }: PromptDraft): object[] {
  return content === '' ? [] : [{ role: 'system', content }];
}

export function writePrompt(draft: PromptDraft): string {
  return JSON.stringify(promptBody(draft), null, 2);
}

/** A body as fields, or why it has none. `invalid`: it is not JSON at all. */
export type ReadPrompt = { draft: PromptDraft } | { problem: string; invalid: boolean };

/** Read a body that was edited by hand. Never throws. */
export function readPrompt(text: string, id: DialectId): ReadPrompt {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problem: `The request is not valid JSON: ${why}`, invalid: true };
  }
  const dialect = DIALECTS[id];
  if (!isObject(body)) {
    return unreadable('The request is no JSON object, so the fields cannot show it.');
  }
  const asked =
    dialect.prompt === undefined ? fromMessages(body) : fromMember(body, dialect.prompt);
  if ('problem' in asked) {
    return unreadable(asked.problem);
  }
  const { rest: members, found: direct } = split(
    without(body, [dialect.prompt ?? 'messages']),
    dialect.group === undefined ? dialect.settings : []
  );
  const held = dialect.group === undefined ? undefined : own(members, dialect.group);
  const grouped = isObject(held) ? split(held, dialect.settings) : undefined;
  const stream = dialect.streams && own(members, 'stream') === true;
  return {
    draft: {
      dialect: id,
      prompt: asked.prompt,
      system: asked.system,
      settings: { ...direct, ...grouped?.found },
      stream,
      rest: {
        members: without(members, [
          ...(grouped && dialect.group !== undefined ? [dialect.group] : []),
          ...(stream ? ['stream'] : [])
        ]),
        ...(grouped ? { group: grouped.rest } : {}),
        messages: asked.messages
      }
    }
  };
}

function unreadable(problem: string): ReadPrompt {
  return { problem, invalid: false };
}

type Asked = Pick<PromptDraft, 'prompt' | 'system'> & { messages: unknown[] };

function fromMember(body: Members, name: string): Asked | { problem: string } {
  const prompt = own(body, name);
  return typeof prompt === 'string'
    ? { prompt, system: '', messages: [] }
    : { problem: `The request has no text called “${name}”, so the fields cannot show it.` };
}

function fromMessages(body: Members): Asked | { problem: string } {
  const messages = own(body, 'messages');
  const all: unknown[] = Array.isArray(messages) ? messages : [];
  const prompt = textOf(all.at(-1), 'user');
  if (prompt === undefined) {
    return {
      problem: 'The last of the “messages” is no text of the user, so the fields cannot show it.'
    };
  }
  // An empty instruction would be left out when it is written again.
  const first = all.length > 1 ? textOf(all[0], 'system') : undefined;
  const said = first === undefined || first === '' ? undefined : first;
  return { prompt, system: said ?? '', messages: all.slice(said === undefined ? 0 : 1, -1) };
}

/** Text of a message that is nothing but a role and a text. */
function textOf(message: unknown, role: string): string | undefined {
  if (!isObject(message) || Object.keys(message).length !== 2 || own(message, 'role') !== role) {
    return undefined;
  }
  const content = own(message, 'content');
  return typeof content === 'string' ? content : undefined;
}

/** Members that are settings with a value of their kind, and all others. */
function split(
  members: Members,
  settings: readonly PromptSetting[]
): { found: Settings; rest: Members } {
  const found: Settings = {};
  const taken: string[] = [];
  for (const setting of settings) {
    const value = own(members, setting.name);
    if (isValue(setting, value)) {
      found[setting.id] = value;
      taken.push(setting.name);
    }
  }
  return { found, rest: without(members, taken) };
}

function isValue({ kind }: PromptSetting, value: unknown): value is SettingValue {
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'switch':
      return typeof value === 'boolean';
    case 'list':
      // Empty ones and words with line breaks have no line of their own in the field.
      return (
        Array.isArray(value) &&
        value.length > 0 &&
        value.every(word => typeof word === 'string' && word !== '' && !/[\r\n]/.test(word))
      );
  }
}

function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function without(members: Members, names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

/** The dialect of a body, e.g. of a model's example; `undefined` if it is none of a language model. */
export function dialectOf(body: unknown): Dialect | undefined {
  if (!isObject(body)) {
    return undefined;
  }
  if (Array.isArray(own(body, 'messages'))) {
    return DIALECTS.chat;
  }
  const parameters = own(body, 'parameters');
  if (typeof own(body, 'inputs') === 'string' && isObject(parameters)) {
    const named = Object.keys(parameters);
    return DIALECTS.tgi.settings.some(({ name }) => named.includes(name))
      ? DIALECTS.tgi
      : undefined;
  }
  const { settings } = DIALECTS['text-inputs'];
  return typeof own(body, 'text_inputs') === 'string' &&
    settings.some(({ name }) => Object.hasOwn(body, name))
    ? DIALECTS['text-inputs']
    : undefined;
}
