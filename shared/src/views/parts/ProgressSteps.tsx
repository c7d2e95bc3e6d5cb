import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icons';

export type StepState = 'done' | 'current' | 'todo' | 'failed' | 'stopped';

export interface Step {
  id: string;
  label: ReactNode;
  state: StepState;
}

export interface ProgressStepsProps {
  /** What is under way, for screen readers. */
  label: string;
  steps: readonly Step[];
}

const marks: Record<StepState, { icon: IconName | undefined; word: string }> = {
  done: { icon: 'check', word: 'done' },
  current: { icon: undefined, word: 'in progress' },
  todo: { icon: undefined, word: 'to do' },
  failed: { icon: 'close', word: 'failed' },
  stopped: { icon: 'stop', word: 'stopped' }
};

/** The phases of a job in their order. */
export function ProgressSteps({ label, steps }: ProgressStepsProps): ReactElement {
  return (
    <ol className="ph-ProgressSteps" aria-label={label}>
      {steps.map(step => {
        const { icon, word } = marks[step.state];
        return (
          <li
            key={step.id}
            className={`ph-Step ph-mod-${step.state}`}
            aria-current={step.state === 'current' ? 'step' : undefined}
          >
            <span className="ph-Step-mark" aria-hidden="true">
              {icon && <Icon name={icon} />}
            </span>
            <span className="ph-Step-label">
              {step.label}
              <span className="ph-hidden">, {word}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
