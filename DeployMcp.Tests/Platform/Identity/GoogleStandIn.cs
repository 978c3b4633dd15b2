using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Google.Apis.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DeployMcp.Tests.Platform.Identity;

/// <summary>
/// What Firebase's verification asks Google for, on a server of this machine: certificates and users. It signs tokens as Google does.
/// </summary>
public sealed class GoogleStandIn : IAsyncLifetime
{
    public const string Project = "a-project";

    private readonly Dictionary<string, X509Certificate2> _served = new(StringComparer.Ordinal);
    private WebApplication _server = null!;

    /// <summary>The certificates' <c>max-age</c>, in seconds.</summary>
    public int MaxAge { get; set; } = 3600;

    public int CertificateRequests { get; private set; }

    public bool IsBroken { get; set; }

    /// <summary>The one user there is; null for none.</summary>
    public object? User { get; set; }

    public HttpClientFactory Requests => new Redirecting(new Uri(_server.Urls.First()));

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapGet("/robot/v1/metadata/x509/{account}", (Delegate)Certificates);
        _server.MapPost($"/v1/projects/{Project}/accounts:lookup", () => new { users = User is null ? [] : new[] { User } });
        await _server.StartAsync();
        Serve("key-1");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var certificate in _served.Values)
        {
            certificate.Dispose();
        }
    }

    /// <summary>Makes another key known.</summary>
    public void Serve(string keyId) => _served[keyId] = NewCertificate();

    /// <summary>Takes a key back.</summary>
    public void Withdraw(string keyId) => _served.Remove(keyId);

    public string PemOf(string keyId) => _served[keyId].ExportCertificatePem();

    public string Sign(object header, object payload, string keyId = "key-1")
    {
        using var key = _served[keyId].GetRSAPrivateKey()!;
        var signed = SigningInput(header, payload);
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string SigningInput(object header, object payload)
        => $"{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload))}";

    public static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=securetoken.system.gserviceaccount.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private IResult Certificates(HttpContext context)
    {
        CertificateRequests++;
        context.Response.Headers.CacheControl = $"public, max-age={MaxAge}, must-revalidate, no-transform";
        return IsBroken ? Results.StatusCode(500) : Results.Json(_served.ToDictionary(c => c.Key, c => c.Value.ExportCertificatePem()));
    }

    /// <summary>Google's names lead to this server.</summary>
    private sealed class Redirecting(Uri server) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new ToServer(server);
    }

    private sealed class ToServer(Uri server) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(server, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
