import { useEffect, useMemo, useState, type ReactElement } from 'react';
import type { Answer } from '../../endpoints/answer';
import type { Picture } from '../../endpoints/pictures';
import { parseJson } from '../../explain/formats/json';
import type { Host } from '../../host';
import { Button, JsonTree } from '../parts';

/** Characters of an answer that are shown at once. */
const TEXT_LIMIT = 100_000;

/** What a language model wrote. */
export function GeneratedText({
  texts,
  host
}: {
  texts: readonly string[];
  host: Host;
}): ReactElement {
  return (
    <div className="ph-Stack">
      {texts.map((text, index) => (
        <pre
          key={index}
          className="ph-Generated"
          aria-label={texts.length > 1 ? `Generated text ${index + 1}` : 'Generated text'}
          tabIndex={0}
        >
          {text === '' ? 'The model wrote nothing.' : text.slice(0, TEXT_LIMIT)}
        </pre>
      ))}
      <div className="ph-Row">
        <Button kind="quiet" onClick={() => void host.copy(texts.join('\n\n'))}>
          Copy text
        </Button>
      </div>
    </div>
  );
}

/** Pictures that a model drew. */
export function AnswerPictures({
  pictures,
  host
}: {
  pictures: readonly Picture[];
  host: Host;
}): ReactElement {
  return (
    <div className="ph-Stack">
      {pictures.map((picture, index) => (
        <AnswerPicture key={index} picture={picture} number={index + 1} host={host} />
      ))}
    </div>
  );
}

function AnswerPicture({
  picture,
  number,
  host
}: {
  picture: Picture;
  number: number;
  host: Host;
}): ReactElement {
  const [url, setUrl] = useState<string>();
  const [broken, setBroken] = useState(false);
  const { bytes, type } = picture;
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  const name = `answer-${number}.${type.replace('image/', '').replace('jpeg', 'jpg')}`;
  return (
    <figure className="ph-AnswerPicture">
      {broken ? (
        <p className="ph-muted">The picture is damaged; its bytes can be saved.</p>
      ) : (
        url && (
          <img src={url} alt={`Picture ${number} of the answer`} onError={() => setBroken(true)} />
        )
      )}
      <Button kind="quiet" onClick={() => void host.save(name, bytes, type)}>
        Save picture
      </Button>
    </figure>
  );
}

/** @returns the answer as JSON of more than one value, or `undefined`. */
export function treeOf({ text }: Pick<Answer, 'text'>): object | undefined {
  try {
    const value: unknown = text === undefined ? undefined : parseJson(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

export function AnswerTree({ value, host }: { value: object; host: Host }): ReactElement {
  return <JsonTree label="Answer" value={value} host={host} />;
}

/** The body as it came. */
export function RawAnswer({ answer }: { answer: Answer }): ReactElement {
  const { text, bytes } = answer;
  const shown = useMemo(
    () =>
      text === undefined
        ? Array.from(bytes.subarray(0, 256), byte => byte.toString(16).padStart(2, '0')).join(' ')
        : text.length > TEXT_LIMIT
          ? `${text.slice(0, TEXT_LIMIT)}\n…`
          : text,
    [text, bytes]
  );
  return (
    <pre className="ph-code" aria-label="Raw answer" tabIndex={0}>
      {shown}
    </pre>
  );
}
