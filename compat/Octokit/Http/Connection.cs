using System.Net;
using Octokit.Internal;

namespace Octokit;

public interface IConnection
{
    Uri BaseAddress { get; }

    Credentials Credentials { get; set; }

    ApiInfo? GetLastApiInfo();

    Task<IApiResponse<T>> Get<T>(Uri uri, IDictionary<string, string>? parameters, string? accepts);

    Task<IApiResponse<T>> Post<T>(Uri uri, object? body, string? accepts, string? contentType, CancellationToken cancellationToken = default);

    Task<IApiResponse<T>> Post<T>(Uri uri, object body, string? accepts, string? contentType, Uri baseAddress, CancellationToken cancellationToken = default);

    void SetRequestTimeout(TimeSpan timeout);
}

/// <summary>Sends requests with credentials, reads answers, and throws what stands for an error.</summary>
public class Connection : IConnection
{
    private const string DefaultContentType = "application/x-www-form-urlencoded";

    private readonly IHttpClient _http;
    private readonly IJsonSerializer _serializer;
    private readonly string _userAgent;
    private ICredentialStore _credentials;
    private ApiInfo? _lastApiInfo;

    public Connection(ProductHeaderValue productInformation, Uri baseAddress)
        : this(productInformation, baseAddress, new InMemoryCredentialStore(Credentials.Anonymous), new HttpClientAdapter(HttpMessageHandlerFactory.CreateDefault), new SimpleJsonSerializer())
    {
    }

    public Connection(
        ProductHeaderValue productInformation, Uri baseAddress, ICredentialStore credentialStore, IHttpClient httpClient, IJsonSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(productInformation);
        ArgumentNullException.ThrowIfNull(baseAddress);
        if (!baseAddress.IsAbsoluteUri)
        {
            throw new ArgumentException($"The base address '{baseAddress}' must be an absolute URI", nameof(baseAddress));
        }

        BaseAddress = baseAddress;
        _userAgent = $"{productInformation} ({Environment.OSVersion.Platform} {Environment.OSVersion.Version.ToString(3)}; Octokit)";
        _credentials = credentialStore;
        _http = httpClient;
        _serializer = serializer;
    }

    public Uri BaseAddress { get; private set; }

    public Credentials Credentials
    {
        get => _credentials.GetCredentials().GetAwaiter().GetResult() ?? Credentials.Anonymous;
        set => _credentials = new InMemoryCredentialStore(value);
    }

    public ApiInfo? GetLastApiInfo() => _lastApiInfo;

    public void SetRequestTimeout(TimeSpan timeout) => _http.SetRequestTimeout(timeout);

    public Task<IApiResponse<T>> Get<T>(Uri uri, IDictionary<string, string>? parameters, string? accepts)
        => RunAsync<T>(new Request(HttpMethod.Get, BaseAddress, WithParameters(uri, parameters)), accepts, CancellationToken.None);

    public Task<IApiResponse<T>> Post<T>(Uri uri, object? body, string? accepts, string? contentType, CancellationToken cancellationToken = default)
        => PostAsync<T>(BaseAddress, uri, body, accepts, contentType, cancellationToken);

    public Task<IApiResponse<T>> Post<T>(Uri uri, object body, string? accepts, string? contentType, Uri baseAddress, CancellationToken cancellationToken = default)
        => PostAsync<T>(baseAddress, uri, body, accepts, contentType, cancellationToken);

    internal static Uri WithParameters(Uri uri, IDictionary<string, string>? parameters)
    {
        if (parameters is not { Count: > 0 })
        {
            return uri;
        }

        var query = string.Join('&', parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        return new Uri($"{uri.OriginalString}{(uri.OriginalString.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}", UriKind.RelativeOrAbsolute);
    }

    private Task<IApiResponse<T>> PostAsync<T>(Uri baseAddress, Uri uri, object? body, string? accepts, string? contentType, CancellationToken cancellationToken)
    {
        var request = new Request(HttpMethod.Post, baseAddress, uri)
        {
            Body = body is null or string or HttpContent ? body : _serializer.Serialize(body),
            ContentType = contentType ?? DefaultContentType,
        };
        return RunAsync<T>(request, accepts, cancellationToken);
    }

    private async Task<IApiResponse<T>> RunAsync<T>(Request request, string? accepts, CancellationToken cancellationToken)
    {
        request.Headers["Accept"] = string.IsNullOrEmpty(accepts) ? AcceptHeaders.StableVersionJson : accepts;
        request.Headers["User-Agent"] = _userAgent;
        await AuthenticateAsync(request).ConfigureAwait(false);
        var response = await _http.Send(request, cancellationToken).ConfigureAwait(false);
        _lastApiInfo = response.ApiInfo;
        HandleErrors(response);
        return new ApiResponse<T>(response, Read<T>(response));
    }

    private async Task AuthenticateAsync(Request request)
    {
        var credentials = await _credentials.GetCredentials().ConfigureAwait(false) ?? Credentials.Anonymous;
        var scheme = credentials.AuthenticationType switch
        {
            AuthenticationType.Bearer => "Bearer",
            AuthenticationType.Oauth => "Token",
            _ => null,
        };
        if (scheme is not null)
        {
            request.Headers["Authorization"] = $"{scheme} {credentials.GetToken()}";
        }
    }

    /// <summary>A page that is an object where a list is asked for, as those of installations are, counts as a list of one.</summary>
    private T Read<T>(IResponse response)
    {
        if (response.Body is not string { Length: > 0 } body || body == "{}" || response.ContentType is not "application/json")
        {
            return default!;
        }

        var wantsList = typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(List<>);
        return _serializer.Deserialize<T>(wantsList && !body.StartsWith('[') ? $"[{body}]" : body);
    }

    private static void HandleErrors(IResponse response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized: throw new AuthorizationException(response);
            case HttpStatusCode.Forbidden: throw Forbidden(response);
            case HttpStatusCode.NotFound: throw new NotFoundException(response);
            case HttpStatusCode.UnprocessableEntity: throw new ApiValidationException(response);
            case >= HttpStatusCode.BadRequest: throw new ApiException(response);
        }
    }

    private static ForbiddenException Forbidden(IResponse response) => (response.Body as string) switch
    {
        { } body when body.Contains("rate limit exceeded", StringComparison.Ordinal) => new RateLimitExceededException(response),
        { } body when body.Contains("secondary rate limit", StringComparison.Ordinal) => new SecondaryRateLimitExceededException(response),
        { } body when body.Contains("abuse-rate-limits", StringComparison.Ordinal) || body.Contains("abuse detection mechanism", StringComparison.Ordinal)
            => new AbuseException(response),
        _ => new ForbiddenException(response),
    };
}
