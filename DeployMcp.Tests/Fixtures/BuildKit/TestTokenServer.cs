using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DeployMcp.Tests.Fixtures.BuildKit;

/// <summary>
/// A token server for a real registry (distribution's docs/spec/auth/token.md and jwt.md): asks for the password, and signs
/// tokens for all that is asked for with a certificate that the registry trusts.
/// </summary>
public sealed class TestTokenServer : IAsyncDisposable
{
    public const string Service = "tests";

    public const string Issuer = "token-server-of-the-tests";

    private static readonly string Password = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestRegistry.User}:{TestRegistry.Password}"));

    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _app;

    private TestTokenServer()
    {
        var request = new CertificateRequest($"CN={Issuer}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Scopes, in the order in which they were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    public string CertificatePem => _certificate.ExportCertificatePem();

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<TestTokenServer> StartAsync()
    {
        var server = new TestTokenServer();
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != Password)
        {
            context.Response.StatusCode = (int)HttpStatusCode.Unauthorized;
            return;
        }

        var scope = context.Request.Query["scope"].ToString();
        Asked.Enqueue(scope);
        var parts = scope.Split(':');
        object[] access = parts.Length < 3 ? [] : [new { type = parts[0], name = string.Join(':', parts[1..^1]), actions = parts[^1].Split(',') }];
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { token = Sign(access) }));
    }

    private string Sign(object[] access)
    {
        var now = DateTimeOffset.UtcNow;
        var header = new { typ = "JWT", alg = "RS256", x5c = new[] { Convert.ToBase64String(_certificate.RawData) } };
        var claims = new
        {
            iss = Issuer,
            sub = TestRegistry.User,
            aud = Service,
            nbf = now.AddMinutes(-20).ToUnixTimeSeconds(),
            iat = now.ToUnixTimeSeconds(),
            exp = now.Add(Lifetime).ToUnixTimeSeconds(),
            jti = Guid.NewGuid().ToString(),
            access,
        };
        var signed = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
