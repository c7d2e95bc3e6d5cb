import { useState, type ReactElement, type ReactNode } from 'react';
import type { Host } from '../../host';
import { Button } from './Button';
import { LiveRegion } from './LiveRegion';
import { Tabs } from './Tabs';
import { useStored } from './useStored';

export interface CodeVariant {
  id: string;
  /** E.g. `Python (boto3)`. */
  label: string;
  language: 'python' | 'typescript' | 'shellscript' | 'json';
  code: string;
}

export interface CodeBlockProps {
  /** What the code does, for screen readers. */
  label: string;
  variants: readonly CodeVariant[];
  host: Host;
  note?: ReactNode;
}

/** Code in several languages, to copy or to put into the notebook or editor. */
export function CodeBlock({ label, variants, host, note }: CodeBlockProps): ReactElement | null {
  const [chosen, setChosen] = useStored<string>(host, 'code-language', '');
  const [said, setSaid] = useState('');
  const shown = variants.find(variant => variant.id === chosen) ?? variants[0];
  if (!shown) {
    return null;
  }
  const act = (done: string, run: () => Promise<void>): void => {
    run().then(
      () => setSaid(done),
      (reason: unknown) => {
        const why = reason instanceof Error ? reason.message : String(reason);
        host.notify('error', why);
      }
    );
  };
  return (
    <div className="ph-CodeBlock">
      <Tabs
        label={label}
        tabs={variants}
        selected={shown.id}
        onSelect={id => {
          setSaid('');
          setChosen(id);
        }}
        actions={
          <>
            <Button
              kind="quiet"
              icon="copy"
              onClick={() => act('Copied', () => host.copy(shown.code))}
            >
              Copy
            </Button>
            <Button
              kind="quiet"
              icon="insert"
              onClick={() => act('Inserted', () => host.insertCode(shown.code, shown.language))}
            >
              Insert
            </Button>
          </>
        }
      >
        <pre className="ph-CodeBlock-code" tabIndex={0} role="region" aria-label={shown.label}>
          <code>{shown.code}</code>
        </pre>
      </Tabs>
      {note && <div className="ph-Field-hint">{note}</div>}
      <LiveRegion message={said} />
    </div>
  );
}
