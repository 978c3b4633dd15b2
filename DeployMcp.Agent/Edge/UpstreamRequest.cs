using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.Agent.Edge;

/// <summary>The client's request as it goes on to the service (RFC 9110 section 7.6).</summary>
internal static class UpstreamRequest
{
    /// <summary>Only the edge may say where a request came from; what a client claims is dropped.</summary>
    private static readonly FrozenSet<string> SetByEdge = FrozenSet.ToFrozenSet(
        ["Host", "Content-Length", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Real-IP"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly Uri Unused = new("http://localhost/");
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <param name="origin">For example <c>http://127.0.0.1:20000</c>.</param>
    /// <returns>Null when the request's form can't be passed on: CONNECT, or a target that is no path.</returns>
    public static HttpRequestMessage? Create(HttpContext context, string origin)
    {
        var target = Target(context);
        if (target is null || HttpMethods.IsConnect(context.Request.Method) || !Uri.TryCreate(origin + target, Verbatim, out var uri))
            return null;

        var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), Unused) { RequestUri = uri, Version = System.Net.HttpVersion.Version11 };
        if (HasBody(context))
            request.Content = new RequestBodyContent(context.Request.Body, context.Request.ContentLength);

        CopyHeaders(context, request);
        SetForwarded(context, request);
        return request;
    }

    public static bool IsUpgrade(HttpContext context) => context.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true;

    public static bool HasBody(HttpContext context)
        => !IsUpgrade(context) && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    /// <summary>The path and query exactly as sent: a service may tell <c>%2F</c> from <c>/</c>.</summary>
    private static string? Target(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (raw.StartsWith('/'))
            return raw;

        // Absolute form, as sent to proxies (RFC 9112 section 3.2.2).
        var authority = raw.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
            return null;

        var path = raw.AsSpan(authority + 3).IndexOfAny('/', '?');
        return path < 0 ? "/" : raw[authority + 3 + path] == '/' ? raw[(authority + 3 + path)..] : "/" + raw[(authority + 3 + path)..];
    }

    private static void CopyHeaders(HttpContext context, HttpRequestMessage request)
    {
        var headers = context.Request.Headers;
        var named = HopByHopHeaders.NamedBy(headers.Connection);
        var isTraced = Activity.Current is not null;
        foreach (var (name, values) in headers)
        {
            if (HopByHopHeaders.Contains(name) || SetByEdge.Contains(name) || named?.Contains(name) == true || (isTraced && IsTraceContext(name)))
                continue;

            // A header of the content's can't be set on the request.
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                (request.Content ??= new NoBodyContent()).Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        if (IsUpgrade(context))
        {
            request.Headers.TryAddWithoutValidation(HeaderNames.Connection, HeaderNames.Upgrade);
            request.Headers.TryAddWithoutValidation(HeaderNames.Upgrade, (IEnumerable<string?>)headers.Upgrade);
        }

        if (!HasBody(context))
            request.Headers.Remove(HeaderNames.Expect);
    }

    /// <summary>The handler writes the edge's own span there.</summary>
    private static bool IsTraceContext(string name)
        => name.Equals(HeaderNames.TraceParent, StringComparison.OrdinalIgnoreCase) || name.Equals(HeaderNames.TraceState, StringComparison.OrdinalIgnoreCase);

    private static void SetForwarded(HttpContext context, HttpRequestMessage request)
    {
        var host = context.Request.Host.Value;
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", Client(context));
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", host);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", context.Request.Scheme);
    }

    private static string? Client(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        return (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString();
    }
}
