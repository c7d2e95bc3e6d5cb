import { useMemo, type ReactElement } from 'react';
import {
  EVERYTHING,
  labelCounts,
  type ImageFilter,
  type ImageOrder
} from '../../../../explain/images/choose';
import type { ImageItem } from '../../../../explain/model';
import { Button, NumberField, SelectField, TextField } from '../../../parts';

export interface FiltersProps {
  items: readonly ImageItem[];
  filter: ImageFilter;
  onFilter: (filter: ImageFilter) => void;
  order: ImageOrder;
  onOrder: (order: ImageOrder) => void;
  /** Number of pictures that pass. */
  shown: number;
  locale: string;
}

const ORDERS: { value: ImageOrder; label: string }[] = [
  { value: 'file', label: 'As in the file' },
  { value: 'least-sure', label: 'Least sure first' },
  { value: 'most-sure', label: 'Most sure first' },
  { value: 'name', label: 'Name' }
];
/** At most so many labels stand in the filter. */
const LABELS = 300;

/** Which pictures to show, and in which order. */
export function Filters(props: FiltersProps): ReactElement {
  const { items, filter, onFilter, order, onOrder, shown, locale } = props;
  const labels = useMemo(() => labelCounts(items).slice(0, LABELS), [items]);
  const known = useMemo(
    () => ({
      probability: items.some(({ probability }) => probability !== undefined),
      actual: items.some(({ actual }) => actual !== undefined)
    }),
    [items]
  );
  const set = (change: Partial<ImageFilter>): void => onFilter({ ...filter, ...change });
  const count = (number: number): string => number.toLocaleString(locale);
  return (
    <div className="ph-Row ph-mod-fields ph-ImageFilters">
      <TextField
        label="Find pictures"
        type="search"
        placeholder="Part of a name"
        value={filter.text}
        onChange={text => set({ text })}
      />
      {labels.length > 1 && (
        <SelectField
          label="Predicted label"
          value={filter.label}
          choices={[
            { value: '', label: 'Any' },
            ...labels.map(({ label, count: number }) => ({
              value: label,
              label: `${label.slice(0, 80)} (${count(number)})`
            }))
          ]}
          onChange={label => set({ label })}
        />
      )}
      {known.probability && (
        <>
          <NumberField
            label="Probability from"
            value={Math.round(filter.from * 1000) / 10}
            min={0}
            max={100}
            unit="%"
            onChange={value => set({ from: (value ?? 0) / 100 })}
          />
          <NumberField
            label="to"
            value={Math.round(filter.to * 1000) / 10}
            min={0}
            max={100}
            unit="%"
            onChange={value => set({ to: (value ?? 100) / 100 })}
          />
        </>
      )}
      {known.actual && (
        <SelectField
          label="Prediction"
          value={filter.outcome}
          choices={[
            { value: 'any', label: 'Any' },
            { value: 'right', label: 'Right' },
            { value: 'wrong', label: 'Wrong' }
          ]}
          onChange={outcome => set({ outcome })}
        />
      )}
      <SelectField
        label="Order"
        value={order}
        choices={known.probability ? ORDERS : ORDERS.filter(({ value }) => !/sure/.test(value))}
        onChange={onOrder}
      />
      <span className="ph-muted" role="status">
        {shown === items.length
          ? `${count(shown)} pictures`
          : `${count(shown)} of ${count(items.length)} pictures`}
      </span>
      {shown < items.length && (
        <Button kind="quiet" onClick={() => onFilter(EVERYTHING)}>
          Show all
        </Button>
      )}
    </div>
  );
}
