// Runs inside a page: reads its data and shows it.

import type { ReportData } from '../report-data.js';
import { showBench } from './bench-page.js';
import { showInspect } from './inspect-page.js';
import { showRoofline } from './roofline-page.js';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as ReportData;
const main = document.getElementById('report') as HTMLElement;
if (data.kind === 'inspect') showInspect(main, data);
else if (data.kind === 'bench') showBench(main, data);
else showRoofline(main, data);
