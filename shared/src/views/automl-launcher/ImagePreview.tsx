import { useEffect, useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import type { DataRef } from '../../automl/draft';
import { thumbnailBytes } from '../../automl/preview/images';
import type { ImageProfile, ImageSample } from '../../automl/preview/images';
import { readSample, sampleName } from '../../automl/preview/locateImages';
import type { Host } from '../../host';
import { Table } from '../parts';
import type { Column } from '../parts';
import type { ImageClass } from '../../automl/preview/images';
import { sizeText } from '../parts/sizeText';
import { percentText } from './texts';

export interface ImagePreviewProps {
  api: AwsApi;
  host: Host;
  data: DataRef;
  images: ImageProfile;
}

/** Classes with their counts, and a few pictures. */
export function ImagePreview({ api, host, data, images }: ImagePreviewProps): ReactElement {
  const { locale } = host;
  const columns: Column<ImageClass>[] = [
    { id: 'class', header: 'Class', rowHeader: true, value: row => row.name },
    { id: 'count', header: 'Pictures', numeric: true, value: row => row.count },
    {
      id: 'share',
      header: 'Share',
      numeric: true,
      value: row => row.count,
      cell: row => percentText(row.count / Math.max(1, images.count), locale)
    }
  ];
  const parts = [
    `${images.truncated ? 'more than ' : ''}${images.count.toLocaleString(locale)} pictures`,
    `${images.classes.length.toLocaleString(locale)} classes`,
    ...(images.bytes > 0 ? [sizeText(images.bytes, locale)] : []),
    ...(images.kinds.png > 0 ? [`${images.kinds.png.toLocaleString(locale)} PNG`] : []),
    ...(images.kinds.jpeg > 0 ? [`${images.kinds.jpeg.toLocaleString(locale)} JPEG`] : []),
    ...(images.other > 0 ? [`${images.other.toLocaleString(locale)} other files left out`] : [])
  ];
  return (
    <>
      <span className="ph-muted">{parts.join(' · ')}</span>
      {images.samples.length > 0 && (
        <ul className="ph-Thumbnails" aria-label="Sample pictures">
          {images.samples.map(sample => (
            <li key={sample.path}>
              <Thumbnail api={api} host={host} data={data} sample={sample} />
              <span className="ph-muted">{sample.label}</span>
            </li>
          ))}
        </ul>
      )}
      {images.classes.length > 0 && (
        <Table
          label="Classes"
          columns={columns}
          rows={images.classes.slice(0, 200)}
          rowKey={row => row.name}
          locale={locale}
        />
      )}
      {images.classes.length > 200 && (
        <span className="ph-muted">{`200 of ${images.classes.length} classes`}</span>
      )}
    </>
  );
}

interface ThumbnailProps {
  api: AwsApi;
  host: Host;
  data: DataRef;
  sample: ImageSample;
}

function Thumbnail({ api, host, data, sample }: ThumbnailProps): ReactElement {
  const [url, setUrl] = useState<string>();
  const [failed, setFailed] = useState(sample.size > thumbnailBytes);
  useEffect(() => {
    if (sample.size > thumbnailBytes) {
      return;
    }
    const controller = new AbortController();
    let made: string | undefined;
    readSample(api, host.files, data, sample, controller.signal).then(
      blob => {
        if (!controller.signal.aborted) {
          made = URL.createObjectURL(blob);
          setUrl(made);
        }
      },
      () => {
        if (!controller.signal.aborted) {
          setFailed(true);
        }
      }
    );
    return () => {
      controller.abort();
      if (made !== undefined) {
        URL.revokeObjectURL(made);
      }
    };
  }, [api, host, data, sample]);
  const name = sampleName(sample);
  if (failed) {
    return (
      <span className="ph-Thumbnails-none" role="img" aria-label={`${name} cannot be shown`}>
        –
      </span>
    );
  }
  return url === undefined ? (
    <span className="ph-Thumbnails-none" role="img" aria-label={`${name} is loading`} />
  ) : (
    <img
      src={url}
      alt={`${name}, class ${sample.label}`}
      title={sample.path}
      onError={() => setFailed(true)}
    />
  );
}
