import type { ReactElement } from 'react';
import { Button, Checkbox, SelectField, statusWords, TextField } from '../parts';
import type { BoardColumn } from './boardColumns';

export interface BoardFilter {
  text: string;
  /** Empty: all. */
  status: string;
}

export type BoardView = 'table' | 'plot';

export interface BoardToolsProps {
  filter: BoardFilter;
  onFilter: (filter: BoardFilter) => void;
  statuses: readonly string[];
  /** Candidates that are shown, of all. */
  shown: number;
  total: number;
  columns: readonly BoardColumn[];
  /** Ids of the shown columns. */
  chosen: ReadonlySet<string>;
  onChoose: (id: string, shown: boolean) => void;
  onUsual: () => void;
  view: BoardView;
  onView: (view: BoardView) => void;
}

/** What is shown of a leaderboard, and how. */
export function BoardTools(props: BoardToolsProps): ReactElement {
  const { filter, onFilter, statuses, shown, total, view, onView } = props;
  return (
    <div className="ph-Board-tools" role="group" aria-label="What is shown">
      <TextField
        label="Filter candidates"
        hideLabel
        type="search"
        placeholder="Name or algorithm"
        value={filter.text}
        onChange={text => onFilter({ ...filter, text })}
      />
      {statuses.length > 1 && (
        <SelectField
          label="Status"
          hideLabel
          value={filter.status || ALL}
          choices={[
            { value: ALL, label: 'Every status' },
            ...statuses.map(status => ({ value: status, label: statusWords(status) || 'Unknown' }))
          ]}
          onChange={status => onFilter({ ...filter, status: status === ALL ? '' : status })}
        />
      )}
      <ColumnChooser {...props} />
      <Button
        kind="quiet"
        expanded={view === 'plot'}
        onClick={() => onView(view === 'plot' ? 'table' : 'plot')}
      >
        Trade-off
      </Button>
      <span className="ph-muted ph-number" role="status">
        {shown === total ? '' : `${shown} of ${total} candidates`}
      </span>
    </div>
  );
}

/** No status is called so. */
const ALL = '\n';

function ColumnChooser({ columns, chosen, onChoose, onUsual }: BoardToolsProps): ReactElement {
  const free = columns.filter(column => !column.always);
  const groups = [...new Set(free.map(column => column.group))];
  return (
    <details className="ph-Details ph-Board-columns">
      <summary>Columns</summary>
      <div className="ph-Board-chooser" role="group" aria-label="Columns of the leaderboard">
        {groups.map(group => (
          <fieldset key={group}>
            <legend>{group}</legend>
            {free
              .filter(column => column.group === group)
              .map(column => (
                <Checkbox
                  key={column.id}
                  label={column.name}
                  checked={chosen.has(column.id)}
                  onChange={checked => onChoose(column.id, checked)}
                />
              ))}
          </fieldset>
        ))}
        <Button kind="quiet" onClick={onUsual}>
          Usual columns
        </Button>
      </div>
    </details>
  );
}
