import { useState, type ReactElement } from 'react';
import { AwsError } from '../../aws/errors';
import { filterWithout, type DeploymentDraft } from '../../endpoints/deployDraft';
import { firstLineOf, isHeader } from '../../endpoints/firstLine';
import {
  Button,
  Checkbox,
  MiddleEllipsis,
  NumberField,
  S3Browser,
  SelectField,
  TextField
} from '../parts';
import { errorsOf, type DeployFormProps } from './form';

type Batch = DeploymentDraft['batch'];

const ASSEMBLED: Record<Batch['assemble'], string> = {
  Line: 'each on its line',
  None: 'one after the other',
  '': 'as the service does'
};

const CONTENT_TYPES = ['text/csv', 'application/json', 'application/jsonlines'];

/** Records of a transform, and where its answers go. */
export function BatchFields(props: DeployFormProps): ReactElement {
  const { draft, resolved, onChange } = props;
  const { batch } = draft;
  const set = (part: Partial<Batch>): void => onChange({ batch: { ...batch, ...part } });
  return (
    <>
      <InputFields {...props} set={set} />
      <div className="ph-Columns">
        <TextField
          label="Type of the records"
          code
          suggestions={CONTENT_TYPES}
          value={batch.contentType}
          {...errorsOf(props, 'contentType')}
          onChange={contentType => set({ contentType })}
        />
        <SelectField<Batch['split']>
          label="Split the input"
          value={batch.split}
          choices={[
            { value: 'Line', label: 'By line' },
            { value: 'RecordIO', label: 'By RecordIO record' },
            { value: 'TFRecord', label: 'By TFRecord record' },
            { value: 'None', label: 'Not at all: each object is one request' }
          ]}
          {...errorsOf(props, 'split')}
          onChange={split => set({ split })}
        />
      </div>
      <TextField
        label="Output in S3"
        code
        placeholder={resolved.batch.outputUri}
        hint={batch.outputUri ? undefined : `Default: ${resolved.batch.outputUri || 'none known'}`}
        value={batch.outputUri}
        {...errorsOf(props, 'output')}
        onChange={outputUri => set({ outputUri })}
      />
      <Checkbox
        label="Write each prediction beside its input"
        hint="Without it the records are still shown side by side here."
        checked={batch.join}
        onChange={join => set({ join })}
      />
      {batch.join && errorsOf(props, 'join').error && (
        <div className="ph-Field-error">{errorsOf(props, 'join').error}</div>
      )}
    </>
  );
}

function InputFields(
  props: DeployFormProps & { set: (part: Partial<Batch>) => void }
): ReactElement {
  const { api, host, subject, draft, set } = props;
  const { input } = draft.batch;
  const [browsing, setBrowsing] = useState(false);
  const [failed, setFailed] = useState('');
  const pick = async (): Promise<void> => {
    setFailed('');
    try {
      const path = await host.files.pick(['csv', 'json', 'jsonl', 'gz']);
      if (path === undefined) {
        return;
      }
      const gzip = /\.gz$/i.test(path);
      const csv = /\.csv$/i.test(path);
      const first = csv ? await firstLineOf(host.files, path) : undefined;
      const skipFirst = isHeader(first, subject);
      set({
        input: { kind: 'file', path, first, skipFirst },
        gzip,
        ...(/\.jsonl(\.gz)?$/i.test(path) ? { contentType: 'application/jsonlines' } : {}),
        inputFilter: skipFirst ? filterWithout(first?.cells ?? [], subject.target) : ''
      });
    } catch (error) {
      setFailed(AwsError.from(error).message);
    }
  };
  const uri = input?.kind === 's3' ? input.uri : '';
  return (
    <>
      <div className="ph-Columns">
        <div className="ph-Field">
          <div className="ph-Field-label">Records</div>
          <div className="ph-Row">
            {input?.kind === 'file' ? (
              <span className="ph-code">
                <MiddleEllipsis text={input.path} />
              </span>
            ) : (
              <span className="ph-muted">no file</span>
            )}
            <Button onClick={() => void pick()}>
              {input?.kind === 'file' ? 'Change file' : 'Choose file'}
            </Button>
          </div>
          {failed && (
            <div className="ph-Field-error" role="alert">
              {failed}
            </div>
          )}
        </div>
        <div>
          <TextField
            label="or S3 location of the records"
            code
            optional
            placeholder="s3://bucket/path/records.csv"
            value={uri}
            {...(input?.kind === 'file' ? {} : errorsOf(props, 'input'))}
            onChange={typed =>
              set({ input: typed === '' ? undefined : { kind: 's3', uri: typed.trim() } })
            }
          />
          <Button kind="quiet" expanded={browsing} onClick={() => setBrowsing(!browsing)}>
            Browse S3
          </Button>
        </div>
      </div>
      {browsing && (
        <S3Browser
          api={api}
          host={host}
          start={uri || undefined}
          choose="any"
          onClose={() => setBrowsing(false)}
          onChoose={chosen => {
            setBrowsing(false);
            set({ input: { kind: 's3', uri: chosen } });
          }}
        />
      )}
      {input?.kind === 'file' && input.first && (
        <Checkbox
          label="Leave out the first line"
          hint={
            subject.problem === 'series'
              ? 'Models of series expect the names of the columns.'
              : `It begins with “${input.first.cells.slice(0, 3).join(', ').slice(0, 60)}”. Models expect no names of columns.`
          }
          checked={input.skipFirst}
          onChange={skipFirst => set({ input: { ...input, skipFirst } })}
        />
      )}
    </>
  );
}

/** What few transforms need. */
export function BatchMore(props: DeployFormProps): ReactElement {
  const { draft, resolved, onChange } = props;
  const { batch } = draft;
  const set = (part: Partial<Batch>): void => onChange({ batch: { ...batch, ...part } });
  return (
    <>
      <div className="ph-Columns">
        <TextField
          label="Input filter"
          code
          optional
          placeholder="$"
          hint="JSONPath of what the model gets of a record, e.g. $[1:] to leave out an id."
          value={batch.inputFilter}
          {...errorsOf(props, 'inputFilter')}
          onChange={inputFilter => set({ inputFilter })}
        />
        <TextField
          label="Output filter"
          code
          optional
          placeholder="$"
          hint="JSONPath of what is written."
          value={batch.outputFilter}
          {...errorsOf(props, 'outputFilter')}
          onChange={outputFilter => set({ outputFilter })}
        />
      </div>
      <div className="ph-Columns">
        <SelectField<Batch['dataType']>
          label="The S3 location is"
          value={batch.dataType}
          choices={[
            { value: 'S3Prefix', label: 'An object, or everything below a prefix' },
            { value: 'ManifestFile', label: 'Manifest: a list of files' }
          ]}
          onChange={dataType => set({ dataType })}
        />
        <SelectField
          label="Records per request"
          value={batch.strategy || 'auto'}
          choices={[
            { value: 'auto', label: 'As the service does' },
            { value: 'MultiRecord', label: 'Several' },
            { value: 'SingleRecord', label: 'One' }
          ]}
          {...errorsOf(props, 'strategy')}
          onChange={value =>
            set({ strategy: value === 'auto' ? '' : (value as Batch['strategy']) })
          }
        />
        <SelectField
          label="Answers in the output"
          value={batch.assemble || 'auto'}
          choices={[
            { value: 'auto', label: `As usual here: ${ASSEMBLED[resolved.batch.assemble]}` },
            { value: 'Line', label: 'Each on its line' },
            { value: 'None', label: 'One after the other' }
          ]}
          onChange={value =>
            set({ assemble: value === 'auto' ? '' : (value as Batch['assemble']) })
          }
        />
        <TextField
          label="Type of the answers"
          code
          optional
          suggestions={CONTENT_TYPES}
          value={batch.accept}
          onChange={accept => set({ accept })}
        />
      </div>
      <Checkbox
        label="The records are gzip-compressed"
        checked={batch.gzip}
        onChange={gzip => set({ gzip })}
      />
      <div className="ph-Columns">
        <NumberField
          label="Largest request"
          optional
          integer
          unit="MB"
          hint="0: no limit"
          value={batch.maxPayload}
          {...errorsOf(props, 'maxPayload')}
          onChange={maxPayload => set({ maxPayload })}
        />
        <NumberField
          label="Requests at a time per instance"
          optional
          integer
          value={batch.maxConcurrent}
          {...errorsOf(props, 'maxConcurrent')}
          onChange={maxConcurrent => set({ maxConcurrent })}
        />
        <NumberField
          label="Time per request"
          optional
          integer
          unit="s"
          hint="1 to 3600"
          value={batch.timeout}
          {...errorsOf(props, 'timeout')}
          onChange={timeout => set({ timeout })}
        />
        <NumberField
          label="Repetitions of a failed request"
          optional
          integer
          hint="0 to 3"
          value={batch.retries}
          {...errorsOf(props, 'retries')}
          onChange={retries => set({ retries })}
        />
      </div>
      <TextField
        label="KMS key for the output"
        code
        optional
        value={batch.kmsKeyId}
        {...errorsOf(props, 'kms')}
        onChange={kmsKeyId => set({ kmsKeyId })}
      />
    </>
  );
}
