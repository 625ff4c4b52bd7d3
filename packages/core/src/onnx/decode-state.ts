// What is known of a file while its graph is built.

import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import type { ExternalFile } from './external.js';
import type { NodeProto, ValueInfoProto } from './gen/onnx_pb.js';
import type { UnsupportedList } from './unsupported.js';

export interface DecodeState {
  readonly graph: Graph;
  /** Every value by its name in the file. */
  readonly values: Map<string, Value>;
  /** Names of values that could not be made because of something unsupported. */
  readonly lost: Set<string>;
  /** Types told by the file, for outputs and values in between. */
  readonly declared: ReadonlyMap<string, ValueInfoProto>;
  /** Version of each operator domain; the standard's own is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly unsupported: UnsupportedList;
  /** Opens an external file, once for each location. */
  open(location: string): ExternalFile;
  /** Which message each node was made from. */
  readonly sources: Map<Node | Value, NodeProto>;
}
