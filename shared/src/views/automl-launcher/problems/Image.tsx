import type { ReactElement } from 'react';

/** Pictures have no columns: classes and samples are shown with the data. */
export function ImagePanel(): ReactElement {
  return (
    <p className="ph-muted">
      The name of a folder is the class of the pictures in it, for example cats/1.jpg and
      dogs/1.jpg. An augmented manifest can name the classes instead.
    </p>
  );
}
