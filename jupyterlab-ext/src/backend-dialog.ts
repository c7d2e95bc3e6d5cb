import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import type { BackendChoice, BackendState } from '@pilothouse/core/host';
import type { PageBackend } from './tokens';

/** Body of the dialog: engine or AWS, and for AWS Region and profile. */
class BackendForm extends Widget implements Dialog.IBodyWidget<BackendChoice> {
  private readonly local: HTMLInputElement;
  private readonly aws: HTMLInputElement;
  private readonly region: HTMLInputElement;
  private readonly profile: HTMLSelectElement;

  constructor(state: BackendState, trans: TranslationBundle) {
    super();
    this.addClass('jp-pilothouse-BackendForm');
    const radio = (text: string, note: string, checked: boolean): HTMLInputElement => {
      const input = document.createElement('input');
      input.type = 'radio';
      input.name = 'pilothouse-backend';
      input.checked = checked;
      input.addEventListener('change', () => this.enable());
      const small = document.createElement('small');
      small.textContent = note;
      const name = document.createElement('span');
      name.textContent = text;
      const label = document.createElement('label');
      label.append(input, name, small);
      this.node.append(label);
      return input;
    };
    const field = <E extends HTMLElement>(text: string, element: E): E => {
      const label = document.createElement('label');
      const name = document.createElement('span');
      name.textContent = text;
      label.append(name, element);
      this.node.append(label);
      return element;
    };
    const { choice } = state;
    const onAws = choice.kind === 'aws';
    this.local = radio(trans.__('Local engine'), trans.__('On this machine. Free.'), !onAws);
    this.aws = radio(trans.__('AWS'), trans.__('Amazon SageMaker. Billed by AWS.'), onAws);
    this.region = field(trans.__('Region'), document.createElement('input'));
    this.region.className = 'jp-mod-styled';
    this.region.placeholder = trans.__('From the environment or profile, e.g. eu-west-1');
    this.region.value = choice.region ?? '';
    this.profile = field(trans.__('Profile'), document.createElement('select'));
    this.profile.className = 'jp-mod-styled';
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
    if (this.local.checked) {
      return { kind: 'local' };
    }
    return {
      kind: 'aws',
      region: this.region.value.trim() || undefined,
      profile: this.profile.value || undefined
    };
  }

  private enable(): void {
    this.region.disabled = !this.aws.checked;
    this.profile.disabled = !this.aws.checked;
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
