using System.Net;
using System.Text.Json.Serialization;
using DeployMcp.Server.Auth;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Net.Http.Headers;
using IPNetwork = System.Net.IPNetwork;

namespace DeployMcp.Server.Limits;

internal static partial class LimitSetup
{
    private static readonly object Exceeded = new();
    private static readonly string[] SignInPaths = ["/signin", "/oauth", "/register"];

    public static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(LimitSettings.Of(builder.Configuration, builder.Environment)).AddSingleton<RequestLimits>();
        return builder;
    }

    /// <summary>
    /// Behind proxies (<c>Server:TrustedProxies</c>: addresses or networks, by default none) the client's address and scheme are
    /// what they say in <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>. From anyone else these headers mean nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">An entry is neither.</exception>
    public static WebApplication UseTrustedProxies(this WebApplication app)
    {
        var trusted = app.Configuration.GetSection("Server:TrustedProxies").Get<string[]>() ?? [];
        if (trusted.Length == 0)
        {
            return app;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in trusted)
        {
            if (IPAddress.TryParse(entry, out var address))
                options.KnownProxies.Add(address);
            else if (IPNetwork.TryParse(entry, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new InvalidOperationException($"Server:TrustedProxies has '{entry}', which is neither an IP address nor a network like 10.0.0.0/8.");
        }

        app.UseForwardedHeaders(options);
        return app;
    }

    /// <summary>Comes between authentication, which it goes by, and all that a request could cost.</summary>
    public static WebApplication UseRequestLimits(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<RequestLimits>();
        app.Use((context, next) => Find(limits, context) is { } exceeded ? AnswerAsync(context, exceeded) : next(context));
        return app;
    }

    /// <summary>For what meets a limit before this has its turn.</summary>
    public static void Refuse(HttpContext context, ExceededLimit limit) => context.Items[Exceeded] = limit;

    private static ExceededLimit? Find(RequestLimits limits, HttpContext context)
    {
        if (context.User is CallerPrincipal { Caller.KeyId: { } key })
        {
            return limits.Take(key);
        }

        if (context.Items.TryGetValue(Exceeded, out var before))
        {
            return (ExceededLimit)before!;
        }

        var (address, path) = (context.Connection.RemoteIpAddress, context.Request.Path);
        return path.Value is "/health" or "/alive"
            ? null
            : limits.Take(address) ?? (IsSignIn(context.Request.Method, path) ? limits.TakeSignIn(address) : null);
    }

    private static bool IsSignIn(string method, PathString path)
        => HttpMethods.IsPost(method) && SignInPaths.Any(prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>RFC 6585 section 4, with <c>Retry-After</c> in whole seconds.</summary>
    private static Task AnswerAsync(HttpContext context, ExceededLimit limit)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(limit.RetryAfter.TotalSeconds));
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString();
        return context.Response.WriteAsJsonAsync(
            new LimitAnswer(
                "rate_limited",
                limit.Name,
                limit.PerMinute,
                seconds,
                $"Nothing was done: more than {limit.PerMinute} {limit.Name} in a minute. Next: wait {seconds} s and send it again; whoever runs this server can change it by the setting Limits:{limit.Setting}."),
            LimitJson.Default.LimitAnswer,
            cancellationToken: context.RequestAborted);
    }

    internal sealed record LimitAnswer(string Error, string Limit, int PerMinute, int RetryAfterSeconds, string Message);

    [JsonSerializable(typeof(LimitAnswer))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    internal sealed partial class LimitJson : JsonSerializerContext;
}
