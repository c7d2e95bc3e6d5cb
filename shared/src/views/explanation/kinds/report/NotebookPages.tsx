import { useMemo, type ReactElement } from 'react';
import {
  readNotebook,
  type NotebookBlock,
  type NotebookReport
} from '../../../../explain/report/notebook';
import { Banner } from '../../../parts';

/** A notebook as text and pictures. */
export function NotebookPages({ text }: { text: string }): ReactElement {
  const read = useMemo<NotebookReport | Error>(() => {
    try {
      return readNotebook(text);
    } catch (error) {
      return error as Error;
    }
  }, [text]);
  if (read instanceof Error) {
    return (
      <Banner kind="error" title="The notebook could not be read.">
        {read.message} Save a copy to look at it with other tools.
      </Banner>
    );
  }
  const omitted = read.blocks.filter(({ kind }) => kind === 'omitted').length;
  return (
    <div className="ph-Stack ph-NotebookPages">
      {omitted > 0 && (
        <p className="ph-muted">
          {omitted === 1 ? '1 output is' : `${omitted} outputs are`} left out because only a browser
          page can show {omitted === 1 ? 'it' : 'them'}; open the notebook itself to see all.
        </p>
      )}
      {read.blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
      {read.omittedCells > 0 && (
        <p className="ph-muted">{read.omittedCells} more cells are not shown.</p>
      )}
    </div>
  );
}

function Block({ block }: { block: NotebookBlock }): ReactElement | null {
  switch (block.kind) {
    case 'heading': {
      // The page's own title is the first level.
      const Heading = block.level === 1 ? 'h2' : block.level === 2 ? 'h3' : 'h4';
      return <Heading dir="auto">{block.text}</Heading>;
    }
    case 'text':
      return (
        <p className="ph-Prose" dir="auto">
          {block.text}
        </p>
      );
    case 'code':
      return (
        <details className="ph-Details">
          <summary>Code</summary>
          <pre className="ph-code ph-Prose">{block.text}</pre>
        </details>
      );
    case 'output':
      return <pre className="ph-code ph-Prose">{block.text}</pre>;
    case 'picture':
      return (
        <img
          className="ph-NotebookPages-picture"
          alt="Picture of the report"
          src={`data:${block.type};base64,${block.base64}`}
        />
      );
    case 'omitted':
      return <p className="ph-muted">Left out: an output of type {block.what}.</p>;
  }
}
