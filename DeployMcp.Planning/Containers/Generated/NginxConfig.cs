using System.Globalization;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>
/// How nginx serves a site: without root, writing nowhere but below /tmp, on the port in <c>PORT</c>. Names with a content hash
/// are kept for a year, everything else is asked for again; files and directories whose names begin with a dot are not there.
/// </summary>
public static class NginxConfig
{
    public const string Root = "/srv/site";

    public const string Template = "/etc/nginx/deploymcp.conf";

    public const int DefaultPort = 8080;

    private const string PortMark = "__PORT__";

    /// <summary>Puts the port in and becomes nginx.</summary>
    public static IReadOnlyList<string> Command { get; } =
    [
        "sh", "-c",
        string.Create(CultureInfo.InvariantCulture, $"sed \"s/{PortMark}/${{PORT:-{DefaultPort}}}/\" {Template} > /tmp/nginx.conf && exec nginx -e /dev/stderr -c /tmp/nginx.conf -g 'daemon off;'"),
    ];

    /// <param name="singlePageApp">Unknown paths that name no file answer with index.html.</param>
    public static string Of(bool singlePageApp) => $$"""
        pid /tmp/nginx.pid;
        error_log /dev/stderr warn;
        worker_processes auto;
        events { worker_connections 1024; }
        http {
          include /etc/nginx/mime.types;
          default_type application/octet-stream;
          access_log /dev/stdout;
          client_body_temp_path /tmp/nginx-body;
          proxy_temp_path /tmp/nginx-proxy;
          fastcgi_temp_path /tmp/nginx-fastcgi;
          uwsgi_temp_path /tmp/nginx-uwsgi;
          scgi_temp_path /tmp/nginx-scgi;
          server_tokens off;
          sendfile on;
          tcp_nopush on;
          keepalive_timeout 65;
          absolute_redirect off;
          gzip on;
          gzip_vary on;
          gzip_proxied any;
          gzip_comp_level 5;
          gzip_min_length 1024;
          gzip_types text/plain text/css text/xml text/javascript application/javascript application/json application/manifest+json application/xml application/rss+xml application/wasm image/svg+xml font/ttf;
          map $uri $site_cache {
            default "no-cache";
            "~[.-](?=[A-Za-z0-9_]*[0-9])[A-Za-z0-9_]{8,}\.(?:js|mjs|css|woff2?|ttf|otf|png|jpe?g|gif|svg|webp|avif|ico|wasm|map)$" "public, max-age=31536000, immutable";
          }
          server {
            listen {{PortMark}};
            root {{Root}};
            index index.html;
            error_page 404 /404.html;
            add_header Cache-Control $site_cache;
            add_header X-Content-Type-Options nosniff always;
            location ~ /\.(?!well-known/) { return 404; }
            location = /404.html { internal; }
            location ~ \.[A-Za-z0-9]+$ { try_files $uri =404; }
            location / { try_files $uri $uri.html $uri/ {{(singlePageApp ? "/index.html" : "=404")}}; }
          }
        }

        """;
}
