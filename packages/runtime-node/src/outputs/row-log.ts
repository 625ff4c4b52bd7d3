/// <reference lib="esnext.disposable" preserve="true" />
// RowLog: a file with a row for each picture that can be gone on with after a kill.

/** A row that names its picture. */
export interface NamedRow {
  readonly image: string;
}

/** A picture's numbers by column, or the error of one that could not be read. */
export interface ArraysRow extends NamedRow {
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly arrays?: Readonly<Record<string, Float32Array>> | undefined;
}

export interface RowLog<Row> extends AsyncDisposable {
  /** Rows there were when it was opened. */
  readonly rows: number;
  /** Whether a picture has its row from an earlier run. Each row counts once: a name given twice has two. */
  skip(name: string): boolean;
  append(row: Row): Promise<void>;
  /** Flushes to disk. */
  close(): Promise<void>;
}
