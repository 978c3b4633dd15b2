namespace DeployMcp.Tests.Agent;

/// <summary>Small Node.js servers.</summary>
internal static class Scripts
{
    public static string Says(string text) => $$"""
        require('http').createServer((q, r) => r.end('{{text}}')).listen(process.env.PORT);
        """;

    /// <summary>Answers with what it was asked, and does on demand what proxies get wrong.</summary>
    public const string Lab = """
        const http = require('http');
        const server = http.createServer((q, r) => {
          const url = new URL(q.url, 'http://x');
          if (url.pathname === '/sse') {
            r.writeHead(200, { 'content-type': 'text/event-stream' });
            let n = 0; r.write(`data: ${n++}\n\n`);
            const t = setInterval(() => r.write(`data: ${n++}\n\n`), 100);
            q.on('close', () => { clearInterval(t); console.log('sse closed'); });
          } else if (url.pathname === '/headers-only') {
            r.writeHead(200, { 'x-early': '1' }); r.flushHeaders();
          } else if (url.pathname === '/truncate') {
            r.writeHead(200, { 'transfer-encoding': 'chunked' }); r.write('half'); setTimeout(() => r.destroy(), 50);
          } else if (url.pathname === '/reset') {
            q.socket.destroy();
          } else if (url.pathname === '/trailers') {
            r.writeHead(200, { trailer: 'x-sum' }); r.write('body'); r.addTrailers({ 'x-sum': '42' }); r.end();
          } else if (url.pathname === '/hop') {
            r.writeHead(207, 'Odd Reason', { 'keep-alive': 'timeout=9', 'connection': 'x-private, keep-alive', 'x-private': '1', 'x-public': '2', 'set-cookie': ['a=1', 'b=2'] });
            r.end('hop');
          } else if (url.pathname === '/slow') {
            setTimeout(() => r.end('slow done'), 1500);
          } else if (url.pathname === '/env') {
            r.end(JSON.stringify({ env: process.env, uid: process.getuid(), cwd: process.cwd() }));
          } else if (url.pathname === '/crash') {
            console.error('crashing now'); process.exit(3);
          } else if (url.pathname === '/pid') {
            r.end(String(process.pid));
          } else {
            const hash = require('crypto').createHash('sha256'); let size = 0;
            q.on('data', d => { hash.update(d); size += d.length; });
            q.on('end', () => r.end(JSON.stringify({ method: q.method, url: q.url, headers: q.headers, size, sha: hash.digest('hex') })));
          }
        });
        server.on('upgrade', (q, socket) => {
          if (q.headers.upgrade === 'echo') {
            socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
            socket.on('data', d => socket.write(d));
            return;
          }
          const key = require('crypto').createHash('sha1').update(q.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
          socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ' + key + '\r\n\r\n');
          let pending = Buffer.alloc(0);
          socket.on('error', () => {});
          socket.on('data', d => {
            pending = Buffer.concat([pending, d]);
            while (pending.length >= 6) {
              const length = pending[1] & 127;
              if (pending.length < 6 + length) return;
              const mask = pending.subarray(2, 6), data = Buffer.from(pending.subarray(6, 6 + length)).map((b, i) => b ^ mask[i % 4]);
              socket.write(Buffer.concat([Buffer.from([pending[0], length]), data]));
              if ((pending[0] & 15) === 8) socket.end();
              pending = pending.subarray(6 + length);
            }
          });
        });
        server.listen(process.env.PORT, '0.0.0.0');
        """;
}
