import { useRef, useState, type DragEvent, type ReactElement, type ReactNode } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError } from '../../aws/errors';
import type { ExplanationFolder } from '../../explain/folder';
import { droppedFolder, type DroppedFile } from '../../explain/folders/dropped';

/** More files than this are not looked at. */
const MAX_DROPPED = 5000;
/** How VS Code's explorer names what is dragged. */
const URI_LISTS = ['application/vnd.code.uri-list', 'text/uri-list'];

export interface DropAreaProps {
  api: AwsApi;
  onFiles: (folder: ExplanationFolder) => void;
  /** A file of the workspace was dragged out of the IDE's own list. */
  onPath: (path: string) => void;
  onFailed: (message: string) => void;
  children: ReactNode;
}

/** Takes files and folders that are dragged onto a view. They are read where they are. */
export function DropArea({
  api,
  onFiles,
  onPath,
  onFailed,
  children
}: DropAreaProps): ReactElement {
  const [over, setOver] = useState(false);
  // Leaving a child fires, too: only the last leave ends it.
  const depth = useRef(0);
  const end = (): void => {
    depth.current = 0;
    setOver(false);
  };
  const drop = async (transfer: DataTransfer): Promise<void> => {
    const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry?.() ?? []);
    const files = [...transfer.files];
    const path = pathOf(transfer);
    try {
      const found =
        entries.length > 0
          ? await droppedFiles(entries)
          : { files: files.map(file => ({ path: file.name, file })), truncated: false };
      if (found.files.length > 0) {
        const only = found.files.length === 1 ? found.files[0]?.path : undefined;
        const name = (entries.length === 1 ? entries[0]?.name : only) ?? 'Dropped files';
        onFiles(droppedFolder(found.files, name, api, found.truncated));
      } else if (path !== undefined) {
        onPath(path);
      } else {
        onFailed('What was dropped holds no files. Drag files or a folder with files.');
      }
    } catch (error) {
      onFailed(`The dropped files cannot be read: ${AwsError.from(error).message}`);
    }
  };
  return (
    <div
      className={over ? 'ph-DropArea ph-mod-over' : 'ph-DropArea'}
      onDragEnter={event => {
        if (carriesFiles(event)) {
          event.preventDefault();
          depth.current += 1;
          setOver(true);
        }
      }}
      onDragOver={event => {
        if (carriesFiles(event)) {
          event.preventDefault();
          event.dataTransfer.dropEffect = 'copy';
        }
      }}
      onDragLeave={() => {
        depth.current -= 1;
        if (depth.current <= 0) {
          end();
        }
      }}
      onDrop={event => {
        if (carriesFiles(event)) {
          event.preventDefault();
          end();
          void drop(event.dataTransfer);
        }
      }}
    >
      {children}
      {over && <div className="ph-DropArea-note">Drop to show the explanation</div>}
    </div>
  );
}

function carriesFiles({ dataTransfer }: DragEvent): boolean {
  return ['Files', ...URI_LISTS].some(type => dataTransfer.types.includes(type));
}

/** The path of a file that an IDE's own list offers. */
export function pathOf(transfer: Pick<DataTransfer, 'getData'>): string | undefined {
  const list = URI_LISTS.map(type => transfer.getData(type)).find(text => text !== '') ?? '';
  const [first = ''] = list.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#'));
  try {
    const { protocol, pathname } = new URL(first);
    return /^(file|vscode-remote|vscode-userdata):$/.test(protocol)
      ? decodeURIComponent(pathname)
      : undefined;
  } catch {
    return undefined;
  }
}

/** All files of dropped files and folders; paths begin below what was dropped. */
async function droppedFiles(
  entries: readonly FileSystemEntry[]
): Promise<{ files: DroppedFile[]; truncated: boolean }> {
  const files: DroppedFile[] = [];
  const only = entries.length === 1 && entries[0]?.isDirectory ? `${entries[0].fullPath}/` : '/';
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    if (files.length >= MAX_DROPPED) {
      return { files, truncated: true };
    }
    if (entry.isFile) {
      const file = await fileOf(entry as FileSystemFileEntry);
      files.push({ path: entry.fullPath.slice(only.length), file });
    } else if (entry.isDirectory) {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      // A reader gives a hundred at a time, and nothing at the end.
      for (let some = await readSome(reader); some.length > 0; some = await readSome(reader)) {
        waiting.push(...some);
      }
    }
  }
  return { files, truncated: false };
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function readSome(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
