import { useMemo, useState, type ReactElement } from 'react';
import { problems } from '../../automl/problems';
import { Button, MiddleEllipsis, RadioGroup, SelectField, TextField } from '../parts';
import { S3Field } from './S3Field';
import { dataExtensions } from './form';
import type { FormProps } from './form';
import type { ValidationData } from './useValidationData';

/** Validation data, weights, and how many features are used. */
export function ValidationSection(props: FormProps): ReactElement {
  const { draft, profile, errorOf, showErrors, onChange } = props;
  const weights = useMemo(
    () =>
      (profile?.columns ?? [])
        .filter(({ name, numbers }) => name !== draft.target && name.trim() !== '' && numbers > 0.9)
        .map(({ name }) => ({ value: `:${name}`, label: name })),
    [profile, draft.target]
  );
  const total = (profile?.columns.length ?? 1) - 1;
  const features = errorOf('features');
  return (
    <div className="ph-Stack">
      <ValidationFields {...props} />
      <SelectField
        label="Sample weights"
        hint="A column that says how much each row counts. Works with Ensembling."
        error={errorOf('weight')}
        showError={showErrors}
        value={draft.weight ? `:${draft.weight}` : 'none'}
        choices={[{ value: 'none', label: 'None' }, ...weights]}
        onChange={chosen =>
          onChange(now => ({ ...now, weight: chosen.startsWith(':') ? chosen.slice(1) : '' }))
        }
      />
      <div className="ph-Row">
        <span>
          {`${Math.max(0, total - draft.excluded.filter(name => name !== draft.target).length)} ` +
            `of ${Math.max(0, total)} features are used. Choose them and their types in the table.`}
        </span>
        {draft.excluded.length > 0 && (
          <Button kind="quiet" onClick={() => onChange(now => ({ ...now, excluded: [] }))}>
            Use all features
          </Button>
        )}
      </div>
      {features && (
        <div className="ph-Field-error" role="alert">
          {features}
        </div>
      )}
    </div>
  );
}

/** Which data check the result. */
export function ValidationFields(props: FormProps): ReactElement {
  const { draft, errorOf, showErrors, onChange } = props;
  const { validation } = draft;
  return (
    <>
      <RadioGroup<'split' | 'channel'>
        label="Validation"
        inline
        value={validation.kind}
        choices={[
          { value: 'split', label: 'Part of the data' },
          { value: 'channel', label: 'Data of its own' }
        ]}
        onChange={kind =>
          onChange(now => ({
            ...now,
            validation: kind === 'split' ? { kind, fraction: '' } : { kind, uri: '' }
          }))
        }
      />
      {validation.kind === 'split' ? (
        <TextField
          label="Validation share"
          optional
          hint="Between 0 and 1; 0.2 if left empty."
          error={errorOf('validation')}
          showError={showErrors}
          value={validation.fraction}
          onChange={fraction =>
            onChange(now => ({ ...now, validation: { kind: 'split', fraction } }))
          }
        />
      ) : validation.path === undefined ? (
        <S3Field
          {...props}
          label="Validation data"
          hint={
            problems[draft.problem].data === 'images'
              ? 'S3 location with a folder for each class, or a manifest where the training data are one.'
              : 'S3 location with the same columns and format.'
          }
          placeholder={
            problems[draft.problem].data === 'images'
              ? 's3://bucket/path/validation/'
              : 's3://bucket/path/validation.csv'
          }
          error={errorOf('validation')}
          showError={showErrors}
          value={validation.uri}
          choose={draft.dataType === 'S3Prefix' ? 'any' : 'object'}
          onChange={uri =>
            onChange(now => ({ ...now, validation: { kind: 'channel', uri: uri.trim() } }))
          }
        />
      ) : null}
      <ValidationFile {...props} />
    </>
  );
}

/** Validation data in a file of the workspace, or in a folder of pictures; and what they are. */
function ValidationFile(props: FormProps): ReactElement | null {
  const { host, draft, validation: found, errorOf, onChange } = props;
  const [failed, setFailed] = useState<string>();
  const { validation } = draft;
  if (validation.kind === 'split') {
    return null;
  }
  const pictures = problems[draft.problem].data === 'images';
  const thing = pictures ? 'folder' : 'file';
  const { path } = validation;
  const set = (chosen: string | undefined): void =>
    onChange(now => ({
      ...now,
      validation: {
        kind: 'channel',
        uri: '',
        ...(chosen === undefined ? {} : { path: chosen }),
        ...(chosen !== undefined && pictures ? { folder: true } : {})
      }
    }));
  const pick = (): void => {
    host.files.pick(pictures ? 'folder' : dataExtensions).then(
      chosen => {
        setFailed(undefined);
        if (chosen !== undefined) {
          set(chosen);
        }
      },
      (reason: unknown) => setFailed(reason instanceof Error ? reason.message : String(reason))
    );
  };
  const unread = found.error && `The validation data cannot be read: ${found.error.message}`;
  const wrong = failed ?? unread ?? (path === undefined ? undefined : errorOf('validation'));
  return (
    <div className="ph-Field">
      <div className="ph-Row">
        {path !== undefined && (
          <span className="ph-code">
            <MiddleEllipsis text={path} />
          </span>
        )}
        <Button onClick={pick}>
          {path === undefined ? `Choose validation ${thing}` : `Change validation ${thing}`}
        </Button>
        {path !== undefined && (
          <Button kind="quiet" onClick={() => set(undefined)}>
            Use S3 instead
          </Button>
        )}
        <span className="ph-muted">{summary(found, host.locale)}</span>
      </div>
      {wrong && (
        <div className="ph-Field-error" role="alert">
          {wrong}
        </div>
      )}
    </div>
  );
}

function summary({ profile, images, loading }: ValidationData, locale: string): string {
  if (images) {
    return (
      `${images.truncated ? 'more than ' : ''}${images.count.toLocaleString(locale)} pictures · ` +
      `${images.classes.length.toLocaleString(locale)} classes`
    );
  }
  if (profile) {
    return (
      `${profile.rows.exact ? '' : 'about '}${profile.rows.count.toLocaleString(locale)} rows · ` +
      `${profile.columns.length.toLocaleString(locale)} columns`
    );
  }
  return loading ? 'Reading…' : '';
}
