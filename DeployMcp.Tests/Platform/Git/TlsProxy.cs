using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Platform.Git;

/// <summary>A public git host as far as a client can tell: https, no credentials. Behind it is our own git server.</summary>
public sealed class TlsProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly X509Certificate2 _certificate;
    private readonly string _directory = Directory.CreateTempSubdirectory("deploymcp-tls-").FullName;

    private TlsProxy(Uri target, string token)
    {
        _client = new HttpClient { BaseAddress = target, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        _certificate = SelfSigned();
        File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(_certificate)));
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    public string CertificateFile => Path.Combine(_directory, "ca.pem");

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<TlsProxy> StartAsync(Uri target, string token)
    {
        var proxy = new TlsProxy(target, token);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
        _certificate.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/moved", StringComparison.Ordinal))
        {
            context.Response.Redirect("https://localhost/elsewhere.git");
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString.Value);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var name in new[] { "Git-Protocol", "Content-Type", "Content-Encoding" })
        {
            if (context.Request.Headers.TryGetValue(name, out var value) && !request.Headers.TryAddWithoutValidation(name, value.ToString()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
