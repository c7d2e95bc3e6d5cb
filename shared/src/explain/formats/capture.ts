/** Endpoint data capture: answers of an explaining endpoint (F8) inside lines of a capture file. */
import type { ReadContext, SampleFormat, SampleReader } from './format';
import { isObject, parseJson } from './json';
import { isOnlineAnswer } from './online';
import { onlineAnswers } from './onlineSamples';

export const capture: SampleFormat = {
  name: 'F8',
  accepts: sample => isObject(sample) && isObject(sample.captureData),
  start: context => new CaptureReader(context)
};

class CaptureReader implements SampleReader {
  private answers: SampleReader | undefined;
  private plain = 0;
  problem: string | undefined;

  constructor(private readonly context: ReadContext) {}

  get full(): boolean {
    return this.answers?.full ?? false;
  }

  take(sample: unknown, where: string): string | undefined {
    const { captureData } = sample as { captureData: Record<string, unknown> };
    const output = captureData.endpointOutput;
    if (!isObject(output) || typeof output.data !== 'string') {
      return 'holds no output of the endpoint';
    }
    const body = bodyOf(output.data, output.encoding);
    if (body === undefined) {
      return 'holds an output that is not base64 as it says';
    }
    const answer = tryJson(body);
    if (!isOnlineAnswer(answer)) {
      this.plain += 1;
      return undefined;
    }
    this.answers ??= onlineAnswers.start(this.context);
    return this.answers.take(answer, where);
  }

  end(warnings: string[]): ReturnType<SampleReader['end']> {
    const { source } = this.context;
    if (!this.answers) {
      this.problem =
        `${source}: data capture with ${this.plain} plain ${this.plain === 1 ? 'answer' : 'answers'} ` +
        'of a model; none holds an explanation.';
      return [];
    }
    return this.answers.end([
      ...warnings,
      ...(this.plain > 0 ? [`${source}: ${this.plain} captured answers hold no explanation.`] : [])
    ]);
  }
}

function bodyOf(data: string, encoding: unknown): string | undefined {
  if (typeof encoding !== 'string' || encoding.toUpperCase() !== 'BASE64') {
    return data;
  }
  try {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
