import type { ReactElement, ReactNode } from 'react';
import type { Host } from '../../host';
import { IconButton } from './IconButton';

export interface KeyValueItem {
  label: string;
  value: ReactNode;
  /** Text that a copy button beside the value copies, e.g. an ARN. */
  copy?: string;
}

export interface KeyValueProps {
  items: readonly KeyValueItem[];
  /** Needed for items with `copy`. */
  host?: Host;
}

/** Names and values in two columns. */
export function KeyValue({ items, host }: KeyValueProps): ReactElement {
  return (
    <dl className="ph-KeyValue">
      {items.map(item => (
        <div key={item.label} className="ph-KeyValue-row">
          <dt>{item.label}</dt>
          <dd>
            <span className="ph-KeyValue-value">{item.value}</span>
            {item.copy !== undefined && host && (
              <IconButton
                icon="copy"
                label={`Copy ${item.label}`}
                onClick={() => void host.copy(item.copy ?? '')}
              />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
