import { useState, type ReactElement, type ReactNode } from 'react';
import type { AwsApi } from '../../aws/api';
import type { Host } from '../../host';
import { Button, S3Browser, TextField } from '../parts';
import type { S3BrowserProps } from '../parts';

export interface S3FieldProps {
  api: AwsApi;
  host: Host;
  label: string;
  hint?: ReactNode;
  optional?: boolean;
  placeholder?: string;
  error?: string;
  showError?: boolean;
  value: string;
  choose: S3BrowserProps['choose'];
  /** Called while typing. */
  onChange: (uri: string) => void;
  /** Called when a location was chosen in the browser; absent: as `onChange`. */
  onChoose?: (uri: string) => void;
  onEnter?: () => void;
  /** Called when the field is left. */
  onLeave?: () => void;
}

/** A location in S3: typed, or found by walking through the buckets. */
export function S3Field(props: S3FieldProps): ReactElement {
  const { api, host, choose, onChoose, onLeave, ...field } = props;
  const [browsing, setBrowsing] = useState(false);
  return (
    <>
      <div className="ph-FieldRow" onBlur={onLeave}>
        <TextField code {...field} />
        <Button expanded={browsing} onClick={() => setBrowsing(!browsing)}>
          Browse S3
        </Button>
      </div>
      {browsing && (
        <S3Browser
          api={api}
          host={host}
          start={field.value || undefined}
          choose={choose}
          onClose={() => setBrowsing(false)}
          onChoose={uri => {
            setBrowsing(false);
            (onChoose ?? field.onChange)(uri);
          }}
        />
      )}
    </>
  );
}
