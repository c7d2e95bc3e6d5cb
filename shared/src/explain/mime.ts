/** The type under which notebooks hold our snapshots; see docs/notebook-mime.md. */
export const MIME_TYPE = 'application/vnd.pilothouse.v1+json';
