using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Takes what the resources print: into their logs, and into the AppHost's own log under <c>APPHOST.Resources.NAME</c>, there at Debug unless
/// <see cref="DistributedApplicationOptions.EnableResourceLogging"/> asks for more.
/// </summary>
internal sealed partial class ResourceOutput(
    ResourceLoggerService loggers,
    ILoggerFactory factory,
    IHostEnvironment environment,
    DistributedApplicationOptions options)
{
    private const int LinesOfAFailure = 15;
    private readonly ConcurrentDictionary<string, ILogger> _forwarded = new(StringComparer.OrdinalIgnoreCase);

    public void Write(IResource resource, string id, string line, bool isError)
    {
        loggers.Append(id, line, isError);
        var logger = _forwarded.GetOrAdd(id, name => factory.CreateLogger($"{environment.ApplicationName}.Resources.{name}"));
        var level = !options.EnableResourceLogging ? LogLevel.Debug : isError ? LogLevel.Error : LogLevel.Information;
        LogLine(logger, level, line);
    }

    /// <summary>The last lines, without times and colours.</summary>
    public string Tail(string id)
        => string.Concat(loggers.Tail(id, LinesOfAFailure).Select(l => $"{Environment.NewLine}    {Colour().Replace(l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..], string.Empty)}"));

    [LoggerMessage(Message = "{Line}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string line);

    [GeneratedRegex(@"\x1B\[[0-9;]*m", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();
}
