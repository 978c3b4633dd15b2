using System.Globalization;
using System.Text.RegularExpressions;

namespace DeployMcp.AppHost.Publishing;

/// <summary>A variable's value: a text, or (null) what the operator supplies under the variable's name.</summary>
internal sealed record Variable(string Name, string? Text);

/// <summary>Resolves the manifest's expressions, such as <c>{git-server.bindings.http.url}</c>.</summary>
internal sealed partial class ManifestValues(AspireManifest manifest)
{
    public IReadOnlyList<Variable> VariablesOf(ManifestResource resource)
        => [.. resource.Env.Select(e => new Variable(e.Key, Resolve(e.Value)))];

    /// <summary>Null when the value is the operator's.</summary>
    /// <exception cref="ManifestException">Something is referred to that isn't there, or the operator's value is a part of a longer text.</exception>
    public string? Resolve(string expression)
    {
        if (Reference().Match(expression) is { Success: true } only && only.Length == expression.Length)
        {
            return Value(only);
        }

        return Reference().Replace(expression, match => Value(match) ?? throw new ManifestException(
            $"'{expression}' puts a value that is supplied later into a longer text. Give '{match.Groups["resource"].Value}' a default, or refer to it alone."));
    }

    private string? Value(Match match)
    {
        var resource = manifest.Resource(match.Groups["resource"].Value);
        string[] path = match.Groups["path"].Value.Split('.');
        return (path, resource.Input) switch
        {
            (["value"] or ["connectionString"], { } input) => input.Default,
            (["bindings", var name, var property], _) when resource.Bindings.TryGetValue(name, out var binding)
                => Property(match.Groups["resource"].Value, binding, property) ?? throw Unknown(match),
            _ => throw Unknown(match),
        };
    }

    /// <summary>Inside one namespace a service's host is its name.</summary>
    private static string? Property(string host, ManifestBinding binding, string property) => property switch
    {
        "targetPort" => binding.TargetPort?.ToString(CultureInfo.InvariantCulture),
        "port" => (binding.Port ?? binding.TargetPort)?.ToString(CultureInfo.InvariantCulture),
        "host" => host,
        "scheme" => binding.Scheme,
        "url" => string.Create(CultureInfo.InvariantCulture, $"{binding.Scheme}://{host}:{binding.Port ?? binding.TargetPort}"),
        _ => null,
    };

    private static ManifestException Unknown(Match match) => new($"Nothing in the manifest has the value '{match.Value}'.");

    [GeneratedRegex(@"\{(?<resource>[A-Za-z0-9-]+)\.(?<path>[A-Za-z0-9.-]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
