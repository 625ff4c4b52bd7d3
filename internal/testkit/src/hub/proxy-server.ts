// A forward proxy on this machine that notes what it is asked for.
import { createServer, request as forward } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { pipeline } from 'node:stream';

export interface TestProxy extends AsyncDisposable {
  readonly url: string;
  /** Addresses asked for, without queries; `CONNECT host:port` for tunnels. */
  readonly asked: readonly string[];
}

export async function startProxy(): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push((request.url ?? '').replace(/\?.*/, ''));
    const { method, headers } = request;
    const onward = forward(request.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, response, () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
