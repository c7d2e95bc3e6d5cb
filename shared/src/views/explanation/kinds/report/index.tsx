import { useState, type ReactElement } from 'react';
import type { ByteSource } from '../../../../aws/source';
import type { ExplanationFolder } from '../../../../explain/folder';
import type { ReportExplanation } from '../../../../explain/model';
import { Button, EmptyState, Loaded, Skeleton, Tabs, useAsync } from '../../../parts';
import { FileNotes } from '../FileNotes';
import type { KindProps } from '../registry';
import { NotebookPages } from './NotebookPages';
import { PageFrame } from './PageFrame';

type ReportFile = ReportExplanation['files'][number];

/** Larger reports are saved, not shown. */
const MAX_SHOWN = 32 * 1024 * 1024;
const NAMES = { html: 'Page', ipynb: 'Notebook', pdf: 'PDF' } as const;
const TYPES = {
  html: 'text/html',
  ipynb: 'application/x-ipynb+json',
  pdf: 'application/pdf'
} as const;
const ORDER = ['html', 'ipynb', 'pdf'] as const;

/** A report made to be read: shown without anything of it being able to run, or saved. */
export default function ReportView({
  explanation: e,
  folder,
  host,
  exportName
}: KindProps<ReportExplanation>): ReactElement {
  const files = [...e.files].sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  const [chosen, setChosen] = useState(0);
  const file = files[Math.min(chosen, files.length - 1)];
  if (!file || !folder) {
    return (
      <EmptyState title="The report is not here">
        {file
          ? `Open ${file.uri} to read it; a notebook keeps its name only.`
          : `${e.meta.source} names no file of a report.`}
      </EmptyState>
    );
  }
  const save = async (): Promise<void> => {
    try {
      const bytes = await readAll(sourceOf(folder, file));
      await host.save(`${exportName}-report.${file.type}`, bytes, TYPES[file.type]);
    } catch (error) {
      host.notify('error', `${file.uri} could not be saved: ${(error as Error).message}`);
    }
  };
  return (
    <section className="ph-Stack" aria-label="Report">
      <Tabs<string>
        label="Report as"
        tabs={files.map((each, index) => ({
          id: String(index),
          label:
            files.filter(({ type }) => type === each.type).length > 1
              ? `${NAMES[each.type]} ${index + 1}`
              : NAMES[each.type]
        }))}
        selected={String(files.indexOf(file))}
        onSelect={id => setChosen(Number(id))}
        actions={
          <Button kind="quiet" icon="save" onClick={() => void save()}>
            Save a copy
          </Button>
        }
      >
        {file.type === 'pdf' ? (
          <EmptyState title="PDF report">
            {file.uri} opens in a PDF viewer: save a copy and open it there. The page and the
            notebook of the same report can be read here.
          </EmptyState>
        ) : (
          <Shown key={file.uri} file={file} folder={folder} host={host} />
        )}
      </Tabs>
      <FileNotes explanation={e} facts={[`Read from ${file.uri}`]} />
    </section>
  );
}

function Shown({
  file,
  folder,
  host
}: Pick<KindProps<ReportExplanation>, 'host'> & {
  file: ReportFile;
  folder: ExplanationFolder;
}): ReactElement {
  const state = useAsync(signal => readText(sourceOf(folder, file), signal), file.uri);
  return (
    <Loaded
      state={state}
      what={`${file.uri} could not be read.`}
      host={host}
      skeleton={<Skeleton label="Loading report" layout="text" rows={8} />}
    >
      {text =>
        text === undefined ? (
          <EmptyState title="The report is too large to show">
            It has more than {MAX_SHOWN / 1024 / 1024} MB. Save a copy and open it in a browser.
          </EmptyState>
        ) : file.type === 'html' ? (
          <PageFrame html={text} />
        ) : (
          <NotebookPages text={text} />
        )
      }
    </Loaded>
  );
}

function sourceOf(folder: ExplanationFolder, { uri }: ReportFile): ByteSource {
  const outside = /^[a-z0-9]+:\/\//i.test(uri) ? folder.resolve(uri) : folder.open(uri);
  if (!outside) {
    throw new Error('the place cannot be reached from here');
  }
  return outside;
}

async function readAll(source: ByteSource, signal?: AbortSignal): Promise<Uint8Array> {
  const { size } = await source.stat();
  return source.read(0, size, signal);
}

/** @returns `undefined` if the file is too large. */
async function readText(source: ByteSource, signal: AbortSignal): Promise<string | undefined> {
  const { size } = await source.stat();
  return size > MAX_SHOWN
    ? undefined
    : new TextDecoder().decode(await source.read(0, size, signal));
}
