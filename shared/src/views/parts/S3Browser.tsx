import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { AwsApi } from '../../aws/api';
import { AwsError, type AwsErrorData } from '../../aws/errors';
import { formatS3Uri, parseS3Uri } from '../../aws/s3';
import type { S3Location } from '../../aws/s3';
import { listBuckets, listFolder } from '../../aws/s3Browse';
import type { S3Page } from '../../aws/s3Browse';
import type { Host } from '../../host';
import { Button } from './Button';
import { ErrorState } from './ErrorState';
import { MiddleEllipsis } from './MiddleEllipsis';
import { sizeText } from './sizeText';
import { Skeleton } from './Skeleton';
import { TextField } from './TextField';
import { useAsync } from './useAsync';

export interface S3BrowserProps {
  api: AwsApi;
  host: Host;
  /** Where to begin; none: the list of buckets. */
  start?: string;
  /** What can be chosen. */
  choose: 'prefix' | 'object' | 'any';
  onChoose: (uri: string) => void;
  onClose: () => void;
}

/** A place: a bucket and a prefix that ends with a slash; none is the list of buckets. */
type Place = S3Location | undefined;

function placeOf(uri: string | undefined): Place {
  const location = uri === undefined ? undefined : parseS3Uri(uri);
  return location && { ...location, key: location.key.slice(0, location.key.lastIndexOf('/') + 1) };
}

/** Walk through buckets and prefixes, and choose one or an object. */
export function S3Browser(props: S3BrowserProps): ReactElement {
  const { api, host, choose, onChoose, onClose } = props;
  const [place, setPlace] = useState<Place>(() => placeOf(props.start));
  const [search, setSearch] = useState('');
  const key = place ? formatS3Uri(place) : 'buckets';
  // A name that is searched for is looked up by S3, too: it may be on a later page.
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(search.trim()), 300);
    return () => clearTimeout(timer);
  }, [search]);
  const first = useAsync<S3Page>(
    async signal =>
      place
        ? listFolder(api, { ...place, key: place.key + asked }, { signal })
        : {
            folders: (await listBuckets(api, { signal })).filter(name =>
              name.includes(asked.toLowerCase())
            ),
            objects: []
          },
    `${key} ${asked}`
  );
  const go = (next: Place): void => {
    setSearch('');
    setAsked('');
    setPlace(next);
  };
  return (
    <section className="ph-Panel ph-Stack ph-S3Browser" aria-label="Browse S3">
      <div className="ph-Row">
        <Crumbs place={place} onGo={go} />
      </div>
      <div className="ph-Row">
        <TextField
          label={place ? 'Names that begin with' : 'Search buckets'}
          hideLabel
          type="search"
          placeholder={place ? 'Names that begin with…' : 'Search buckets'}
          value={search}
          onChange={setSearch}
        />
        {place && choose !== 'object' && (
          <Button onClick={() => onChoose(key)}>Use this prefix</Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
      {first.error && (
        <ErrorState
          error={first.error}
          what={place ? `${key} cannot be listed.` : 'The buckets cannot be listed.'}
          host={host}
          onRetry={() => void first.reload()}
        />
      )}
      {first.error && !place && (
        <p className="ph-muted">
          Listing buckets needs s3:ListAllMyBuckets. You can write a location by hand instead.
        </p>
      )}
      {!first.data && !first.error && (
        <Skeleton label="Loading the list" layout="table" rows={5} columns={2} />
      )}
      {first.data && (
        <Entries
          key={`${key} ${asked} ${first.updatedAt ?? 0}`}
          {...props}
          first={first.data}
          place={place}
          prefix={{ bucket: place?.bucket ?? '', key: (place?.key ?? '') + asked }}
          onGo={go}
        />
      )}
    </section>
  );
}

function Crumbs({ place, onGo }: { place: Place; onGo: (place: Place) => void }): ReactElement {
  const parts = place ? place.key.split('/').filter(Boolean) : [];
  return (
    <nav aria-label="Location">
      <Button kind="quiet" onClick={() => onGo(undefined)}>
        Buckets
      </Button>
      {place && (
        <Button kind="quiet" onClick={() => onGo({ bucket: place.bucket, key: '' })}>
          {place.bucket}
        </Button>
      )}
      {place &&
        parts.map((part, index) => {
          const prefix = `${parts.slice(0, index + 1).join('/')}/`;
          return (
            <Button
              key={prefix}
              kind="quiet"
              onClick={() => onGo({ bucket: place.bucket, key: prefix })}
            >
              {part}
            </Button>
          );
        })}
    </nav>
  );
}

interface EntriesProps extends S3BrowserProps {
  first: S3Page;
  place: Place;
  prefix: S3Location;
  onGo: (place: Place) => void;
}

/** Folders and objects, page by page. */
function Entries({
  api,
  host,
  choose,
  onChoose,
  first,
  place,
  prefix,
  onGo
}: EntriesProps): ReactElement {
  const [pages, setPages] = useState<S3Page[]>([first]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AwsErrorData>();
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);
  const next = pages[pages.length - 1]?.next;
  const more = (): void => {
    running.current = new AbortController();
    const { signal } = running.current;
    setBusy(true);
    setError(undefined);
    listFolder(api, prefix, { token: next, signal }).then(
      page => {
        setPages(known => [...known, page]);
        setBusy(false);
      },
      (thrown: unknown) => {
        if (!signal.aborted) {
          setError(AwsError.from(thrown).toData());
          setBusy(false);
        }
      }
    );
  };
  const folders = pages.flatMap(page => page.folders);
  const objects = pages.flatMap(page => page.objects);
  const name = (key: string): string => key.slice(place?.key.length ?? 0);
  if (folders.length === 0 && objects.length === 0) {
    return <p className="ph-muted">{place ? 'There is nothing here.' : 'There are no buckets.'}</p>;
  }
  return (
    <>
      <ul className="ph-S3Browser-list" aria-label={place ? 'Folders and objects' : 'Buckets'}>
        {folders.map(folder => (
          <li key={folder}>
            <button
              type="button"
              className="ph-Link"
              onClick={() =>
                onGo(place ? { bucket: place.bucket, key: folder } : { bucket: folder, key: '' })
              }
            >
              <MiddleEllipsis text={place ? name(folder) : folder} />
            </button>
          </li>
        ))}
        {objects.map(object => (
          <li key={object.key} className="ph-Row">
            {choose === 'prefix' || !place ? (
              <span className="ph-muted">
                <MiddleEllipsis text={name(object.key)} />
              </span>
            ) : (
              <button
                type="button"
                className="ph-Link"
                onClick={() => onChoose(formatS3Uri({ bucket: place.bucket, key: object.key }))}
              >
                <MiddleEllipsis text={name(object.key)} />
              </button>
            )}
            <span className="ph-muted ph-number">{sizeText(object.size, host.locale)}</span>
          </li>
        ))}
      </ul>
      {error && (
        <ErrorState error={error} what="The next page failed." host={host} onRetry={more} />
      )}
      {next !== undefined && !error && (
        <div className="ph-Row">
          <Button kind="quiet" busy={busy} onClick={more}>
            Show more
          </Button>
          <span className="ph-muted">
            {`${(folders.length + objects.length).toLocaleString(host.locale)} shown`}
          </span>
        </div>
      )}
    </>
  );
}
