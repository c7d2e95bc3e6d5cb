/** The words in an answer that comes in parts: JSON lines or server-sent events of tokens. */
import { isObject, parseJson } from '../explain/formats/json';

/** Reads the lines as they come, each once. */
export class StreamWords {
  /** Of a line that goes on. */
  private open = '';
  private said = '';
  private lines = 0;
  private readable = true;
  /** What the container said in place of more words. */
  error: string | undefined;

  /** @returns the words so far, or `undefined` if this is no such answer. */
  push(text: string): string | undefined {
    const lines = (this.open + text).split(/\r\n|\n|\r(?!$)/);
    this.open = lines.pop() ?? '';
    lines.forEach(line => this.read(line));
    return this.words;
  }

  /** Nothing more comes: the last line is whole, too. */
  end(): string | undefined {
    const last = this.open;
    this.open = '';
    this.read(last);
    return this.words;
  }

  get words(): string | undefined {
    return this.lines > 0 && this.readable ? this.said : undefined;
  }

  private read(line: string): void {
    const text = line.replace(/^data:/, '').trim();
    // Comments keep a connection open; the other fields of an event say nothing about words.
    if (!this.readable || text === '' || text === '[DONE]' || /^(:|event:|id:|retry:)/.test(text)) {
      return;
    }
    const words = wordsOf(text);
    if (words === undefined) {
      const failure = failureOf(text);
      if (failure === undefined) {
        this.readable = false;
      } else {
        this.error ??= failure;
      }
      return;
    }
    // The last event may repeat all the words.
    if (this.lines === 0 || !words.whole) {
      this.said += words.text;
    }
    this.lines += 1;
  }
}

/** @returns the words of an answer's lines, or `undefined` if a line holds none. */
export function streamText(text: string): string | undefined {
  const reader = new StreamWords();
  reader.push(text);
  return reader.end();
}

interface Words {
  text: string;
  /** It is not the next token but everything. */
  whole: boolean;
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function wordsOf(line: string): Words | undefined {
  const value = parsed(line);
  if (!value) {
    return undefined;
  }
  const { outputs, token, choices, generated_text: whole } = value;
  if (Array.isArray(choices)) {
    // The last ones of a chat hold no words: why it ended, and what was used.
    const [choice] = choices as unknown[];
    const delta = isObject(choice) ? (choice.delta ?? choice) : undefined;
    const said = isObject(delta) ? (delta.content ?? delta.text) : undefined;
    return { text: typeof said === 'string' ? said : '', whole: false };
  }
  if (isObject(token) && typeof token.text === 'string') {
    // Marks of the beginning and end are no words.
    return { text: token.special === true ? '' : token.text, whole: false };
  }
  const [output] = Array.isArray(outputs) ? (outputs as unknown[]) : [];
  if (typeof output === 'string') {
    return { text: output, whole: false };
  }
  return typeof whole === 'string' ? { text: whole, whole: true } : undefined;
}

function failureOf(line: string): string | undefined {
  const error = parsed(line)?.error;
  const said = isObject(error) ? error.message : error;
  return typeof said === 'string' && said !== '' ? said : undefined;
}
