using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace DeployMcp.Agent.Edge;

/// <summary>
/// The service's response on its way to the client. Trailers are left out, as RFC 9110 section 6.5.1 allows: the server has no way
/// to send them over HTTP/1.1.
/// </summary>
internal static class UpstreamResponse
{
    public static async Task RelayAsync(HttpResponseMessage response, HttpContext context, CancellationToken cancellationToken)
    {
        CopyHead(response, context);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            await UpgradeAsync(response, context, cancellationToken);
            return;
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await StreamCopy.CopyAsync(body, context.Response.Body, cancellationToken);
    }

    private static void CopyHead(HttpResponseMessage response, HttpContext context)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = response.ReasonPhrase;
        var named = response.Headers.NonValidated.TryGetValues(HeaderNames.Connection, out var connection)
            ? HopByHopHeaders.NamedBy(Values(connection))
            : null;
        CopyHeaders(response.Headers.NonValidated, context, named);
        CopyHeaders(response.Content.Headers.NonValidated, context, named);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols && response.Headers.NonValidated.TryGetValues(HeaderNames.Upgrade, out var upgrade))
            context.Response.Headers.Upgrade = Values(upgrade);
    }

    private static void CopyHeaders(HttpHeadersNonValidated headers, HttpContext context, HashSet<string>? named)
    {
        foreach (var (name, values) in headers)
        {
            if (!HopByHopHeaders.Contains(name) && named?.Contains(name) != true)
                context.Response.Headers[name] = Values(values);
        }
    }

    private static StringValues Values(HeaderStringValues values) => values.Count == 1 ? values.ToString() : values.ToArray();

    /// <summary>RFC 9110 section 7.8: after 101 the connection carries bytes both ways until either side ends.</summary>
    private static async Task UpgradeAsync(HttpResponseMessage response, HttpContext context, CancellationToken cancellationToken)
    {
        await using var client = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        await using var service = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var toService = StreamCopy.CopyAsync(client, service, ended.Token);
        var toClient = StreamCopy.CopyAsync(service, client, ended.Token);
        await Task.WhenAny(toService, toClient);
        await ended.CancelAsync();
        await Task.WhenAll(toService, toClient);
    }
}
