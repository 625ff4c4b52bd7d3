// The explorer's table and a page for each model of the catalog, as files of .generated.

import { findModel, modelNames } from '@gossamer/models/catalog';
import type { ExplorerData } from '../../components/explorer/model-row.js';
import { measuredTimes } from './measured.js';
import { modelPage } from './model-page.js';
import { modelledLatencies, modelRow } from './model-row.js';

/** `models.json`: the table. `model-pages.json`: name and text of each page. */
export async function modelFiles(): Promise<Readonly<Record<string, string>>> {
  const measured = await measuredTimes();
  const latencies = [...measured.map(({ kind }) => kind), ...modelledLatencies];
  const specs = await Promise.all(modelNames().map((name) => findModel(name as string)));
  const rows = specs.map((spec) => ({ spec, row: modelRow(spec, measured) }));
  const table: ExplorerData = { models: rows.map(({ row }) => row), latencies };
  const pages = rows.map(({ spec, row }) => ({ model: spec.name, text: modelPage(spec, row, latencies) }));
  return { 'models.json': JSON.stringify(table), 'model-pages.json': JSON.stringify(pages) };
}
