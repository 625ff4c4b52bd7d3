// @gossamer/report: self-contained HTML pages of what networks cost.

export { renderReport } from './render-report.js';
export type {
  BenchReport,
  BenchReportRatio,
  BenchReportResult,
  InspectReport,
  ReportData,
  ReportLayer,
  RooflineReport,
  RooflineReportModel,
} from './report-data.js';
