/** What is posted between a page and the extension host: a frame and the page it belongs to. */
export interface Envelope {
  /** Chosen by the page when it loads; a page that comes back is another page. */
  page: string;
  frame: unknown;
}

/** Whether what came from a page is of this form: it may be anything. */
export function isEnvelope(value: unknown): value is Envelope {
  return (
    value !== null &&
    typeof value === 'object' &&
    typeof (value as Partial<Envelope>).page === 'string' &&
    'frame' in value
  );
}
