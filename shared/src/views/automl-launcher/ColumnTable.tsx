import { useMemo, useState, type ReactElement } from 'react';
import type { ChosenType, JobDraft } from '../../automl/draft';
import { problems } from '../../automl/problems';
import { featureTypes } from '../../automl/preview';
import type { ColumnProfile, DataProfile } from '../../automl/preview';
import { Button, Checkbox, MiddleEllipsis, SelectField, Spark, Table, TextField } from '../parts';
import type { Column } from '../parts';
import { percentText } from './texts';

export interface ColumnTableProps {
  profile: DataProfile;
  draft: JobDraft;
  locale: string;
  onChange: (change: (draft: JobDraft) => JobDraft) => void;
}

interface Row {
  index: number;
  column: ColumnProfile;
  /** As a person may call it: the name, or the place of a nameless column. */
  label: string;
}

/** Rows that are shown at first; above, a search field helps. */
const many = 30;
/** Rows that one click adds. */
const more = 100;

/** The columns: which are used, and as what. */
export function ColumnTable({ profile, draft, locale, onChange }: ColumnTableProps): ReactElement {
  const [search, setSearch] = useState('');
  // Thousands of rows with two controls each would be a long way for the Tab key.
  const [limit, setLimit] = useState(many);
  const rows = useMemo(
    () =>
      profile.columns.map((column, index): Row => ({
        index,
        column,
        label: column.name.trim() === '' ? `column ${index + 1}` : column.name
      })),
    [profile]
  );
  const wanted = search.trim().toLowerCase();
  const found = useMemo(
    () => (wanted ? rows.filter(row => row.label.toLowerCase().includes(wanted)) : rows),
    [rows, wanted]
  );
  const shown = useMemo(() => found.slice(0, limit), [found, limit]);
  const excluded = useMemo(() => new Set(draft.excluded), [draft.excluded]);

  const include = (names: readonly string[], use: boolean): void => {
    const these = new Set(names);
    onChange(now => ({
      ...now,
      excluded: use
        ? now.excluded.filter(name => !these.has(name))
        : [...new Set([...now.excluded, ...names])]
    }));
  };
  const problem = problems[draft.problem];
  const roles = problem.roles(draft);
  // Sequences are features of tuning alone.
  const types: readonly ChosenType[] =
    draft.problem === 'tabular' && draft.mode === 'HYPERPARAMETER_TUNING'
      ? [...featureTypes, 'sequence']
      : featureTypes;
  const setType = (column: ColumnProfile, type: ChosenType): void => {
    onChange(now => {
      const types = Object.entries(now.types).filter(([name]) => name !== column.name);
      const changed: [string, ChosenType][] = type === column.type ? [] : [[column.name, type]];
      return { ...now, types: Object.fromEntries([...types, ...changed]) };
    });
  };

  const all: Column<Row>[] = [
    {
      id: 'use',
      header: 'Use',
      description: 'Columns that the job learns from',
      value: row => !excluded.has(row.column.name),
      cell: row =>
        roles.has(row.column.name) ? (
          <span className="ph-muted">{roles.get(row.column.name)}</span>
        ) : !problem.features ? (
          <span className="ph-muted">not used</span>
        ) : (
          <Checkbox
            label={`Use ${row.label}`}
            hideLabel
            checked={!excluded.has(row.column.name)}
            onChange={use => include([row.column.name], use)}
          />
        )
    },
    {
      id: 'name',
      header: 'Column',
      rowHeader: true,
      value: row => row.label,
      cell: row => <MiddleEllipsis text={row.label} />
    },
    {
      id: 'type',
      header: 'Type',
      value: row => typeOf(draft, row.column),
      cell: row => (
        <SelectField<ChosenType>
          label={`Type of ${row.label}`}
          hideLabel
          value={typeOf(draft, row.column)}
          choices={types.map(type => ({ value: type, label: type }))}
          disabled={roles.has(row.column.name)}
          onChange={type => setType(row.column, type)}
        />
      )
    },
    {
      id: 'missing',
      header: 'Missing',
      numeric: true,
      value: row => row.column.missing,
      cell: row => percentText(row.column.missing, locale)
    },
    {
      id: 'distinct',
      header: 'Distinct',
      description: 'Different values among the rows looked at',
      numeric: true,
      value: row => row.column.distinct
    },
    {
      id: 'spark',
      header: 'Distribution',
      sortable: false,
      value: () => null,
      cell: row => <Spark values={row.column.spark} label={`Distribution of ${row.label}`} />
    },
    {
      id: 'examples',
      header: 'Examples',
      sortable: false,
      value: () => null,
      cell: row => (
        <span className="ph-muted">
          <MiddleEllipsis text={onOneLine(row.column.examples.slice(0, 3).join(', '))} />
        </span>
      )
    }
  ];
  // Where columns are no features, there is nothing to choose but their roles.
  const columns = problem.features
    ? all
    : all.map(column =>
        column.id === 'type'
          ? { ...column, cell: (row: Row) => row.column.type }
          : column.id === 'use'
            ? { ...column, header: 'Role', description: 'What the column is for' }
            : column
      );
  const names = found.map(row => row.column.name).filter(name => !roles.has(name));
  return (
    <>
      {rows.length > many && problem.features && (
        <div className="ph-Row">
          <TextField
            label="Search columns"
            hideLabel
            type="search"
            placeholder="Search columns"
            value={search}
            onChange={setSearch}
          />
          <Button kind="quiet" onClick={() => include(names, true)}>
            Use all found
          </Button>
          <Button kind="quiet" onClick={() => include(names, false)}>
            Use none found
          </Button>
        </div>
      )}
      <Table
        label="Columns"
        columns={columns}
        rows={shown}
        rowKey={keyOf}
        rowControls
        locale={locale}
        empty="No column has this in its name."
      />
      {found.length > shown.length && (
        <div className="ph-Row">
          <span className="ph-muted">
            {`${shown.length.toLocaleString(locale)} of ${found.length.toLocaleString(locale)} columns`}
          </span>
          <Button kind="quiet" onClick={() => setLimit(limit + more)}>
            {`Show ${Math.min(more, found.length - shown.length)} more`}
          </Button>
        </div>
      )}
    </>
  );
}

/** Texts of several lines must not make rows of several lines. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

const keyOf = (row: Row): string => String(row.index);

function typeOf(draft: JobDraft, column: ColumnProfile): ChosenType {
  const chosen = Object.hasOwn(draft.types, column.name) ? draft.types[column.name] : undefined;
  return chosen ?? column.type;
}
