import { useEffect, useRef, useState, type ReactElement } from 'react';
import {
  hoursAgo,
  isFiltered,
  jobAges,
  jobStatuses,
  namePart,
  type JobFilter
} from '../../automl/jobFilter';
import { Button, SelectField, statusWords, TextField } from '../parts';

export interface JobFilterBarProps {
  filter: JobFilter;
  onChange: (filter: JobFilter) => void;
}

/** A word is looked for once typing rests, in ms: each look is a call. */
const REST = 300;
const ANY = '';

/** Narrows the list of jobs by name, status and age. */
export function JobFilterBar({ filter, onChange }: JobFilterBarProps): ReactElement {
  const [name, setName] = useState(filter.nameContains ?? '');
  const [age, setAge] = useState('');
  const latest = useRef({ filter, onChange });
  latest.current = { filter, onChange };

  useEffect(() => {
    const timer = setTimeout(() => {
      const now = latest.current;
      if (namePart(name) !== namePart(now.filter.nameContains ?? '')) {
        now.onChange({ ...now.filter, nameContains: name });
      }
    }, REST);
    return () => clearTimeout(timer);
  }, [name]);

  const chooseAge = (hours: string): void => {
    setAge(hours);
    const createdAfter = hours === ANY ? undefined : hoursAgo(Number(hours), Date.now());
    onChange({ ...filter, createdAfter });
  };
  return (
    <div className="ph-JobFilter" role="group" aria-label="Filter jobs">
      <TextField
        label="Name contains"
        hideLabel
        type="search"
        placeholder="Name contains"
        value={name}
        onChange={setName}
      />
      <SelectField
        label="Status"
        hideLabel
        value={filter.status ?? ANY}
        choices={[
          { value: ANY, label: 'Any status' },
          ...jobStatuses.map(status => ({ value: status, label: statusWords(status) }))
        ]}
        onChange={status => onChange({ ...filter, status: status || undefined })}
      />
      <SelectField
        label="Created"
        hideLabel
        value={age}
        choices={[
          { value: ANY, label: 'Any time' },
          ...Object.entries(jobAges).map(([value, label]) => ({ value, label }))
        ]}
        onChange={chooseAge}
      />
      {isFiltered(filter) && (
        <Button
          kind="quiet"
          onClick={() => {
            setName('');
            setAge(ANY);
            onChange({});
          }}
        >
          Show all jobs
        </Button>
      )}
    </div>
  );
}
