// One JSON document a line.

/** Bytes of the lines as the documents come. */
export async function* jsonLines(documents: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const document of documents) yield encoder.encode(`${JSON.stringify(document)}\n`);
}

/** Runs a generator to its end for what it does on the way. */
export async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}
