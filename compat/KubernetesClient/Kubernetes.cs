using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Autorest;

namespace k8s;

public interface IKubernetes : IDisposable
{
    Uri BaseUri { get; set; }

    ICoreV1Operations CoreV1 { get; }

    IAppsV1Operations AppsV1 { get; }

    INetworkingV1Operations NetworkingV1 { get; }

    IVersionOperations Version { get; }
}

/// <summary>A client of one API server. Safe to use from many threads.</summary>
public sealed partial class Kubernetes : IKubernetes, ICoreV1Operations, IAppsV1Operations, INetworkingV1Operations, IVersionOperations
{
    private readonly KubernetesClientConfiguration _config;
    private readonly HttpClient _http;
    private readonly SocketsHttpHandler _handler;

    public Kubernetes(KubernetesClientConfiguration config, params DelegatingHandler[] handlers)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (string.IsNullOrWhiteSpace(config.Host) || !Uri.TryCreate(config.Host, UriKind.Absolute, out var host))
        {
            throw new Exceptions.KubeConfigException($"Host url must be set and absolute: '{config.Host}'");
        }

        _config = config;
        BaseUri = new Uri(host.AbsoluteUri.TrimEnd('/') + "/");
        _handler = CreateHandler(config);
        HttpMessageHandler first = _handler;
        foreach (var handler in handlers.Reverse())
        {
            handler.InnerHandler = first;
            first = handler;
        }

        _http = new HttpClient(first) { Timeout = config.HttpClientTimeout };
    }

    public Uri BaseUri { get; set; }

    public ICoreV1Operations CoreV1 => this;

    public IAppsV1Operations AppsV1 => this;

    public INetworkingV1Operations NetworkingV1 => this;

    public IVersionOperations Version => this;

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    /// <exception cref="HttpOperationException">Any answer but success.</exception>
    /// <exception cref="TaskCanceledException">The whole answer was not there within the configuration's timeout, which is the inner exception then.</exception>
    internal async Task<T> SendAsync<T>(ApiRequest call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_config.HttpClientTimeout);
        try
        {
            using var response = await SendAsync(call, limit.Token).ConfigureAwait(false);
            using var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync<T>(stream, KubernetesJson.Options, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && e.InnerException is not TimeoutException)
        {
            throw new TaskCanceledException($"The API server's answer was not complete within {_config.HttpClientTimeout.TotalSeconds} s.", new TimeoutException(e.Message, e));
        }
    }

    /// <summary>The answer as soon as its headers are there; whoever calls disposes it.</summary>
    internal async Task<HttpResponseMessage> SendAsync(ApiRequest call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(call.Method, new Uri(BaseUri, call.RelativeUri)) { Version = HttpVersion.Version20 };
        if (_config.TlsServerName is { Length: > 0 } name)
        {
            // HttpClient takes the name that the certificate has to have from here, and from nowhere else.
            request.Headers.Host = name;
        }

        if (call.Body is not null)
        {
            request.Content = new StringContent(call.Body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.MediaType);
        }

        await AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            throw new HttpOperationException($"Operation returned an invalid status code '{response.StatusCode}', response body {text}")
            {
                Request = new HttpRequestMessageWrapper(request, call.Body),
                Response = new HttpResponseMessageWrapper(response, text),
            };
        }
    }

    private async Task AuthenticateAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_config.TokenProvider is { } provider)
        {
            request.Headers.Authorization = await provider.GetAuthenticationHeaderAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (!string.IsNullOrEmpty(_config.AccessToken))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _config.AccessToken);
        }
        else if (!string.IsNullOrEmpty(_config.Username))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_config.Username}:{_config.Password}")));
        }
    }

    private static SocketsHttpHandler CreateHandler(KubernetesClientConfiguration config)
    {
        var handler = new SocketsHttpHandler
        {
            // A watch that stays silent on a dead connection would be waited for without end.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AllowAutoRedirect = false,
        };
        if (config.ClientCertificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (config.SkipTlsVerify)
        {
#pragma warning disable CA5359 // Asked for by name in the kubeconfig: insecure-skip-tls-verify.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (config.SslCaCerts is { } authorities)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(authorities, certificate, chain, errors);
        }

        return handler;
    }

    /// <summary>By the cluster's own authority alone; a wrong name is never accepted.</summary>
    private static bool IsTrusted(X509Certificate2Collection authorities, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Clear();
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        return chain.Build(leaf);
    }
}
