import { createRoot } from 'react-dom/client';
import { FakeApi } from '@pilothouse/core/aws/testing/fakeApi';
import { mountView } from '@pilothouse/core/views/mount';
import { fakeHost } from '@pilothouse/core/views/testing/fakeHost';
import { stories } from './stories';
import type { Story } from './story';

const stage = document.getElementById('stage') as HTMLElement;
const wanted = new URLSearchParams(location.search).get('story');
const story = stories.find(candidate => candidate.id === wanted);

/** Wait for an element that can be clicked, and click it. */
async function click(selector: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const element = stage.querySelector<HTMLElement>(selector);
    if (element) {
      element.click();
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`Nothing to click: ${selector}`);
}

async function show(chosen: Story): Promise<void> {
  document.title = chosen.id;
  stage.style.maxWidth = `${chosen.width ?? 1000}px`;
  stage.style.minHeight = `${chosen.height ?? 0}px`;
  const context = { api: new FakeApi(chosen.handlers), host: fakeHost(chosen.host) };
  if ('view' in chosen) {
    // The story's type ties view and args together; the union loses that.
    await mountView(chosen.view, chosen.args as never, stage, context);
  } else {
    stage.classList.add('ph-root');
    createRoot(stage).render(chosen.render(context));
  }
  for (const selector of chosen.clicks ?? []) {
    await click(selector);
  }
}

function index(): void {
  const list = document.createElement('ul');
  for (const { id } of stories) {
    const item = document.createElement('li');
    for (const theme of [
      'jupyterlab-light',
      'jupyterlab-dark',
      'vscode-dark',
      'vscode-high-contrast'
    ]) {
      const link = document.createElement('a');
      link.href = `/?story=${id}&theme=${theme}`;
      link.textContent = `${id} (${theme}) `;
      item.append(link);
    }
    list.append(item);
  }
  stage.append(list);
}

document.body.dataset.stories = JSON.stringify(
  stories.map(({ id, width, height, direction }) => ({ id, width, height, direction }))
);
if (story) {
  void show(story).then(
    () => {
      document.body.dataset.ready = 'true';
    },
    (reason: unknown) => {
      document.body.dataset.ready = String(reason);
    }
  );
} else {
  index();
  document.body.dataset.ready = 'true';
}
