using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.TursoStandIn;

/// <summary>What goes wrong with the next requests that fit, each fault once.</summary>
public sealed class TursoFaults
{
    private readonly Lock _gate = new();
    private readonly List<(Func<HttpRequest, bool> Fits, Func<HttpContext, RequestDelegate, Task> Happens)> _planned = [];

    /// <summary>The connection ends and nothing has happened.</summary>
    public void DropBefore(string method, string pathEnd) => Plan(method, pathEnd, (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>It has happened, and the connection ends before the answer.</summary>
    public void DropAfter(string method, string pathEnd) => Plan(method, pathEnd, async (context, next) =>
    {
        context.Response.Body = new MemoryStream();
        await next(context);
        context.Abort();
    });

    /// <summary>It happens after a while, whether or not anybody waits for it.</summary>
    public void Delay(string method, string pathEnd, TimeSpan delay) => Plan(method, pathEnd, async (context, next) =>
    {
        context.RequestAborted = CancellationToken.None;
        await Task.Delay(delay);
        await next(context);
    });

    public void Answer(string method, string pathEnd, int status, string body, string? retryAfter = null) => Plan(method, pathEnd, (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    });

    internal Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        lock (_gate)
        {
            var fault = _planned.FindIndex(f => f.Fits(context.Request));
            if (fault >= 0)
            {
                var happens = _planned[fault].Happens;
                _planned.RemoveAt(fault);
                return happens(context, next);
            }
        }

        return next(context);
    }

    private void Plan(string method, string pathEnd, Func<HttpContext, RequestDelegate, Task> happens)
    {
        lock (_gate)
        {
            _planned.Add((r => r.Method == method && r.Path.Value!.EndsWith(pathEnd, StringComparison.Ordinal), happens));
        }
    }
}

/// <summary>So many requests in a second; a further one is told when to come again. Off until it has a number.</summary>
public sealed class TursoRateLimit
{
    private readonly ConcurrentQueue<DateTimeOffset> _recent = new();

    public int? PerSecond { get; set; }

    public int Refused { get; private set; }

    internal bool Takes()
    {
        lock (_recent)
        {
            while (_recent.TryPeek(out var oldest) && oldest < DateTimeOffset.UtcNow.AddSeconds(-1))
            {
                _recent.TryDequeue(out _);
            }

            if (_recent.Count >= PerSecond)
            {
                Refused++;
                return false;
            }

            _recent.Enqueue(DateTimeOffset.UtcNow);
            return true;
        }
    }
}
