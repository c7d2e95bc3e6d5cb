// One sheet that is there before the first view, without a loader's code for it.
import text from './start.raw.css';

const sheet = document.createElement('style');
sheet.textContent = text;
document.head.append(sheet);
