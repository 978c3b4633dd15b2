using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore;

/// <summary>Settings of the Streamable HTTP endpoint that <c>MapMcp</c> maps.</summary>
public class HttpServerTransportOptions
{
    /// <summary>
    /// Adjusts a server's options with the request at hand: once per session for clients with a session, once per request
    /// otherwise. Setting it costs a server instance per stateless request.
    /// </summary>
    public Func<HttpContext, McpServerOptions, CancellationToken, Task>? ConfigureSessionOptions { get; set; }

    /// <summary>
    /// Runs a server in place of <see cref="McpServer.RunAsync"/>: once per session, or once per stateless request, which
    /// then costs a server instance each. The context belongs to the request that began the session.
    /// </summary>
    [Experimental(Obsoletions.RunSessionHandlerExperiment)]
    public Func<HttpContext, McpServer, CancellationToken, Task>? RunSessionHandler { get; set; }

    /// <summary>How state is tracked between requests; <see cref="HttpServerSessionMode.Stateless"/> by default.</summary>
    public HttpServerSessionMode SessionMode { get; set; } = HttpServerSessionMode.Stateless;

    /// <summary>
    /// The older form of <see cref="SessionMode"/>: true is <see cref="HttpServerSessionMode.Stateless"/>, false
    /// <see cref="HttpServerSessionMode.Stateful"/>. Both write the same value, so the last assignment counts.
    /// </summary>
    public bool Stateless
    {
        get => SessionMode is HttpServerSessionMode.Stateless;
        set => SessionMode = value ? HttpServerSessionMode.Stateless : HttpServerSessionMode.Stateful;
    }

    /// <summary>
    /// Keeps the events of sessions so that a client can fetch what it missed with <c>Last-Event-ID</c>; null keeps
    /// nothing. An <see cref="ISseEventStreamStore"/> among the services is taken when this is not set.
    /// </summary>
    [Obsolete(Obsoletions.LegacyStatefulHttpMessage, DiagnosticId = Obsoletions.LegacyStatefulHttp)]
    public ISseEventStreamStore? EventStreamStore { get; set; }

    /// <summary>
    /// True runs every handler of a session in the execution context of the request that began it; false (the default) in
    /// that of the request which carries the message, so that <c>IHttpContextAccessor</c> works in handlers.
    /// </summary>
    [Obsolete(Obsoletions.LegacyStatefulHttpMessage, DiagnosticId = Obsoletions.LegacyStatefulHttp)]
    public bool PerSessionExecutionContext { get; set; }

    /// <summary>
    /// How long a session may go without an open request before it is closed; 2 hours by default, checked every 5 seconds.
    /// A negative value (<see cref="Timeout.InfiniteTimeSpan"/>) never closes one. Its id answers 404 afterwards.
    /// </summary>
    [Obsolete(Obsoletions.LegacyStatefulHttpMessage, DiagnosticId = Obsoletions.LegacyStatefulHttp)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How many sessions without an open request are kept, 10,000 by default; beyond it the longest idle ones are closed.</summary>
    [Obsolete(Obsoletions.LegacyStatefulHttpMessage, DiagnosticId = Obsoletions.LegacyStatefulHttp)]
    public int MaxIdleSessionCount { get; set; } = 10_000;

    /// <summary>The clock for <see cref="IdleTimeout"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
