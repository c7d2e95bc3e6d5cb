import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { BackendChoice, BackendState } from '@pilothouse/core/host';
import type { PageBackend } from './tokens';

/** Body of the dialog: engine or AWS, and for AWS Region and profile. */
class BackendForm extends Widget implements Dialog.IBodyWidget<BackendChoice> {
  private readonly kind: HTMLSelectElement;
  private readonly region: HTMLInputElement;
  private readonly profile: HTMLSelectElement;

  constructor(state: BackendState, trans: TranslationBundle) {
    super();
    this.addClass('jp-pilothouse-BackendForm');
    const field = <E extends HTMLElement>(text: string, element: E): E => {
      const label = document.createElement('label');
      const name = document.createElement('span');
      name.textContent = text;
      element.className = 'jp-mod-styled';
      label.append(name, element);
      this.node.append(label);
      return element;
    };
    const { choice } = state;
    this.kind = field(trans.__('Backend'), document.createElement('select'));
    const onAws = choice.kind === 'aws';
    this.kind.append(
      new Option(trans.__('Local engine: on this machine, free'), 'local', false, !onAws),
      new Option(trans.__('AWS: Amazon SageMaker, billed'), 'aws', false, onAws)
    );
    this.kind.addEventListener('change', () => this.enable());
    this.region = field(trans.__('Region'), document.createElement('input'));
    this.region.placeholder = trans.__('From the environment or profile');
    this.region.value = choice.region ?? '';
    this.profile = field(trans.__('Profile'), document.createElement('select'));
    const option = (value: string, text: string): void => {
      this.profile.append(new Option(text, value, false, value === (choice.profile ?? '')));
    };
    option('', trans.__('Default credentials'));
    const { profile } = choice;
    const names = profile && !state.profiles.includes(profile) ? [profile] : [];
    for (const name of [...names, ...state.profiles]) {
      option(name, name);
    }
    this.enable();
  }

  getValue(): BackendChoice {
    if (this.kind.value === 'local') {
      return { kind: 'local' };
    }
    return {
      kind: 'aws',
      region: this.region.value.trim() || undefined,
      profile: this.profile.value || undefined
    };
  }

  private enable(): void {
    const local = this.kind.value === 'local';
    this.region.disabled = local;
    this.profile.disabled = local;
  }
}

/** Ask for the backend; tells at once what keeps the chosen one from working. */
export async function chooseBackend(
  backend: PageBackend,
  trans: TranslationBundle
): Promise<BackendState | undefined> {
  const state = await backend.state();
  const { button, value } = await showDialog({
    title: trans.__('Where jobs and endpoints run'),
    body: new BackendForm(state, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Use this backend') })
    ]
  });
  if (!button.accept || !value) {
    return undefined;
  }
  const next = await backend.choose(value);
  if (next.problem) {
    Notification.warning(next.problem.message, { autoClose: false });
  }
  return next;
}
