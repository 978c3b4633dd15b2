using System.Text.RegularExpressions;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;

namespace DeployMcp.Platform.Builders.Output;

/// <summary>Takes the values of a service's variables out of lines, whatever prints them.</summary>
internal sealed partial class SecretMask
{
    private const int ShortestSecret = 4;
    private const int ShortestValue = 8;

    private readonly string[] _values;

    public SecretMask(IEnumerable<EnvVar> variables)
        => _values = [.. variables.SelectMany(Parts).Distinct(StringComparer.Ordinal).OrderByDescending(v => v.Length)];

    public string Apply(string line)
    {
        foreach (var value in _values)
        {
            line = line.Replace(value, Sensitive.Redacted, StringComparison.Ordinal);
        }

        return line;
    }

    /// <summary>Each line of a value; short ones only where the name says secret, or every "true" would vanish from the log.</summary>
    private static IEnumerable<string> Parts(EnvVar variable)
    {
        var shortest = SecretName().IsMatch(variable.Key) ? ShortestSecret : ShortestValue;
        return variable.Value.Reveal().Split('\n').Select(l => l.Trim()).Where(l => l.Length >= shortest && l is not ("production" or "development"));
    }

    [GeneratedRegex("KEY|TOKEN|SECRET|PASS|PWD|CRED|AUTH|DSN|URL|URI", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}
