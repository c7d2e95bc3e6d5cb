/** A name that every file system takes: letters, digits, dot, dash and underscore. */
export function fileName(name: string, extension: string): string {
  return `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(-120)}.${extension}`;
}
