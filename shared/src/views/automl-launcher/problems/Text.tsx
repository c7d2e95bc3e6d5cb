import type { ReactElement } from 'react';
import { LimitFields } from '../LimitFields';
import { ObjectiveField } from '../ObjectiveField';
import type { FormProps } from '../form';
import { ColumnField } from './columns';

/** Which column holds the texts, which the classes. */
export function TextPanel(props: FormProps): ReactElement {
  const { draft, profile } = props;
  const label = profile?.columns.find(({ name }) => name === draft.target);
  return (
    <div className="ph-Columns">
      <ColumnField
        {...props}
        field="content"
        label="Text column"
        hint="Column with the texts to sort."
        value={draft.content}
        change={(now, content) => ({ ...now, content })}
      />
      <ColumnField
        {...props}
        field="target"
        label="Class column"
        hint={
          label && label.present > 0
            ? `${label.distinct} classes in the rows looked at: ${label.top
                .slice(0, 4)
                .map(({ value }) => value.slice(0, 30))
                .join(', ')}${label.distinct > 4 ? ', …' : ''}`
            : undefined
        }
        value={draft.target}
        change={(now, target) => ({ ...now, target })}
      />
    </div>
  );
}

/** Objective and limits of the problem types that train one candidate for accuracy. */
export function AccuracySection(props: FormProps): ReactElement {
  return (
    <div className="ph-Stack">
      <ObjectiveField {...props} byDefault="Accuracy" />
      <LimitFields {...props} />
    </div>
  );
}
