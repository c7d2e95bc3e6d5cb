/** The words in an answer that came in parts: JSON lines or server-sent events of tokens. */
import { isObject, parseJson } from '../explain/formats/json';

/** @returns the words of all whole lines, or `undefined` if a line holds none. */
export function streamText(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  // The last line may go on.
  const whole = lines
    .slice(0, -1)
    .map(line => line.replace(/^data:\s*/, '').trim())
    .filter(line => line !== '' && line !== '[DONE]' && !line.startsWith('event:'));
  const words = whole.map(wordsOf);
  return words.length > 0 && words.every(word => word !== undefined) ? words.join('') : undefined;
}

function wordsOf(line: string): string | undefined {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch {
    return undefined;
  }
  if (!isObject(value)) {
    return undefined;
  }
  const { outputs, token, choices, generated_text: whole } = value;
  const [output] = Array.isArray(outputs) ? (outputs as unknown[]) : [];
  const [choice] = Array.isArray(choices) ? (choices as unknown[]) : [];
  const delta = isObject(choice) ? (choice.delta ?? choice) : undefined;
  const found = [
    output,
    isObject(token) ? token.text : undefined,
    isObject(delta) ? (delta.content ?? delta.text) : undefined,
    whole
  ].find(one => typeof one === 'string');
  return typeof found === 'string' ? found : undefined;
}
